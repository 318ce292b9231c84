// Shows how much code one login runs, from the adapter to the verdict, and fails when it is more than a reviewer reads in one sitting:
// the lines of every function that took part, without comments and blank lines, in the rooms that decide. Message parsers, the HTTP
// client and the caches under them are counted, too, and shown beside.
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MOST_LINES = 1_500;
const MOST_IN_FILE = 300;
const DECIDING = ['adapters', 'plugin', 'gateway', 'interceptors'];

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = path.join(root, 'dist', 'cjs');
const load = (file) => import(pathToFileURL(path.join(dist, file)).href);

const { jwtCookieInterceptor, SSOUrlBuilder } = await load('index.js');
const { withSSO } = await load('adapters/http.js');
const { createPortal } = await load('portal/create-portal.js');

/** Logs somebody in over real sockets; what ran is in the inspector's coverage. */
async function coverageOfOneLogin() {
  const secret = 'only-for-this-measurement-0123456789';
  const portal = createPortal();
  const dssUrl = await portal.listen();
  const listener = withSSO(
    { gateways: dssUrl, secret, interceptor: jwtCookieInterceptor({ secret }) },
    (req, res) => void res.end(req.dss?.user.userName),
  );
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const inspector = new Session();
  inspector.connect();
  try {
    const url = new SSOUrlBuilder()
      .setReqUrl(`http://127.0.0.1:${server.address().port}/`)
      .setDSSUrl(dssUrl)
      .setWorkspace('bdap')
      .addCookie('linkis_user_session_ticket_id_v1', portal.tickets.issue('alice'))
      .getBuiltUrl();
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    const answer = await (await fetch(url)).text();
    if (answer !== 'alice') throw new Error(`nobody was logged in: ${answer}`);
    return (await inspector.post('Profiler.takePreciseCoverage')).result;
  } finally {
    inspector.disconnect();
    server.close();
    server.closeAllConnections();
    await listener.filter.close();
    await portal.close();
  }
}

/** Lines of the functions of a script that ran. */
function linesOf({ url, functions }) {
  const source = readFileSync(fileURLToPath(url), 'utf8');
  const ran = functions
    .map(({ ranges: [whole] }) => whole)
    .filter(({ count, startOffset }) => count > 0 && startOffset > 0);
  const isRun = (offset) => ran.some(({ startOffset, endOffset }) => offset >= startOffset && offset < endOffset);
  const blank = (text) => text.replace(/[^\n]/g, ' ');
  const code = source.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/^\s*\/\/.*$/gm, blank);
  let offset = 0;
  let lines = 0;
  for (const line of code.split('\n')) {
    if (line.trim() !== '' && isRun(offset + line.search(/\S/))) lines += 1;
    offset += line.length + 1;
  }
  return lines;
}

const byRoom = new Map();
for (const script of await coverageOfOneLogin()) {
  if (!script.url.startsWith(pathToFileURL(dist).href)) continue;
  const [room] = path.relative(dist, fileURLToPath(script.url)).split(path.sep);
  // The other side of the measurement, and what makes its message.
  if (room === 'portal' || script.url.endsWith('sso-url-builder.js')) continue;
  byRoom.set(room, (byRoom.get(room) ?? 0) + linesOf(script));
}
const sum = (rooms) => rooms.reduce((total, room) => total + (byRoom.get(room) ?? 0), 0);
const deciding = sum(DECIDING);
const below = sum([...byRoom.keys()].filter((room) => !DECIDING.includes(room)));
console.log(`a login runs functions of ${deciding} lines in ${DECIDING.join(', ')}   at most ${MOST_LINES}`);
console.log(`and of ${below} lines below them (message, store, outbound, ground floor)`);
if (deciding > MOST_LINES) process.exitCode = 1;

for (const file of readdirSync(path.join(root, 'src'), { recursive: true })) {
  if (!file.endsWith('.ts')) continue;
  const lines = readFileSync(path.join(root, 'src', file), 'utf8').split('\n').length - 1;
  if (lines > MOST_IN_FILE) {
    console.log(`src/${file} has ${lines} lines   at most ${MOST_IN_FILE}   OVER`);
    process.exitCode = 1;
  }
}
