// What all contestants of a question share: a gateway, an OpenID provider, and the process that makes the load.
import { fileURLToPath } from 'node:url';
import { startChild } from './child.mjs';

const SERVER_CPU = 0;
const LOAD_CPU = 1;

export async function startWorld() {
  const [gateway, issuer, generator, users] = await Promise.all([
    startServer('gateway.mjs', {}, LOAD_CPU),
    startServer('issuer.mjs', {}, LOAD_CPU),
    startChild(here('generator.mjs'), { cpu: LOAD_CPU }),
    startChild(here('users.mjs'), { cpu: LOAD_CPU }),
  ]);
  return {
    gateway,
    generator,
    users,
    addresses: { gateway: gateway.url, issuer: issuer.url },
    stop: () => Promise.all([gateway, issuer, generator, users].map((child) => child.stop())),
  };
}

/** Starts a file of servers/ in a process of its own. */
export async function startServer(file, settings, cpu = SERVER_CPU) {
  const child = await startChild(here('../servers/run.mjs'), {
    args: [file, JSON.stringify(settings)],
    cpu,
    execArgv: ['--expose-gc'],
  });
  const { port } = child.ready;
  return { ...child, port, url: `http://127.0.0.1:${port}` };
}

function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
