// Runs one contestant: `node run.mjs <file of this folder> <settings as JSON>`. The file exports `createListener(settings)`, and may
// export `report()`.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerParent } from '../load/answer-parent.mjs';

const BACKLOG = 4_096;

const [file, settings] = process.argv.slice(2);
const { createListener, report } = await import(`./${file}`);
const server = createServer(await createListener(JSON.parse(settings)));
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  answerParent({ port: server.address().port }, { cpu, memory, report: () => report?.() });
});

/** Microseconds of processor time this process has used. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Bytes in use after all garbage is gone; needs `--expose-gc`. */
async function memory() {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc();
    await sleep(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}
