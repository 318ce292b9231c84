import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { addFixtures, createProject, installTool, manifest, pack, temporaryFolder } from './support/packed-package.js';

const TYPESCRIPT_VERSIONS = ['5.9', '6.0', '7.0'];
const EXPRESS_TYPES_VERSIONS = ['4', '5'];

const folder = temporaryFolder();
let tarball: string;

beforeAll(() => {
  tarball = pack(folder.path).file;
}, 60_000);

afterAll(() => {
  folder.remove();
});

describe.each(EXPRESS_TYPES_VERSIONS)('with the types of Express %s', (express) => {
  let project: string;

  beforeAll(() => {
    project = createProject(`${folder.path}/express-${express}`, {
      'dss-sso': `file:${tarball}`,
      '@types/express': express,
      '@types/node': manifest.devDependencies['@types/node'] ?? '',
    });
    addFixtures(project, 'consumer.ts', 'consumer.cts');
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', types: ['node'], noEmit: true },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    };
    writeFileSync(`${project}/package.json`, JSON.stringify({ type: 'module' }));
    writeFileSync(
      `${project}/tsconfig.json`,
      JSON.stringify({ compilerOptions, files: ['consumer.ts', 'consumer.cts'] }),
    );
  }, 120_000);

  it.each(TYPESCRIPT_VERSIONS)(
    'the declarations suit users of TypeScript %s, as ES module and as CommonJS',
    (version) => {
      const tsc = path.join(installTool('typescript', version), 'bin', 'tsc');

      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });

      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
    300_000,
  );
});
