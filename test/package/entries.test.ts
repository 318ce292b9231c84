import { execFileSync } from 'node:child_process';
import { NODE_VERSIONS, nodeOf } from './support/node-versions.js';
import { addFixtures, createProject, manifest, pack, temporaryFolder } from './support/packed-package.js';

const folder = temporaryFolder();
let project: string;

beforeAll(() => {
  const { file } = pack(folder.path);
  project = createProject(`${folder.path}/project`, {
    'dss-sso': `file:${file}`,
    express: manifest.devDependencies['express'] ?? '',
    koa: manifest.devDependencies['koa'] ?? '',
  });
  addFixtures(project, 'entries.mjs', 'copies.mjs', 'login-express.mjs', 'login-http.cjs', 'login-koa.mjs');
}, 120_000);

afterAll(() => {
  folder.remove();
});

const NAMES: Record<string, string[]> = {
  'dss-sso': [
    'SSOError',
    'SSOPluginFilter',
    'SSOUrlBuilder',
    'SSO_ERROR_CODES',
    'UserRejectedError',
    'decodeProxyUser',
    'encodeProxyUser',
    'getWorkspace',
    'internalInterceptor',
    'isDSSRequest',
    'isProxyUser',
    'isSSOError',
    'jwtCookieInterceptor',
    'memoryStore',
    'parseDSSMsg',
    'redactUrl',
    'sessionInterceptor',
  ],
  'dss-sso/express': ['requireDSSLogin', 'ssoPluginFilter'],
  'dss-sso/koa': ['requireDSSLogin', 'ssoPluginFilter'],
  'dss-sso/http': ['requireDSSLogin', 'ssoPluginFilter', 'withSSO'],
  'dss-sso/portal': ['createPortal'],
  'dss-sso/redis': ['redisStore'],
  'dss-sso/testing': ['storeConformance'],
};

describe.each(NODE_VERSIONS)('the installed package on Node %s', (version) => {
  let node: string;

  beforeAll(() => {
    node = nodeOf(version);
  }, 300_000);

  function run(fixture: string): unknown {
    // Warnings would be news: a login and an import are to be silent.
    return JSON.parse(
      execFileSync(node, ['--throw-deprecation', fixture], { cwd: project, encoding: 'utf8', timeout: 60_000 }),
    );
  }

  it('has the same documented names on every entry for import and require', () => {
    const entries = Object.entries(NAMES).map(([entry, names]) => [entry, { import: names, require: names }]);

    expect(run('entries.mjs')).toEqual(Object.fromEntries(entries));
  }, 60_000);

  it('is one and the same, imported or required: an error of one is an error of the other', () => {
    expect(run('copies.mjs')).toEqual({ sameClass: true, recognised: true, code: 'options-invalid' });
  }, 60_000);

  it.each(['login-express.mjs', 'login-http.cjs', 'login-koa.mjs'])(
    'logs Alice in, knows her later, and nobody else: %s',
    (fixture) => {
      expect(run(fixture)).toEqual(['alice', 'alice', null]);
    },
    60_000,
  );
});
