// Express, bare, with an empty middleware, with a session, or with the plug-in.
import express from 'express';
import session from 'express-session';
import { loadProduct } from '../product.mjs';
import { SECRET, ssoOptions } from './sso-options.mjs';

export async function createListener({ sso, hasMiddleware = false, hasSession = false }) {
  const app = express();
  if (hasMiddleware) {
    app.use((req, res, next) => {
      next();
    });
  }
  if (hasSession) app.use(session({ secret: SECRET, resave: false, saveUninitialized: false }));
  if (sso !== undefined) {
    const { ssoPluginFilter } = await loadProduct('./express');
    app.use(ssoPluginFilter(await ssoOptions(sso)));
  }
  app.get('/login', (req, res) => {
    req.session.user = 'alice';
    res.end('in');
  });
  app.get('/', (req, res) => {
    const user = req.dss?.user.userName ?? req.session?.user;
    res.end(user === undefined ? 'hello' : `hello ${user}`);
  });
  return app;
}
