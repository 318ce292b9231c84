// What a team writes that has no plug-in: a few lines of Express that ask the gateway with `fetch` and set a signed cookie. It trusts the
// one gateway, and has neither a cache nor limits.
import express from 'express';
import jwt from 'jsonwebtoken';
import { SECRET } from './sso-options.mjs';

const COOKIE = 'app_user';

export function createListener({ gateway }) {
  const app = express();

  app.use(async (req, res, next) => {
    const { dssurl, cookies } = req.query;
    if (dssurl !== undefined) {
      if (dssurl !== gateway) return res.status(403).end();
      const answer = await fetch(`${gateway}/api/rest_j/v1/user/userInfo`, { headers: { cookie: cookies } });
      const { status, data } = await answer.json();
      if (status !== 0) return res.status(401).end();
      const token = jwt.sign({ sub: data.userName }, SECRET, { expiresIn: '1h' });
      res.cookie(COOKIE, token, { httpOnly: true, sameSite: 'lax' });
      if (req.accepts('json', 'html') === 'html') return res.redirect(303, req.path);
      req.user = data.userName;
      return next();
    }
    const token = new RegExp(`${COOKIE}=([^;]+)`).exec(req.headers.cookie ?? '')?.[1];
    if (token !== undefined) req.user = jwt.verify(token, SECRET, { algorithms: ['HS256'] }).sub;
    return next();
  });

  app.get('/', (req, res) => {
    res.end(req.user === undefined ? 'hello' : `hello ${req.user}`);
  });
  return app;
}
