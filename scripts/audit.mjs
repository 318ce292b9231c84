// Asks the registry for known vulnerabilities. Any in what an install of this package brings along is a failure, whatever its severity;
// those in what only development needs are told. A registry that answers no audits, as mirrors do, is told, and is no failure.
import { spawnSync } from 'node:child_process';

/** How a registry says that it has no such service. */
const NO_SERVICE = [404, 405, 410, 501];

function audit(...args) {
  const { stdout, stderr } = spawnSync('npm', ['audit', '--json', ...args], { encoding: 'utf8' });
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    return { failure: stderr.trim() || 'npm audit gave no answer' };
  }
  if (report.metadata?.vulnerabilities !== undefined) return { found: Object.values(report.vulnerabilities) };
  if (NO_SERVICE.includes(report.statusCode)) return { isUnavailable: true };
  return { failure: report.message ?? report.error?.summary ?? 'npm audit gave an answer that is no report' };
}

function show({ name, severity, range, via }) {
  const reasons = via.map((reason) =>
    typeof reason === 'string' ? `through ${reason}` : `${reason.title} ${reason.url}`,
  );
  return `${name} ${range}: ${severity}: ${reasons.join('; ')}`;
}

function main() {
  const runtime = audit('--omit=dev');
  if (runtime.isUnavailable) {
    console.log('not checked: the registry answers no audits');
    return;
  }
  if (runtime.failure !== undefined) {
    console.error(`not checked: ${runtime.failure}`);
    process.exitCode = 1;
    return;
  }
  for (const vulnerability of runtime.found) console.error(show(vulnerability));
  console.log(`${runtime.found.length} vulnerable packages in what an install brings along`);
  if (runtime.found.length > 0) process.exitCode = 1;

  const { found = [] } = audit();
  const inDevelopment = found.filter(({ name }) => !runtime.found.some((vulnerability) => vulnerability.name === name));
  for (const vulnerability of inDevelopment) console.log(show(vulnerability));
  console.log(`${inDevelopment.length} vulnerable packages in what only development needs`);
}

main();
