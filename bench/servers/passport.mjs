// Express with Passport and express-session, as Passport's own examples mount them.
import express from 'express';
import session from 'express-session';
import passport from 'passport';
import { SECRET } from './sso-options.mjs';

export function createListener() {
  passport.serializeUser((user, done) => {
    done(null, user.userName);
  });
  passport.deserializeUser((userName, done) => {
    done(null, { userName });
  });
  const app = express();
  app.use(session({ secret: SECRET, resave: false, saveUninitialized: false }));
  app.use(passport.initialize());
  app.use(passport.session());
  app.get('/login', (req, res, next) => {
    req.login({ userName: 'alice' }, (error) => {
      if (error) next(error);
      else res.end('in');
    });
  });
  app.get('/', (req, res) => {
    res.end(req.user === undefined ? 'hello' : `hello ${req.user.userName}`);
  });
  return app;
}
