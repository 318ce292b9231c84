import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { createWorld, type World } from '../support/world.js';
import { NODE_VERSIONS, nodeOf } from './support/node-versions.js';
import { addFixtures, createProject, pack, temporaryFolder } from './support/packed-package.js';

const folder = temporaryFolder();
let project: string;
/** The gateway lives in this process, which runs under no flag. */
let world: World;

beforeAll(async () => {
  project = realpathSync(createProject(`${folder.path}/project`, { 'dss-sso': `file:${pack(folder.path).file}` }));
  addFixtures(project, 'platform.mjs', 'strange-header.mjs');
  world = await createWorld();
}, 120_000);

afterAll(async () => {
  await world.close();
  folder.remove();
});

interface Outcome {
  readonly flags: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, unknown>>;
}

const OPEN = { proto: 'object', eval: '2', intrinsics: 'open', writing: 'open' };

const STEPS = {
  stranger: [null, '401 login-required'],
  login: [303, './start'],
  confirmed: 'alice',
  repeated: 'alice',
  asksAgain: 1,
  refused: ['403 gateway-untrusted', '401 ticket-rejected', '403 proxy-user-denied', '400 message-malformed'],
  page: [400, true, true],
  still: 'alice',
  loggedOut: null,
  loggedOutInDss: null,
  internal: { user: 'bob', workspaceId: 224, workspaceName: 'bdap' },
  message: [true, 'a b', false],
  proxyUser: { userName: 'alice', proxyUser: 'hadoop' },
  error: [true, 'message-malformed'],
};

const NO_PROTO = { 'proto=throw': '--disable-proto=throw', 'proto=delete': '--disable-proto=delete' };
const NO_EVAL = '--disallow-code-generation-from-strings';
const FROZEN = '--frozen-intrinsics';

/** The permission model as this version has it: reading the project and, where that is a permission, the network. Nothing else. */
function permissionsOf(version: string): string[] {
  const major = Number.parseInt(version, 10);
  const switchOn = major < 22 ? '--experimental-permission' : '--permission';
  return [switchOn, `--allow-fs-read=${project}/*`, ...(major < 25 ? [] : ['--allow-net'])];
}

async function run<T>(node: string, ...args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(node, args, { cwd: project, timeout: 60_000 });
  return JSON.parse(stdout) as T;
}

describe.each(NODE_VERSIONS)('core and raw http on Node %s', (version) => {
  let node: string;

  beforeAll(() => {
    node = nodeOf(version);
  }, 300_000);

  it.each<[string, Readonly<Record<string, string>>, () => string[]]>([
    ['no flag', {}, () => []],
    ['--disable-proto=throw', { proto: 'refused: Error' }, () => [NO_PROTO['proto=throw']]],
    ['--disable-proto=delete', { proto: 'undefined' }, () => [NO_PROTO['proto=delete']]],
    [NO_EVAL, { eval: 'refused: EvalError' }, () => [NO_EVAL]],
    [FROZEN, { intrinsics: 'frozen' }, () => [FROZEN]],
    ['the permission model', { writing: 'false' }, () => permissionsOf(version)],
    [
      'all of them at once',
      { proto: 'refused: Error', eval: 'refused: EvalError', intrinsics: 'frozen', writing: 'false' },
      () => [NO_PROTO['proto=throw'], NO_EVAL, FROZEN, ...permissionsOf(version)],
    ],
  ])(
    'log in, confirm, refuse and log out under %s',
    async (_name, effect, flags) => {
      const outcome = await run<Outcome>(node, ...flags(), 'platform.mjs', world.dssUrl);

      expect(outcome).toEqual({ flags: { ...OPEN, ...effect }, steps: STEPS });
    },
    60_000,
  );

  // Some versions throw over such a header where all values of one are asked for (CVE-2026-21710), and end the process.
  it('log in whoever sends a header named __proto__, and live on', async () => {
    const seen = await run(node, 'strange-header.mjs', world.dssUrl, world.message());

    expect(seen).toEqual(['alice', 'nobody']);
  }, 60_000);
});
