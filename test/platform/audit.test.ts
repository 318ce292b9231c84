/** The audit of the gate, against registries of each kind. */
import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const BULK = '/-/npm/v1/security/advisories/bulk';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** Runs the audit with a registry that knows these vulnerable packages, or answers as told. */
async function auditWith(registry: RequestListener): Promise<{ exitCode: number; output: string }> {
  const server = createServer((req, res) => {
    req.resume();
    registry(req, res);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const env = { ...process.env, npm_config_registry: url, npm_config_fetch_retries: '0' };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, 'scripts', 'audit.mjs')],
      { cwd: ROOT, env },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
}

function knowing(...names: string[]): RequestListener {
  return (req, res) => {
    const advisories = names.map((name) => [
      name,
      [
        {
          id: 1,
          url: `https://advisories.invalid/${name}`,
          title: `${name} is weak`,
          severity: 'low',
          vulnerable_versions: '*',
        },
      ],
    ]);
    if (req.url === BULK)
      res.setHeader('Content-Type', 'application/json').end(JSON.stringify(Object.fromEntries(advisories)));
    else res.writeHead(404).end('{}');
  };
}

const answering =
  (status: number): RequestListener =>
  (_req, res) =>
    res.writeHead(status).end();

it('fails for any vulnerability in what an install brings along, even a low one, and names it', async () => {
  const { exitCode, output } = await auditWith(knowing('ms', 'jest'));

  expect(output).toContain('ms is weak https://advisories.invalid/ms');
  expect(exitCode).toBe(1);
}, 60_000);

it('tells of those in what only development needs, and does not fail for them', async () => {
  const { exitCode, output } = await auditWith(knowing('jest'));

  expect(output).toContain('0 vulnerable packages in what an install brings along');
  expect(output).toContain('jest is weak');
  expect(exitCode).toBe(0);
}, 60_000);

it.each([404, 405])(
  'says so, and does not fail, where the registry answers audits with %i',
  async (status) => {
    expect(await auditWith(answering(status))).toEqual({
      exitCode: 0,
      output: 'not checked: the registry answers no audits\n',
    });
  },
  60_000,
);

it('fails where the registry should have answered, and did not', async () => {
  const { exitCode, output } = await auditWith(answering(500));

  expect(output).toContain('not checked: ');
  expect(exitCode).toBe(1);
}, 60_000);
