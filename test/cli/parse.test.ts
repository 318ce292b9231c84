import type { Explanation } from '../../src/cli/explanation.js';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import { createPortal } from '../../src/portal/create-portal.js';
import { runCli } from './terminal.js';

const TICKET = 'linkis_user_session_ticket_id_v1';
const GATEWAY = 'https://dss.example.com';

function builder(): SSOUrlBuilder {
  return new SSOUrlBuilder().setReqUrl('https://app.example.com/page?tab=2').setDSSUrl(GATEWAY);
}
const GOOD = builder()
  .addCookie(TICKET, 'CANARY+/ticket==')
  .addCookie('workspaceId', '224')
  .addCookie('workspaceName', '数据开发')
  .addCookie('dss_user_name', 'Alice CANARY')
  .addCookie('JSESSIONID', 'CANARY')
  .setWorkspace('数据开发')
  .setAppName('my-app')
  .redirectTo('/#/projects/1')
  .getBuiltUrl();

async function parse(...argv: string[]) {
  const { exitCode, stdout, stderr } = await runCli(['parse', ...argv]);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('CANARY');
  return { exitCode, stdout };
}

async function parseAsJson(...argv: string[]) {
  const { exitCode, stdout } = await parse('--json', ...argv);
  return { exitCode, ...(JSON.parse(stdout) as Explanation) };
}

function query(...parameters: string[]): string {
  return `https://app.example.com/?${parameters.join('&')}`;
}

describe('a message the plug-in would go on with', () => {
  it('is explained to a person', async () => {
    expect(await parse(GOOD, '--gateway', GATEWAY)).toEqual({
      exitCode: 0,
      stdout: `A DSS message for https://app.example.com/page

  dssUrl       https://dss.example.com
  workspace    数据开发
  workspaceId  224
  appName      my-app
  redirect     /#/projects/1
  cookies      linkis_user_session_ticket_id_v1  ticket, 16 characters
               workspaceId                       workspace, 3 characters
               workspaceName                     workspace, 4 characters
               dss_user_name                     display name, 12 characters
               JSESSIONID                        ignored, 6 characters
  others       tab
  gateway      trusted: https://dss.example.com

The plug-in would go on and ask the gateway about the ticket.
Note: The app decides about the redirect: its own host and its redirectOrigins are allowed.
`,
    });
  });

  it('is explained to a program', async () => {
    expect(await parseAsJson(GOOD, '--gateway', 'http://other.example.com', '--gateway', `${GATEWAY}/`)).toEqual({
      exitCode: 0,
      isDSSRequest: true,
      app: 'https://app.example.com/page',
      message: {
        dssUrl: GATEWAY,
        workspace: '数据开发',
        workspaceId: 224,
        appName: 'my-app',
        redirect: '/#/projects/1',
      },
      cookies: [
        { name: TICKET, role: 'ticket', length: 16 },
        { name: 'workspaceId', role: 'workspace', length: 3 },
        { name: 'workspaceName', role: 'workspace', length: 4 },
        { name: 'dss_user_name', role: 'display name', length: 12 },
        { name: 'JSESSIONID', role: 'ignored', length: 6 },
      ],
      otherParameters: ['tab'],
      gateway: { isTrusted: true, entry: GATEWAY },
      refusals: [],
      notes: ['The app decides about the redirect: its own host and its redirectOrigins are allowed.'],
    });
  });

  it.each([
    ['standard input', GOOD],
    ['a path', GOOD.replace('https://app.example.com', '')],
    ['a query with its question mark', GOOD.slice(GOOD.indexOf('?'))],
    ['a query without', GOOD.slice(GOOD.indexOf('?') + 1)],
    ['a URL with white space around it', `\n  ${GOOD} \r\n`],
  ])('is read from %s', async (_, text) => {
    const { exitCode, stdout } = await runCli(['parse', '-'], { stdin: text });
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^A DSS message/)]);
    expect(stdout).not.toContain('CANARY');
    expect((await parse(text)).exitCode).toBe(0);
  });

  it('is one that the portal makes', async () => {
    const portal = createPortal({ apps: [{ name: 'my-app', url: 'http://127.0.0.1:3000/' }] });
    const dssUrl = await portal.listen();
    const url = portal.ssoUrl({ user: 'alice', app: 'my-app', proxyUser: 'hadoop' });
    await portal.close();
    const { exitCode, cookies } = await parseAsJson(url, '--gateway', dssUrl);
    expect(exitCode).toBe(0);
    expect(cookies).toContainEqual({ name: TICKET, role: 'ticket', length: 44 });
    expect(cookies).toContainEqual({ name: 'dss_user_session_proxy_ticket_id_v1', role: 'proxy ticket', length: 44 });
  });

  it('has its ticket where the options say', async () => {
    const url = builder().addCookie('my_ticket', 'CANARY').getBuiltUrl();
    expect((await parse(url)).exitCode).toBe(1);
    const { exitCode, cookies } = await parseAsJson(url, '--ticket-cookie', 'other', '--ticket-cookie', 'my_ticket');
    expect([exitCode, cookies]).toEqual([0, [{ name: 'my_ticket', role: 'ticket', length: 6 }]]);
  });

  it('uses the first of two tickets', async () => {
    const url = builder().addCookie('bdp-user-ticket-id', 'CANARY').addCookie(TICKET, 'CANARY').getBuiltUrl();
    expect((await parseAsJson(url)).cookies).toEqual([
      { name: 'bdp-user-ticket-id', role: 'ignored', length: 6 },
      { name: TICKET, role: 'ticket', length: 6 },
    ]);
  });
});

describe('a message the plug-in would refuse', () => {
  test.each([
    ['message-malformed', 'has no "="', ['dssurl=https://d', 'cookies=CANARY']],
    ['message-malformed', 'broken percent-escape', ['dssurl=https://d', 'cookies=%zzCANARY']],
    ['message-malformed', '"dssurl" of the DSS message is empty', ['dssurl=', `cookies=${TICKET}%3DCANARY`]],
    ['message-malformed', 'unencoded "+"', ['dssurl=https://d', `cookies=${TICKET}=CANARY+x`]],
    ['message-malformed', 'more than once', ['dssurl=https://d', 'dssurl=https://e', `cookies=${TICKET}=CANARY`]],
    ['message-too-large', 'characters of dssurl', [`dssurl=https://d/${'x'.repeat(600)}`, `cookies=${TICKET}=CANARY`]],
    ['ticket-missing', 'is a ticket', ['dssurl=https://d', 'cookies=a%3DCANARY']],
  ])('is %s: %s', async (code, message, parameters) => {
    const { exitCode, stdout } = await parse(query(...parameters));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`The plug-in would refuse it: ${code}. `);
    expect(stdout).toContain(message);
    expect(await parseAsJson(query(...parameters))).toMatchObject({
      exitCode: 1,
      isDSSRequest: true,
      refusals: [{ code, message: expect.stringContaining(message) }],
    });
  });

  it('names a gateway that is not listed, and is refused for that before its ticket', async () => {
    const { exitCode, gateway, refusals } = await parseAsJson(
      query('dssurl=https://dss.example.com.evil.example', 'cookies=a%3Db'),
      ...['--gateway', GATEWAY],
    );
    expect([exitCode, gateway]).toEqual([1, { isTrusted: false }]);
    expect(refusals?.map(({ code }) => code)).toEqual(['gateway-untrusted', 'ticket-missing']);
  });

  it('is shown as far as it can be read', async () => {
    const url = query(
      'dssurl=https://d',
      `cookies=${TICKET}=CANARY;workspaceId=1`,
      'workspace=+x',
      'appName=app',
      'tab=1',
    );
    expect(await parseAsJson(url)).toMatchObject({
      message: { dssUrl: 'https://d', workspace: ' x', appName: 'app' },
      cookies: [
        { name: TICKET, role: 'ticket', length: 6 },
        { name: 'workspaceId', role: 'workspace', length: 1 },
      ],
      otherParameters: ['tab'],
    });
  });

  it('was perhaps cut off by a shell', async () => {
    const { stdout } = await parse(query('dssurl=https://d'));
    expect(stdout).toContain('it needs quotes');
  });
});

test('tells of a workspace id that is dropped', async () => {
  const { exitCode, message, notes } = await parseAsJson(
    query('dssurl=https://d', `cookies=${TICKET}=t;workspaceId=0x1`),
  );
  expect([exitCode, message]).toEqual([0, { dssUrl: 'https://d' }]);
  expect(notes).toEqual([expect.stringContaining('workspaceId is not a whole number')]);
});

describe('what is no DSS request', () => {
  test.each([
    ['has no message', 'https://app.example.com/page?tab=2', 'no parameter dssurl'],
    ['is no URL', 'hello', 'no parameter dssurl'],
    ['is empty', ' ', 'no parameter dssurl'],
    ['has the message behind a "#"', 'https://app.example.com/#/page?dssurl=https://d&cookies=CANARY', 'behind a "#"'],
    ['writes it in other letters', 'https://app.example.com/?dssUrl=https://d', 'upper and lower case'],
    [
      'has it inside a parameter',
      'https://app.example.com/?next=%2F%3Fdssurl%3Dx%26cookies%3DCANARY',
      'inside another',
    ],
    ['is encoded twice', `https://app.example.com/?${encodeURIComponent('dssurl=x&cookies=CANARY')}`, 'once too often'],
  ])('%s', async (_, url, reason) => {
    const { exitCode, stdout } = await parse(url);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Not a DSS request\. /);
    expect(stdout).toContain(reason);
    expect(await parseAsJson(url)).toEqual({
      exitCode: 1,
      isDSSRequest: false,
      reason: expect.stringContaining(reason),
    });
  });
});

describe('what is shown', () => {
  it('has no control, invisible or direction-changing character', async () => {
    const url = query('dssurl=x%07', 'cookies=%1B=1', 'workspace=%1B]0;x%C2%9B%E2%80%AE%0A%F3%A0%81%81', 'a%1Bb=1');
    for (const argv of [[url], [url, '--json']]) {
      const { stdout } = await parse(...argv);
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      expect(stdout).toContain('\\u001b]0;x\\u009b\\u202e');
    }
    const { message } = await parseAsJson(url);
    expect(message).toMatchObject({ workspace: '\u001b]0;x\u009b\u202e\n\u{e0041}' });
  });

  it.each([
    ['a ticket that lost its name', 'cookies=CANARYabcdefghijklmnop%3D%3D'],
    ['a ticket that is a parameter', `cookies=${TICKET}=t&CANARYabcdefghijklmnop==`],
    ['a name that no cookie has', 'cookies=CANARY%2Bx%3D1'],
    ['a message inside the redirect', `redirect=${encodeURIComponent('/x?dssurl=y&cookies=a=CANARY')}`],
    ['a ticket in the wrong parameter', `workspace=${TICKET}%3DCANARY`],
    ['a ticket in the wrong parameter, encoded twice', `appName=${TICKET.replaceAll('_', '%255F')}%253DCANARY%zz`],
    ['a ticket cookie in the redirect', `redirect=/x%3F${TICKET}=CANARY`],
  ])('hides %s', async (_, parameter) => {
    const url = query('dssurl=https://d', parameter);
    await parse(url);
    await parseAsJson(url);
  });

  it('hides a password before a host', async () => {
    const url = 'https://u:CANARY@app.example.com/?dssurl=https://v:CANARY@dss.example.com';
    expect(await parseAsJson(url)).toMatchObject({
      app: 'https://***@app.example.com/',
      message: { dssUrl: 'https://***@dss.example.com' },
    });
  });
});

test.each([
  ['--gateway must begin with http:// or https://', 'dss.example.com'],
  ['--gateway must not contain a user name or password', 'https://u:CANARY@dss.example.com'],
  ['--gateway must name one host in full', 'https://*.example.com'],
  ['--gateway must be a base URL', ''],
])('%s', async (message, gateway) => {
  const { exitCode, stdout, stderr } = await runCli(['parse', GOOD, `--gateway=${gateway}`]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr.startsWith(`dss-sso parse: ${message}`)).toBe(true);
  expect(stderr).not.toContain('CANARY');
});

test('needs something to read', async () => {
  expect(await runCli(['parse', '-'], { stdin: ' \n' })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'dss-sso parse: standard input is empty; it must be a URL. See dss-sso parse --help.\n',
  });
});
