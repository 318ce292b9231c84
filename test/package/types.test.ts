import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { addFixtures, createProject, installTool, manifest, pack, temporaryFolder } from './support/packed-package.js';

const TYPESCRIPT_VERSIONS = ['5.9', '6.0', '7.0'];

const folder = temporaryFolder();
let tarball: string;

beforeAll(() => {
  tarball = pack(folder.path).file;
}, 60_000);

afterAll(() => {
  folder.remove();
});

interface Surroundings {
  /** The folder of the project. */
  readonly name: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

const SURROUNDINGS: readonly Surroundings[] = [
  { name: 'express-4', packages: { '@types/express': '4' }, files: ['consumer.ts', 'consumer.cts'] },
  { name: 'express-5', packages: { '@types/express': '5' }, files: ['consumer.ts', 'consumer.cts'] },
  { name: 'koa-2', packages: { '@types/koa': '2' }, files: ['consumer-koa.ts'] },
  { name: 'koa-3', packages: { '@types/koa': '3' }, files: ['consumer-koa.ts'] },
  { name: 'redis-6', packages: { redis: '6', ioredis: '6' }, files: ['consumer-redis.ts'] },
];

describe.each(SURROUNDINGS)('with $name', ({ name, packages, files }) => {
  let project: string;

  beforeAll(() => {
    project = createProject(`${folder.path}/${name}`, {
      'dss-sso': `file:${tarball}`,
      ...packages,
      '@types/node': manifest.devDependencies['@types/node'] ?? '',
    });
    addFixtures(project, ...files);
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', types: ['node'], noEmit: true },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    };
    writeFileSync(`${project}/package.json`, JSON.stringify({ type: 'module' }));
    writeFileSync(`${project}/tsconfig.json`, JSON.stringify({ compilerOptions, files }));
  }, 120_000);

  it.each(TYPESCRIPT_VERSIONS)(
    'the declarations suit users of TypeScript %s',
    (typescript) => {
      const tsc = path.join(installTool('typescript', typescript), 'bin', 'tsc');

      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });

      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
    300_000,
  );
});
