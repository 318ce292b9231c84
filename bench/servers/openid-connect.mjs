// Express with express-openid-connect in its default settings: the login is an encrypted cookie.
import express from 'express';
import openid from 'express-openid-connect';
import { SECRET } from './sso-options.mjs';

/** @param issuer - base URL of servers/issuer.mjs */
export function createListener({ issuer }) {
  const app = express();
  app.use(
    openid.auth({
      authRequired: false,
      issuerBaseURL: issuer,
      baseURL: 'http://127.0.0.1',
      clientID: 'bench',
      secret: SECRET,
    }),
  );
  app.get('/', (req, res) => {
    res.end(req.oidc.isAuthenticated() ? `hello ${req.oidc.user.sub}` : 'hello');
  });
  return app;
}
