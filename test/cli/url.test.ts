import { parseDSSMsg } from '../../src/message/dss-msg.js';
import { runCli, textStream, type Surroundings } from './terminal.js';

const TICKET = 'dGlja2V0LW9m+/WFsaWNl==';
const BASE = ['url', '--app-url', 'https://app.example.com/page?tab=2', '--dss-url', 'https://dss.example.com'];
const ALL = [
  ...BASE,
  ...['--workspace', '数据 & co', '--workspace-id', '224', '--app', 'my-app', '--redirect', '/#/projects/1'],
  ...['--query', 'lang=zh', '--query', 'filter=a=b', '--query', 'empty='],
];

async function build(argv: readonly string[], surroundings?: Surroundings): Promise<URL> {
  const { exitCode, stdout, stderr } = await runCli(argv, surroundings);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout.endsWith('\n')).toBe(true);
  return new URL(stdout.trimEnd());
}

function messageOf(url: URL) {
  const message = parseDSSMsg(url.search.slice(1));
  return { ...message, cookies: Object.fromEntries(message?.cookies ?? []) };
}

test('prints a URL from which the message is read back', async () => {
  const url = await build(ALL, { stdin: '', env: { DSS_SSO_TICKET: TICKET, DSS_SSO_PROXY_TICKET: 'cHJveHk=' } });
  expect(url.origin + url.pathname).toBe('https://app.example.com/page');
  expect(messageOf(url)).toEqual({
    dssUrl: 'https://dss.example.com',
    workspaceName: '数据 & co',
    appName: 'my-app',
    redirectUrl: '/#/projects/1',
    cookies: {
      linkis_user_session_ticket_id_v1: TICKET,
      dss_user_session_proxy_ticket_id_v1: 'cHJveHk=',
      workspaceId: '224',
      workspaceName: '数据 & co',
    },
  });
  const own = ['tab', 'lang', 'filter', 'empty'].map((name) => url.searchParams.get(name));
  expect(own).toEqual(['2', 'zh', 'a=b', '']);
});

test('leaves out what is not given', async () => {
  const url = await build([...BASE, '--ticket', TICKET]);
  expect(messageOf(url)).toEqual({
    dssUrl: 'https://dss.example.com',
    cookies: { linkis_user_session_ticket_id_v1: TICKET },
  });
});

describe('the ticket', () => {
  const ticketOf = (url: URL) => messageOf(url).cookies['linkis_user_session_ticket_id_v1'];

  it('is read from standard input, without the line break at its end', async () => {
    expect(ticketOf(await build([...BASE, '--ticket-stdin'], { stdin: `${TICKET}\r\n` }))).toBe(TICKET);
  });

  it('is taken from an option before the environment', async () => {
    const env = { DSS_SSO_TICKET: 'fromTheEnvironment', DSS_SSO_PROXY_TICKET: '' };
    expect(ticketOf(await build([...BASE, '--ticket', TICKET], { env }))).toBe(TICKET);
    expect(ticketOf(await build([...BASE, '--ticket-stdin'], { env, stdin: TICKET }))).toBe(TICKET);
    expect(ticketOf(await build(BASE, { env }))).toBe('fromTheEnvironment');
  });

  it('goes into the cookie that is named', async () => {
    const url = await build([...BASE, '--ticket', TICKET, '--proxy-ticket', 'p', '--ticket-cookie', 'my_ticket']);
    expect(messageOf(url).cookies).toEqual({ my_ticket: TICKET, dss_user_session_proxy_ticket_id_v1: 'p' });
  });

  it('is asked for at a terminal, on standard error', async () => {
    const stdin = Object.assign(textStream(TICKET), { isTTY: true });
    const { exitCode, stderr } = await runCli([...BASE, '--ticket-stdin'], { stdin });
    expect([exitCode, stderr]).toEqual([0, 'Paste the ticket, then press Enter and Ctrl-D.\n']);
  });
});

describe('refuses with 2 and the option', () => {
  const dss = ['--dss-url', 'https://dss.example.com'];
  const app = ['--app-url', 'https://app.example.com/'];
  test.each([
    ['--app-url is missing.', dss],
    ['--app-url must be an absolute http or https URL.', [...dss, '--app-url', '/page']],
    ['--app-url must be an absolute http or https URL.', [...dss, '--app-url', 'javascript:alert(1)']],
    ['--app-url: reqUrl carries a parameter of a DSS message already', [...dss, '--app-url', 'http://a/?dssurl=x']],
    ['--dss-url is missing.', app],
    ['--dss-url must begin with http:// or https://', [...app, '--dss-url', 'dss.example.com']],
    ['--dss-url must have neither a query nor a fragment', [...app, '--dss-url', 'http://d/?x']],
    ['--dss-url: dssUrl is too long', [...app, '--dss-url', `http://d/${'x'.repeat(512)}`]],
    ['the ticket is missing: use --ticket-stdin, or set DSS_SSO_TICKET.', [...app, ...dss]],
    ['the ticket has a character that no cookie can have', [...app, ...dss, '--ticket', 'a b']],
    ['the ticket has more than 4096 characters.', [...app, ...dss, '--ticket', 'x'.repeat(4_097)]],
    ['the proxy ticket has a character', [...app, ...dss, '--ticket', 't', '--proxy-ticket', 'a"b']],
    ['--ticket and --ticket-stdin exclude each other.', [...app, ...dss, '--ticket', 't', '--ticket-stdin']],
    ['standard input is empty; it must be the ticket.', [...app, ...dss, '--ticket-stdin']],
    ['--ticket-cookie: The name of a cookie must not be empty', [...app, ...dss, '--ticket', 't', '--ticket-cookie=']],
    ['--workspace-id must be a whole number', [...app, ...dss, '--ticket', 't', '--workspace-id', '01']],
    ['--workspace: The value of the cookie', [...app, ...dss, '--ticket', 't', '--workspace', 'a;b']],
    ['--app: appName is too long', [...app, ...dss, '--app', 'x'.repeat(129)]],
    ['--redirect: redirect is too long', [...app, ...dss, '--redirect', `/${'x'.repeat(2_048)}`]],
    ['--query must be <name=value>.', [...app, ...dss, '--query', '=x']],
    ['--query: The parameter "dssurl" is a part of the DSS message', [...app, ...dss, '--query', 'dssurl=x']],
    ['--query: The SSO URL is too large', [...app, ...dss, '--ticket', 't', '--query', `x=${'x'.repeat(16_384)}`]],
  ])('%s', async (message, argv) => {
    const { exitCode, stdout, stderr } = await runCli(['url', ...argv]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`dss-sso url: ${message}`)).toBe(true);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });

  it('more than a URL on standard input', async () => {
    const { exitCode, stderr } = await runCli([...BASE, '--ticket-stdin'], { stdin: 'x'.repeat(65_537) });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('standard input has more than 65536 bytes');
  });
});
