import fc from 'fast-check';
import { hostileQuery, spelling } from '../message/hostile-query.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { runCli } from './terminal.js';

const start = fc.constantFrom('', '?', '/?', 'https://app.example.com/page?tab=2&', 'https://app.example.com/#/route?');
const options = fc.subarray(['--json', '--gateway=https://dss.example.com', '--ticket-cookie=bdp-user-ticket-id']);

test('explains anything, in lines that a terminal shows as they are', async () => {
  const anyText = fc.oneof(hostileQuery, fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }));
  await fc.assert(
    fc.asyncProperty(start, anyText, options, async (prefix, text, argv) => {
      // A dash alone is standard input.
      const url = `${prefix}${text}`.replace(/^-$/, 'x');
      const { exitCode, stdout, stderr } = await runCli(['parse', ...argv, '--', url]);
      expect([0, 1]).toContain(exitCode);
      expect(stderr).toBe('');
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      if (argv.includes('--json')) expect(JSON.parse(stdout)).toHaveProperty('isDSSRequest');
    }),
    PROPERTY_RUNS,
  );
}, 120_000);

test('never shows a ticket, whatever stands around it', async () => {
  const cookie = fc.constantFrom(
    'linkis_user_session_ticket_id_v1',
    'bdp-user-ticket-id',
    'dss_user_session_proxy_ticket_id_v1',
  );
  const junk = fc.oneof(fc.constantFrom('', 'workspaceId=1', 'a=b', 'dssurl=https://dss.example.com'), hostileQuery);
  const messages = fc.record({
    prefix: start,
    before: junk,
    parameter: fc.oneof(fc.constant('cookies'), spelling('cookies')),
    first: junk,
    name: fc.oneof(cookie, cookie.chain(spelling)),
    equals: fc.constantFrom('=', '%3D'),
    end: fc.constantFrom('', '=', '%3D%3D', '%2B%2F'),
    last: junk,
    separator: fc.constantFrom(';', '%3B', '%3b'),
    after: junk,
  });
  let explained = 0;
  await fc.assert(
    fc.asyncProperty(messages, options, async (made, argv) => {
      const { prefix, before, parameter, first, name, equals, end, last, separator, after } = made;
      const cookies = [first, `${name}${equals}CANARY${end}`, last].join(separator);
      const url = `${prefix}${before}&${parameter}=${cookies}&${after}`;
      for (const text of [url, `${url}&dssurl=https://dss.example.com`]) {
        const { stdout, stderr } = await runCli(['parse', ...argv, '-'], { stdin: text });
        expect(stdout + stderr).not.toContain('CANARY');
        if (/ticket(?:", "|", |, )/.test(stdout.replace(/\s+/g, ' '))) explained += 1;
      }
    }),
    PROPERTY_RUNS,
  );
  // Else it would show nothing of how tickets are shown.
  expect(explained).toBeGreaterThan(PROPERTY_RUNS.numRuns / 20);
}, 120_000);
