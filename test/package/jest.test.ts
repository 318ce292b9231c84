import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { addFixtures, createProject, manifest, pack, temporaryFolder } from './support/packed-package.js';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

it('a Jest project without any transform tests an app with the installed package', () => {
  const project = createProject(`${folder.path}/project`, {
    'dss-sso': `file:${pack(folder.path).file}`,
    express: manifest.devDependencies['express'] ?? '',
    jest: manifest.devDependencies['jest'] ?? '',
  });
  addFixtures(project, 'consumer.test.js');
  const jest = path.join(project, 'node_modules', 'jest', 'bin', 'jest.js');

  const run = spawnSync(process.execPath, [jest, '--rootDir', project], { cwd: project, encoding: 'utf8' });

  expect(run.stderr).toContain('Tests:       1 passed, 1 total');
  expect(run.status).toBe(0);
}, 300_000);
