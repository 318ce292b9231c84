// An app in a process of its own, to be killed at a bad moment or given little memory. It tells its parent where it listens.
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { internalInterceptor, jwtCookieInterceptor, memoryStore, sessionInterceptor } from 'dss-sso';
import { ssoPluginFilter } from 'dss-sso/express';
import express from 'express';
import session from 'express-session';

const { plugin, keeps, folder, diesAt, storeMax } = JSON.parse(process.argv[2]);

const die = () => process.kill(process.pid, 'SIGKILL');

/** Sessions that outlive the process. */
class FileStore extends session.Store {
  get(id, done) {
    let text;
    try {
      text = readFileSync(path.join(folder, id), 'utf8');
    } catch {
      // There is no such session.
    }
    done(null, text === undefined ? null : JSON.parse(text));
  }

  set(id, data, done) {
    writeFileSync(path.join(folder, id), JSON.stringify(data));
    if (diesAt === 'saved' && data.user !== undefined) die();
    done?.();
  }

  destroy(id, done) {
    rmSync(path.join(folder, id), { force: true });
    done?.();
  }
}

const findOrCreateUser = ({ userName }) => {
  if (diesAt === 'verified') die();
  return { name: userName };
};
const INTERCEPTORS = {
  session: () => sessionInterceptor({ findOrCreateUser }),
  cookie: () => jwtCookieInterceptor({ secret: plugin.secret, findOrCreateUser }),
  store: () => internalInterceptor(),
};

const app = express();
if (keeps === 'session') {
  app.use(session({ secret: 'for tests only', resave: false, saveUninitialized: false, store: new FileStore() }));
}
app.use(
  ssoPluginFilter({
    ...plugin,
    remember: keeps,
    interceptor: INTERCEPTORS[keeps](),
    ...(storeMax !== undefined && { store: memoryStore({ max: storeMax }) }),
  }),
);
app.use((req, res) => res.json({ user: req.dss?.user, size: process.memoryUsage().heapUsed }));

const server = http.createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
process.send(`http://127.0.0.1:${server.address().port}`);
