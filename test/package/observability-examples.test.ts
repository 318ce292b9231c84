/** The examples for Prometheus and OpenTelemetry, each in a project of its own with its own dependencies and the packed package. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, type World } from '../support/world.js';
import { createProject, pack, temporaryFolder } from './support/packed-package.js';

const EXAMPLES = path.join(__dirname, '..', '..', 'examples');
const folder = temporaryFolder();
const started: ChildProcess[] = [];
let world: World;
let tarball: string;

beforeAll(async () => {
  world = await createWorld();
  tarball = pack(folder.path).file;
}, 60_000);

afterAll(async () => {
  for (const child of started) child.kill();
  await world.close();
  folder.remove();
});

/** A copy of an example, with the package as npm would install it instead of the folder above. */
function install(name: string): string {
  const source = path.join(EXAMPLES, name);
  const { dependencies } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const project = createProject(path.join(folder.path, name), { ...dependencies, 'dss-sso': `file:${tarball}` });
  // createProject has made a manifest for the installation; that of the example says how it is started.
  for (const file of readdirSync(source, { withFileTypes: true }))
    if (file.isFile()) copyFileSync(path.join(source, file.name), path.join(project, file.name));
  return project;
}

interface Running {
  readonly url: string;
  /** Everything it has printed. */
  output(): string;
  /** Waits until it has printed this. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

async function npmStart(project: string): Promise<Running> {
  const { scripts } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  // What npm would run, without npm in between: it is to be ended by its id.
  const [, ...args] = scripts.start.split(' ');
  const env = { ...process.env, DSS_URL: world.dssUrl, APP_PORT: '0' };
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(printed);
      if (found !== null) return found;
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(reportExit)]);
    }
  };
  const [, url = ''] = await until(/listens on (http:\S+?)\/[,\n]/);
  return { url, until, output: () => printed };
}

function reportExit([code]: unknown[]): never {
  throw new Error(`the example has ended with ${String(code)}`);
}

test('Prometheus reads logins, refusals and the durations of gateway calls', async () => {
  const app = await npmStart(install('prometheus'));
  const browser = new TestBrowser();
  const page = await browser.open(`${app.url}/?${world.message()}`);
  expect(page.text).toBe('Hello alice');
  await new TestBrowser().get(`${app.url}/?${world.message({ ticket: 'unknown' })}`, { headers: PAGE_LOAD });

  const { text, headers } = await browser.get(`${app.url}/metrics`);

  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'dss_sso_logins_total 1',
      'dss_sso_refusals_total{code="ticket-rejected"} 1',
      'dss_sso_gateway_calls_total 2',
      'dss_sso_ticket_cache_size 1',
      `dss_sso_gateway_call_seconds_count{gateway="${world.dssUrl}",call="user/userInfo",code="ok"} 1`,
      `dss_sso_gateway_call_seconds_count{gateway="${world.dssUrl}",call="user/userInfo",code="ticket-rejected"} 1`,
    ]),
  );
}, 60_000);

test('OpenTelemetry gets a span of each message, with the gateway call as its child', async () => {
  const app = await npmStart(install('opentelemetry'));
  const ticket = world.portal.tickets.issue('alice');
  const page = await new TestBrowser().open(`${app.url}/?${world.message({ ticket })}`);
  expect(page.text).toBe('Hello alice');

  // The inner one ends first.
  await app.until(/name: 'DSS message'[^]*?links/);

  const [call = '', message = ''] = app.output().split(/(?=name: 'DSS message')/);
  const idOf = (text: string): string | undefined => /\bid: '(\w+)'/.exec(text)?.[1];
  expect(call).toContain("name: 'DSS user/userInfo'");
  expect(call).toContain(`spanId: '${idOf(message)}'`);
  expect(call).toContain("'dss.call': 'user/userInfo'");
  expect(message).toContain("'dss.result': 'redirect'");
  expect(message).toMatch(/'dss\.request_id': '[\w-]{12}'/);
  expect(app.output()).not.toContain(ticket);
}, 60_000);
