import fc from 'fast-check';
import { inspect } from 'node:util';
import { parseDSSMsg } from '../../src/message/dss-msg.js';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { queryOf } from '../../src/message/parameters.js';
import { readMessage } from '../../src/message/read-message.js';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import vectors from '../vectors/sso-url.json' with { type: 'json' };
import { PROPERTY_RUNS } from './property-runs.js';

const REQ_URL = 'http://127.0.0.1:3000/sso';
const DSS_URL = 'http://10.0.0.1:8088/';

const builder = (): SSOUrlBuilder => new SSOUrlBuilder().setReqUrl(REQ_URL).setDSSUrl(DSS_URL);
const parse = (url: string): ReturnType<typeof parseDSSMsg> => parseDSSMsg(queryOf(url) ?? '');
const parameters = (url: string): URLSearchParams => new URL(url).searchParams;

interface Input {
  reqUrl: string | null;
  dssUrl: string | null;
  workspace: string | null;
  appName: string | null;
  cookies: string[][];
  redirect?: string;
  query?: string[][];
}

function build(input: Input): string {
  const built = new SSOUrlBuilder();
  if (input.reqUrl !== null) built.setReqUrl(input.reqUrl);
  if (input.dssUrl !== null) built.setDSSUrl(input.dssUrl);
  built.setWorkspace(input.workspace).setAppName(input.appName).redirectTo(input.redirect);
  for (const [name = '', value = ''] of input.cookies) built.addCookie(name, value);
  for (const [name = '', value = ''] of input.query ?? []) built.addQueryParameter(name, value);
  return built.getBuiltUrl();
}

/** The order of cookies and of an app's own parameters carries no meaning. */
function unordered(url: string): string[] {
  const [base = '', query = ''] = url.split('?');
  return [
    base,
    ...query.split('&').map((part) => part.replace(/^cookies=.*/, (text) => text.slice(8).split('%3B').sort().join())),
  ].sort();
}

const DIFFERENT: Record<string, string> = {
  'a target with "#"':
    'http://127.0.0.1:3000/sso?redirect=http%3A%2F%2F127.0.0.1%3A3000%2F%23%2Fprojects&dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace&appName=visualis',
  'a target with "&"':
    'http://127.0.0.1:3000/sso?redirect=http%3A%2F%2F127.0.0.1%3A3000%2Fjob%3Fid%3D1%26tab%3D2&dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace&appName=visualis',
  'no app name':
    'http://127.0.0.1:3000/sso?dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace',
  'no workspace':
    'http://127.0.0.1:3000/sso?dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&appName=visualis',
  'a base URL with a query':
    'http://127.0.0.1:3000/sso?x=1&dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace&appName=visualis',
  'a base URL with a fragment':
    'http://127.0.0.1:3000/sso?dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace&appName=visualis#frag',
  'an app name with "&"':
    'http://127.0.0.1:3000/sso?dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace&appName=my+app%26x%3D1',
  'a parameter name beyond ASCII':
    'http://127.0.0.1:3000/sso?dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=linkis_user_session_ticket_id_v1%3Dt&workspace=bdapWorkspace&appName=visualis&%E5%90%8D+%E7%A7%B0=%E5%80%BC+%26%3D%2B',
};

describe('SSOUrlBuilder against the Java builder', () => {
  const wrong = new Map<number, string>([
    [2, 'a target with "#"'],
    [3, 'a target with "&"'],
    [11, 'no app name'],
    [12, 'no workspace'],
    [15, 'a base URL with a query'],
    [16, 'a base URL with a fragment'],
    [17, 'an app name with "&"'],
    [19, 'a parameter name beyond ASCII'],
  ]);
  const refused = new Map<number, string>([
    [13, 'no gateway'],
    [14, 'no URL of the app'],
    [20, 'a cookie with ";" or outer spaces'],
    [22, 'a parameter that would be a second dssurl'],
  ]);
  const cases = vectors.cases.map((one, index) => ({ ...one, index }));

  test.each(cases.filter(({ index }) => !wrong.has(index) && !refused.has(index)))(
    'builds the same text as the reference: case $index',
    ({ input, url }) => {
      expect(unordered(build(input))).toEqual(unordered(url ?? ''));
    },
  );

  test.each([...wrong])('where the reference is wrong (case %i: %s), builds what reads back', (index, what) => {
    const input = cases[index]?.input as Input;
    const url = build(input);
    expect(url).toBe(DIFFERENT[what]);
    expect(parse(url)).toEqual(
      expect.objectContaining({
        dssUrl: input.dssUrl,
        ...(input.workspace !== null && { workspaceName: input.workspace }),
        ...(input.appName !== null && { appName: input.appName }),
        ...(input.redirect !== undefined && { redirectUrl: input.redirect }),
      }),
    );
    for (const [name = '', value] of input.query ?? []) expect(parameters(url).get(name)).toBe(value);
  });

  test.each([...refused])('tells the programmer what the reference gets wrong (case %i: %s)', (index) => {
    expect(() => build(cases[index]?.input as Input)).toThrow(TypeError);
  });
});

describe('SSOUrlBuilder', () => {
  test('names the part that is missing', () => {
    expect(() => new SSOUrlBuilder().setDSSUrl(DSS_URL).getBuiltUrl()).toThrow(/setReqUrl/);
    expect(() => new SSOUrlBuilder().setReqUrl(REQ_URL).getBuiltUrl()).toThrow(/setDSSUrl/);
  });

  test('has the query of the base URL first, and its fragment last', () => {
    expect(new SSOUrlBuilder().setReqUrl('http://a/b?').setDSSUrl('d').getBuiltUrl()).toBe(
      'http://a/b?dssurl=d&cookies=',
    );
    expect(new SSOUrlBuilder().setReqUrl('/b?x&').setDSSUrl('d').getBuiltUrl()).toBe('/b?x&dssurl=d&cookies=');
    expect(new SSOUrlBuilder().setReqUrl('#/r').setDSSUrl('d').getBuiltUrl()).toBe('?dssurl=d&cookies=#/r');
    expect(new SSOUrlBuilder().setReqUrl('http://a/?x=1#/r?y=2').setDSSUrl('d').getBuiltUrl()).toBe(
      'http://a/?x=1&dssurl=d&cookies=#/r?y=2',
    );
  });

  test.each([
    ['an empty URL', (b: SSOUrlBuilder) => b.setReqUrl('')],
    ['an empty gateway', (b: SSOUrlBuilder) => b.setDSSUrl('')],
    ['no string', (b: SSOUrlBuilder) => b.setReqUrl(null as unknown as string)],
    ['a number', (b: SSOUrlBuilder) => b.setWorkspace(224 as unknown as string)],
    ['a line break in the URL', (b: SSOUrlBuilder) => b.setReqUrl('http://a/\r\nx')],
    ['a message in the URL', (b: SSOUrlBuilder) => b.setReqUrl('http://a/?%64ssurl=x')],
    ['half of a surrogate pair in the URL', (b: SSOUrlBuilder) => b.setReqUrl('http://a/\ud800')],
    ['half of a surrogate pair in the gateway', (b: SSOUrlBuilder) => b.setDSSUrl('\udc00')],
    ['half of a surrogate pair in the workspace', (b: SSOUrlBuilder) => b.setWorkspace('a\ud800')],
    ['half of a surrogate pair in the app name', (b: SSOUrlBuilder) => b.setAppName('\ud800a')],
    ['half of a surrogate pair in the target', (b: SSOUrlBuilder) => b.redirectTo('/\ud800')],
    ['half of a surrogate pair in a cookie', (b: SSOUrlBuilder) => b.addCookie('a', '\ud800')],
    ['half of a surrogate pair in a parameter', (b: SSOUrlBuilder) => b.addQueryParameter('a', '\ud800')],
    ['a cookie without a name', (b: SSOUrlBuilder) => b.addCookie('', 'v')],
    ['a cookie name with ";"', (b: SSOUrlBuilder) => b.addCookie('a;b', 'v')],
    ['a cookie name with "="', (b: SSOUrlBuilder) => b.addCookie('a=b', 'v')],
    ['a cookie name with an outer space', (b: SSOUrlBuilder) => b.addCookie(' a', 'v')],
    ['a cookie value with ";"', (b: SSOUrlBuilder) => b.addCookie('a', 'v;w')],
    ['a cookie value with an outer line break', (b: SSOUrlBuilder) => b.addCookie('a', 'v\n')],
    ['a parameter without a name', (b: SSOUrlBuilder) => b.addQueryParameter('', 'v')],
    ['a parameter named as one of the message', (b: SSOUrlBuilder) => b.addQueryParameter('redirect', 'v')],
    ['a gateway that is too long', (b: SSOUrlBuilder) => b.setDSSUrl('x'.repeat(513))],
    ['a workspace that is too long', (b: SSOUrlBuilder) => b.setWorkspace('x'.repeat(256))],
    ['an app name that is too long', (b: SSOUrlBuilder) => b.setAppName('x'.repeat(129))],
    ['a target that is too long', (b: SSOUrlBuilder) => b.redirectTo('x'.repeat(2_049))],
    ['a cookie that is too long', (b: SSOUrlBuilder) => b.addCookie('a', 'x'.repeat(4_097))],
    ['a workspaceName that is too long', (b: SSOUrlBuilder) => b.addCookie('workspaceName', 'x'.repeat(256))],
    ['a cookie name that is too long', (b: SSOUrlBuilder) => b.addCookie('x'.repeat(129), '')],
  ])('refuses %s at the call that brings it', (_, call) => {
    const one = builder();
    const before = one.getBuiltUrl();
    expect(() => call(one)).toThrow(TypeError);
    expect(one.getBuiltUrl()).toBe(before);
  });

  test('refuses more cookies than a message may have', () => {
    const many = builder();
    for (let index = 0; index < 100; index += 1) many.addCookie(`c${index}`, '');
    expect(() => many.addCookie('one', 'more')).toThrow(TypeError);
    expect(parse(many.addCookie('c0', 'other').getBuiltUrl())?.cookies.size).toBe(100);

    const large = builder().addCookie('a', 'x'.repeat(4_096)).addCookie('b', 'x'.repeat(4_000));
    expect(() => large.addCookie('c', 'x'.repeat(100))).toThrow(TypeError);
  });

  test('goes up to the very limits of a message', () => {
    const cookies = builder().addCookie('a', 'x'.repeat(4_096)).addCookie('b', 'x'.repeat(4_091));
    expect(parse(cookies.getBuiltUrl())?.cookies.get('b')).toHaveLength(4_091);
    expect(() => cookies.addCookie('b', 'x'.repeat(4_092))).toThrow(TypeError);

    const many = builder();
    for (let index = 0; index < 254; index += 1) many.addQueryParameter(`p${index}`, '');
    expect(parse(many.getBuiltUrl())?.dssUrl).toBe(DSS_URL);

    const left = 16_384 - (queryOf(builder().addQueryParameter('p', '').getBuiltUrl()) ?? '').length;
    expect(queryOf(builder().addQueryParameter('p', 'x'.repeat(left)).getBuiltUrl())).toHaveLength(16_384);
    expect(() =>
      builder()
        .addQueryParameter('p', 'x'.repeat(left + 1))
        .getBuiltUrl(),
    ).toThrow(TypeError);
  });

  test('leaves names alone that read back as they are, and encodes the others', () => {
    const url = builder().addQueryParameter('filter[a]', '1').addQueryParameter('b=c', '2').getBuiltUrl();
    expect(url.endsWith('&cookies=&filter[a]=1&b%3Dc=2')).toBe(true);
  });

  test('refuses to build a query that no parser would accept', () => {
    const many = builder();
    for (let index = 0; index < 255; index += 1) many.addQueryParameter(`p${index}`, '');
    expect(() => many.getBuiltUrl()).toThrow(TypeError);
    expect(() => builder().addQueryParameter('p', 'x'.repeat(16_384)).getBuiltUrl()).toThrow(TypeError);
  });

  test('replaces what is set again', () => {
    const url = builder()
      .setWorkspace('a')
      .setWorkspace(undefined)
      .setAppName('a')
      .setAppName('b')
      .redirectTo('/x')
      .redirectTo(' ')
      .addCookie('a', '1')
      .addCookie('a', '2')
      .addQueryParameter('p', '1')
      .addQueryParameter('p', '2')
      .getBuiltUrl();
    expect(url).toBe(`${REQ_URL}?dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=a%3D2&appName=b&p=2`);
  });

  test('copies are independent', () => {
    const first = builder()
      .setWorkspace('w')
      .setAppName('n')
      .redirectTo('/r')
      .addCookie('a', '1')
      .addQueryParameter('p', '1');
    const url = first.getBuiltUrl();
    const second = first.copy();
    expect(second.getBuiltUrl()).toBe(url);

    second.setWorkspace('x').addCookie('b', '2').addQueryParameter('q', '2');
    expect(first.getBuiltUrl()).toBe(url);
    first.addCookie('c', '3');
    expect(second.getBuiltUrl()).not.toContain('c%3D3');
  });

  test('passes on what an app may know of a workspace, and no other cookie of the portal', () => {
    const workspace = {
      workspaceId: 224,
      workspaceName: 'bdap',
      dssUrl: DSS_URL,
      cookies: new HiddenMap([
        ['JSESSIONID', 'secret'],
        ['linkis_user_session_ticket_id_v1', 't=='],
        ['bdp-user-ticket-id', 'old'],
        ['dss_user_session_proxy_ticket_id_v1', 'p'],
        ['linkis_user_session_proxy_ticket_id_v1', 'q'],
        ['workspaceId', '224'],
        ['workspaceName', 'bdap'],
        ['dss_user_name', 'Alice'],
        ['gray', 'on'],
      ]),
    };
    const names = (url: string): string[] => [...(parse(url)?.cookies.keys() ?? [])].sort();

    const msg = parse(SSOUrlBuilder.fromWorkspace(workspace).setReqUrl(REQ_URL).getBuiltUrl());
    expect(msg).toMatchObject({ dssUrl: DSS_URL, workspaceName: 'bdap' });
    expect(names(SSOUrlBuilder.fromWorkspace(workspace).setReqUrl(REQ_URL).getBuiltUrl())).toEqual([
      'bdp-user-ticket-id',
      'dss_user_name',
      'dss_user_session_proxy_ticket_id_v1',
      'linkis_user_session_proxy_ticket_id_v1',
      'linkis_user_session_ticket_id_v1',
      'workspaceId',
      'workspaceName',
    ]);
    expect(
      names(
        SSOUrlBuilder.fromWorkspace(workspace, { cookieNames: ['gray', 'none'] })
          .setReqUrl(REQ_URL)
          .getBuiltUrl(),
      ),
    ).toContain('gray');
    expect(() =>
      SSOUrlBuilder.fromWorkspace({ workspaceId: 1, workspaceName: 'w', cookies: new Map() })
        .setReqUrl(REQ_URL)
        .getBuiltUrl(),
    ).toThrow(/setDSSUrl/);
  });

  test('shows no cookie when it is printed, nor in its errors', () => {
    const one = builder().addCookie('ticket', 'CANARY').setWorkspace('CANARY');
    expect(inspect(one, { depth: 9, showHidden: true, getters: true })).not.toContain('CANARY');
    expect(JSON.stringify({ one })).not.toContain('CANARY');
    expect(() => one.addCookie('ticket', 'CANARY;')).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('CANARY') as string }),
    );
  });
});

describe('what the builder builds', () => {
  const text = (maxLength: number): fc.Arbitrary<string> =>
    fc
      .oneof(
        fc.string({ unit: 'binary', maxLength }),
        fc.string({ maxLength }),
        fc.webUrl().map((url) => url.slice(0, maxLength)),
      )
      .map((raw) => raw.replace(/\p{Cs}/gu, ''));
  const cookieText = text(30).map((raw) => raw.replaceAll(';', '').replace(/^[\0-\x20]+|[\0-\x20]+$/g, ''));
  const input = fc.record({
    base: fc.constantFrom('http://a.example/', 'http://a.example/x?y=1', '/x?', 'http://a.example/#/r?s=1', 'x'),
    dssUrl: text(60).filter((value) => value !== ''),
    workspace: fc.option(text(60), { nil: undefined }),
    appName: fc.option(text(60), { nil: undefined }),
    redirect: fc.option(text(60), { nil: undefined }),
    cookies: fc.dictionary(
      cookieText.map((name) => name.replaceAll('=', '')).filter((name) => name !== '' && name.trim() === name),
      cookieText,
      { maxKeys: 5 },
    ),
    query: fc.dictionary(
      text(20).filter((name) => !['', 'dssurl', 'cookies', 'workspace', 'appName', 'redirect'].includes(name)),
      text(30),
      { maxKeys: 5 },
    ),
  });

  test('reads back as it was put in, by our parser and by another', () => {
    fc.assert(
      fc.property(input, ({ base, dssUrl, workspace, appName, redirect, cookies, query }) => {
        const one = new SSOUrlBuilder()
          .setReqUrl(base)
          .setDSSUrl(dssUrl)
          .setWorkspace(workspace)
          .setAppName(appName)
          .redirectTo(redirect);
        for (const [name, value] of Object.entries(cookies)) one.addCookie(name, value);
        for (const [name, value] of Object.entries(query)) one.addQueryParameter(name, value);
        const url = one.getBuiltUrl();
        const target = redirect?.trim() === '' ? undefined : redirect;

        const msg = parse(url);
        expect([msg?.dssUrl, msg?.workspaceName, msg?.appName, msg?.redirectUrl]).toEqual([
          dssUrl,
          workspace,
          appName,
          target,
        ]);
        expect([...(msg?.cookies ?? [])]).toEqual(Object.entries(cookies));

        const second = new URLSearchParams(queryOf(url));
        expect([second.get('dssurl'), second.get('workspace'), second.get('appName'), second.get('redirect')]).toEqual(
          [dssUrl, workspace, appName, target].map((value) => value ?? null),
        );
        for (const [name, value] of Object.entries(query)) {
          if (!['y', 'y=1'].includes(name)) expect(second.get(name)).toBe(value);
        }
      }),
      PROPERTY_RUNS,
    );
  });

  test('is read by the filter, too, when the names are clean', () => {
    const clean = fc
      .stringMatching(/^[a-z数据~*!'() ]{1,20}$/)
      .map((raw) => raw.trim())
      .filter((raw) => raw !== '');
    const octets = fc.stringMatching(/^[!#-+\--:<-[\]-~]{1,60}$/);
    fc.assert(
      fc.property(
        clean,
        clean,
        octets,
        octets,
        fc.integer({ min: 1, max: 2_147_483_647 }),
        (workspace, appName, ticket, proxy, id) => {
          const url = builder()
            .setWorkspace(workspace)
            .setAppName(appName)
            .addCookie('t', ticket)
            .addCookie('p', proxy)
            .addCookie('workspaceId', String(id))
            .getBuiltUrl();
          const message = readMessage(queryOf(url) ?? '', {
            ticketCookies: ['t'],
            proxyTicketCookies: ['p'],
            forwardCookies: [],
          });
          expect([message?.dssUrl, message?.workspaceName, message?.workspaceId]).toEqual([DSS_URL, workspace, id]);
          expect(message?.appName).toBe(appName === 'null' ? undefined : appName);
          expect([message?.ticket?.value, message?.proxyTicket?.value]).toEqual([ticket, proxy]);
        },
      ),
      PROPERTY_RUNS,
    );
  });

  test('is a URL or a TypeError, whatever comes in', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.anything()) as fc.Arbitrary<string>;
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        try {
          const url = new SSOUrlBuilder()
            .setReqUrl(a)
            .setDSSUrl(b)
            .setWorkspace(c)
            .setAppName(a)
            .redirectTo(b)
            .addCookie(c, a)
            .addQueryParameter(b, c)
            .getBuiltUrl();
          expect(parse(url)?.dssUrl).toBe(b);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
      PROPERTY_RUNS,
    );
  });
});
