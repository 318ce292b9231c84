import { runCli } from './terminal.js';

const TICKET = 'c2VjcmV0VGlja2V0c2VjcmV0VGlja2V0c2VjcmV0';

describe('a ticket that stands where a command or an option should is not repeated', () => {
  test.each([
    [[TICKET], 'dss-sso: a word of 40 characters is not a command.'],
    [[`http://a/?dssurl=x&cookies=t%3D${TICKET}`], 'dss-sso: http://a/?dssurl is not a command.'],
    [[`http://app.example.com/tool/?cookies=${TICKET}`], 'dss-sso: a word of 36 characters is not a command.'],
    [[`--ticket=${TICKET}`], 'dss-sso: --ticket is not an option.'],
    [[`--${TICKET}`], 'dss-sso: a word of 42 characters is not an option.'],
    [['url', `--${TICKET}`, 'x'], 'dss-sso url: a word of 42 characters is not an option.'],
    [['portal', `--${TICKET}=x`], 'dss-sso portal: a word of 42 characters is not an option.'],
  ])('%j', async (argv, line) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(line)).toBe(true);
    expect(stderr).not.toContain(TICKET.slice(0, 8));
  });

  test('a long option that is nearly right is still found', async () => {
    const { stderr } = await runCli(['portal', '--dangerously-run-in-prodution']);
    expect(stderr).toContain('did you mean --dangerously-run-in-production?');
  });
});

test('a stack that is shown cannot give orders to a terminal', async () => {
  // eslint-disable-next-line require-yield -- it fails before there is anything to read
  async function* brokenInput(): AsyncGenerator<string> {
    await Promise.resolve();
    throw new Error('\u001b]0;title\u0007');
  }
  const { stderr } = await runCli(['parse', '-'], { stdin: brokenInput(), env: { NODE_DEBUG: 'dss-sso' } });
  expect(stderr).toMatch(/^ +at /m);
  expect(stderr).not.toContain('\u001b');
  expect(stderr).not.toContain('\u0007');
});
