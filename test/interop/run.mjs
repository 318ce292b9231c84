// Runs the Java originals (Maven Central's releases of DSS and Linkis) against the built package: starts our portal and our apps, then the
// tests in dss-*/ with their addresses. Needs a JDK 17 and Maven; the first run downloads some 75 MB into ~/.m2.
// With `--outputFile=<file>` the counts are written there as Jest does.
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPortal } from 'dss-sso/portal';
import { APPS } from './apps.mjs';
import { countTests } from './count-tests.mjs';
import { createDesk } from './desk.mjs';
import { listen } from './listen.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const reports = path.join(here, '../../build/interop');
const MAVEN_TIMEOUT = 15 * 60_000;

/** Resolves to Maven's exit status, `null` if it was ended or could not be started. */
function runMaven(properties) {
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const args = ['--batch-mode', '--no-transfer-progress', '--quiet', '--fail-at-end', ...given, 'test'];
  return new Promise((resolve) => {
    const maven = spawn('mvn', args, { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
    // Not the option `timeout` of `spawn`: it holds this process up when there is no Maven to start.
    setTimeout(() => maven.kill(), MAVEN_TIMEOUT).unref();
    maven.on('error', ({ message }) => {
      process.stderr.write(
        `Maven could not be started (${message}): install a JDK 17 and Maven, with "mvn" in the PATH.\n`,
      );
      resolve(null);
    });
    maven.on('close', resolve);
  });
}

async function run(outputFile) {
  rmSync(reports, { recursive: true, force: true });
  const portal = createPortal({
    users: [
      { userName: 'alice', password: 'pw-alice', proxyUsers: ['hadoop'] },
      { userName: 'bob', password: 'pw-bob' },
    ],
    workspaces: [{ id: 224, name: 'bdap', users: ['alice', 'bob'] }],
  });
  const gateway = await portal.listen();
  const apps = await Promise.all(
    Object.entries(APPS).map(async ([name, createApp]) => ({ name, ...(await listen(createApp(gateway))) })),
  );
  const desk = await listen(createDesk(portal.tickets));

  const status = await runMaven({
    'interop.gateway': gateway,
    'interop.desk': desk.url,
    'interop.apps': apps.map(({ name, url }) => `${name}=${url}`).join(','),
  });

  await Promise.all([portal, desk, ...apps].map((server) => server.close()));
  const { passed, failed } = countTests(reports);
  // Maven that stopped for another reason than a test: compiling, a download, the time limit.
  const broken = failed === 0 && (status !== 0 || passed === 0) ? 1 : 0;
  if (outputFile !== undefined) {
    const result = { numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken };
    writeFileSync(outputFile, JSON.stringify(result));
  }
  process.stdout.write(`Java interoperability: ${passed} passed, ${failed + broken} failed\n`);
  process.exitCode = failed + broken > 0 ? 1 : 0;
}

const { values } = parseArgs({ options: { outputFile: { type: 'string' }, json: { type: 'boolean' } } });
await run(values.outputFile);
