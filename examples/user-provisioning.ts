import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express, { type Express } from 'express';
import { jwtCookieInterceptor, UserRejectedError, type DSSUser } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { greeting } from './greeting.js';

/** An app with users of its own, in a JSON file: made at their first login, but for `admin`, who is not let in. */
export function createProvisioningApp(dssUrl: string, appName: string): Express {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'dss-sso-')), 'users.json');
  const readUsers = () =>
    (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<string, { since: string }>;

  function findOrCreateUser({ effectiveUser }: DSSUser) {
    if (effectiveUser === 'admin') throw new UserRejectedError('admin has no place here');
    const users = readUsers();
    users[effectiveUser] ??= { since: new Date().toISOString() };
    writeFileSync(file, JSON.stringify(users));
    return users[effectiveUser];
  }

  const secret = randomBytes(48).toString('base64');
  const interceptor = jwtCookieInterceptor({ secret, findOrCreateUser });
  const app = express();
  app.use(ssoPluginFilter({ gateways: [dssUrl], appName, secret, interceptor }));
  app.get('/', requireDSSLogin(), (req, res) => {
    res.set('Cache-Control', 'no-store').send(greeting(req.dss, `Known here: ${Object.keys(readUsers()).join(', ')}.`));
  });
  app.post('/logout', async (req, res) => {
    await req.dss?.logout();
    res.redirect(303, '/');
  });
  return app;
}
