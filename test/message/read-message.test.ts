import fc from 'fast-check';
import { inspect } from 'node:util';
import { DEFAULT_PROXY_TICKET_COOKIES, DEFAULT_TICKET_COOKIES } from '../../src/message/cookie-names.js';
import { parseDSSMsg } from '../../src/message/dss-msg.js';
import { readMessage, type Message } from '../../src/message/read-message.js';
import { codeOf } from './code-of.js';
import { hostileQuery } from './hostile-query.js';
import { PROPERTY_RUNS } from './property-runs.js';

const NAMES = {
  ticketCookies: DEFAULT_TICKET_COOKIES,
  proxyTicketCookies: DEFAULT_PROXY_TICKET_COOKIES,
  forwardCookies: ['gray'],
};
const TICKET = 'linkis_user_session_ticket_id_v1';
const PROXY = 'dss_user_session_proxy_ticket_id_v1';

const read = (query: string, names = NAMES): Message | undefined => readMessage(query, names);
const readCookies = (cookies: string, names = NAMES): Message | undefined =>
  readMessage(`dssurl=http://10.0.0.1:8088/&cookies=${encodeURIComponent(cookies)}`, names);

describe('readMessage', () => {
  test('reads a whole message', () => {
    const cookies = `${TICKET}=abc==;${PROXY}=p+/=;workspaceId=224;workspaceName=w1;dss_user_name=Alice;gray=on;JSESSIONID=x`;
    const message = read(
      `redirect=/home&dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F&cookies=${encodeURIComponent(cookies)}&workspace=w2&appName=app&x=1`,
    );

    expect(message).toMatchObject({
      dssUrl: 'http://10.0.0.1:8088/',
      workspaceName: 'w2',
      workspaceId: 224,
      appName: 'app',
      redirectUrl: '/home',
    });
    expect([message?.ticket?.name, message?.ticket?.value]).toEqual([TICKET, 'abc==']);
    expect([message?.proxyTicket?.name, message?.proxyTicket?.value]).toEqual([PROXY, 'p+/=']);
    expect(Object.fromEntries(message?.forwarded ?? [])).toEqual({ gray: 'on' });
    expect(Object.fromEntries(message?.cookies ?? [])).toEqual({
      [TICKET]: 'abc==',
      [PROXY]: 'p+/=',
      workspaceId: '224',
      workspaceName: 'w1',
      dss_user_name: 'Alice',
      gray: 'on',
    });
  });

  test('is nothing for a request without dssurl, however broken', () => {
    expect(read(`cookies=%zz&cookies=x&${'x&'.repeat(20_000)}`)).toBeUndefined();
  });

  test('leaves out what is empty, blank or null', () => {
    const message = read(
      'dssurl=x&cookies=workspaceName=;dss_user_name=;workspaceId=&workspace=&appName=null&redirect=+%09',
    );
    expect(Object.keys(message ?? {}).sort()).toEqual(['cookies', 'dssUrl', 'forwarded']);
    expect(message?.cookies.size).toBe(0);
  });

  test('takes the workspace of the cookies if no parameter names one', () => {
    expect(readCookies('workspaceName=数据')?.workspaceName).toBe('数据');
  });

  test.each(['', '%20', '+x', 'x+', 'a b', '%00', '%0d%0a', '%E2%80%A8', '%E6%95%B0', 'x%7F', '%zz'])(
    'refuses the dssurl %p',
    (dssurl) => {
      expect(codeOf(() => read(`dssurl=${dssurl}`))).toBe('message-malformed');
    },
  );

  test.each(['\\', 'http://a#b', 'http://a?b', 'javascript:x', '*'])(
    'leaves the dssurl %p to the gateways',
    (dssurl) => {
      expect(read(`dssurl=${encodeURIComponent(dssurl)}`)?.dssUrl).toBe(dssurl);
    },
  );

  describe.each([
    ['CR', '%0D'],
    ['LF', '%0A'],
    ['NUL', '%00'],
    ['DEL', '%7F'],
    ['U+2028', '%E2%80%A8'],
    ['U+2029', '%E2%80%A9'],
  ])('%s', (_, character) => {
    test.each(['dssurl', 'workspace', 'appName', 'cookies'])(
      'is refused in %s: in front, inside and at the end',
      (name) => {
        const value = name === 'cookies' ? `${TICKET}%3Dt` : 'x';
        for (const text of [character + value, `${value}${character}y`, value + character]) {
          const query = name === 'dssurl' ? `dssurl=${text}` : `dssurl=x&${name}=${text}`;
          expect(codeOf(() => read(query))).toBe('message-malformed');
        }
      },
    );

    test('is refused in a cookie that nobody reads', () => {
      expect(codeOf(() => read(`dssurl=x&cookies=other%3Da${character}b`))).toBe('message-malformed');
    });

    test('stays in redirect, which is checked as a redirect target', () => {
      expect(read(`dssurl=x&redirect=/a${character}b`)?.redirectUrl).toBe(`/a${decodeURIComponent(character)}b`);
    });
  });

  test.each(['%20w', 'w%20', '%C2%A0w', 'a%E2%80%8Bb', 'a%E2%80%AEb', '%C2%85'])('refuses the name %p', (name) => {
    expect(codeOf(() => read(`dssurl=x&workspace=${name}`))).toBe('message-malformed');
    expect(codeOf(() => read(`dssurl=x&appName=${name}`))).toBe('message-malformed');
  });

  test.each(['dssurl', 'cookies', 'workspace', 'appName', 'redirect'])(
    'refuses two values of %s, and takes one given twice in two spellings',
    (name) => {
      const message = (first: string, second: string): string =>
        `${name === 'dssurl' ? '' : 'dssurl=x&'}${name}=${first}&other=1&${name.replace(/^./, escaped)}=${second}`;
      expect(codeOf(() => read(message('a=b', 'a=c')))).toBe('message-malformed');
      expect(codeOf(() => read(message('a=b', '')))).toBe('message-malformed');
      expect(read(message('a=b', '%61%3Db'))).toBeDefined();
    },
  );

  test('answers for sizes first', () => {
    const long = 'w'.repeat(256);
    expect(codeOf(() => read(`dssurl=%zz&workspace=${long}`))).toBe('message-too-large');
    expect(codeOf(() => read(`dssurl=x&workspace=a&workspace=${long}`))).toBe('message-too-large');
    expect(codeOf(() => readCookies(`novalue;${TICKET}=${'t'.repeat(4_097)}`))).toBe('message-too-large');
  });

  test.each([
    ['linkis_user_session_ticket_id_v1=a;bdp-user-ticket-id=b', 'a'],
    ['bdp-user-ticket-id=b', 'b'],
    ['linkis_user_session_ticket_id_v1= ;bdp-user-ticket-id=b', 'b'],
    ['linkis_user_session_ticket_id_v1=;workspaceId=1', undefined],
    ['LINKIS_USER_SESSION_TICKET_ID_V1=a', undefined],
    ['', undefined],
  ])('finds in %p the ticket %p', (cookies, ticket) => {
    const message = readCookies(cookies);
    expect(message?.ticket?.value).toBe(ticket);
    expect([...(message?.cookies ?? [])].filter(([name]) => name !== 'workspaceId')).toHaveLength(
      ticket === undefined ? 0 : 1,
    );
  });

  test.each([
    [`${PROXY}=a;linkis_user_session_proxy_ticket_id_v1=b`, 'a'],
    ['linkis_user_session_proxy_ticket_id_v1=b', 'b'],
    ['', undefined],
  ])('finds in %p the proxy ticket %p', (cookies, ticket) => {
    expect(readCookies(cookies)?.proxyTicket?.value).toBe(ticket);
  });

  test('refuses an empty proxy ticket, unless proxy users are ignored', () => {
    const off = { ...NAMES, proxyTicketCookies: [] };
    expect(codeOf(() => readCookies(`${TICKET}=a;${PROXY}=`))).toBe('message-malformed');
    expect(codeOf(() => readCookies(`${PROXY}= ;linkis_user_session_proxy_ticket_id_v1=b`))).toBe('message-malformed');
    expect(readCookies(`${TICKET}=a;${PROXY}=`, off)?.proxyTicket).toBeUndefined();
    expect(readCookies(`${TICKET}=a;${PROXY}=p`, off)?.cookies.has(PROXY)).toBe(false);
  });

  test.each(['a b', 'a"b', 'a,b', 'a\\b', '"a"', 'a\tb', 'é', '数'])('refuses the cookie value %p', (value) => {
    for (const name of [TICKET, PROXY, 'gray']) {
      expect(codeOf(() => readCookies(`${name}=${value}`))).toBe('message-malformed');
    }
    expect(readCookies(`other=${value}`)).toBeDefined();
  });

  test('tells an operator why a ticket with an unencoded "+" cannot be read', () => {
    expect(() => read(`dssurl=x&cookies=${TICKET}=a+b`)).toThrow(/percent-encode/);
  });

  test.each([TICKET, PROXY, 'bdp-user-ticket-id', 'workspaceId', 'workspaceName', 'dss_user_name', 'gray'])(
    'refuses two values of the cookie %s',
    (name) => {
      expect(codeOf(() => readCookies(`${name}=1;${name}=2`))).toBe('message-malformed');
      expect(readCookies(`${name}=1; ${name} = 1`)).toBeDefined();
    },
  );

  test('does not care about two values of a cookie that nobody reads', () => {
    expect(readCookies('JSESSIONID=1;JSESSIONID=2')).toBeDefined();
  });

  test('says nothing of a workspace id that is not there', () => {
    expect(readCookies(`${TICKET}=a`)).not.toHaveProperty('workspaceIdDropped');
  });

  test.each(['a\u200bb', 'a\u202eb', '\u00a0a', 'a\u00a0', 'a\u0085b'])('refuses the name %j in a cookie', (name) => {
    for (const cookie of ['workspaceName', 'dss_user_name']) {
      expect(codeOf(() => readCookies(`${cookie}=${name}`))).toBe('message-malformed');
    }
    expect(readCookies(`other=${name}`)).toBeDefined();
  });

  test.each(['0', '-1', '01', '2147483648', '../../user/logout', '224&queryUserName=x', 'null'])(
    'drops the workspace id %p, and says so',
    (id) => {
      const message = readCookies(`workspaceId=${id}`);
      expect(message?.workspaceId).toBeUndefined();
      expect(message?.workspaceIdDropped).toBe(true);
      expect(message?.cookies.has('workspaceId')).toBe(false);
    },
  );

  test('shows no cookie when it is printed', () => {
    const message = readCookies(`${TICKET}=CANARY;${PROXY}=CANARY;workspaceName=CANARY1;gray=CANARY`);
    const { workspaceName, ...rest } = message ?? {};
    expect(workspaceName).toBe('CANARY1');
    expect(inspect(rest, { depth: 9, showHidden: true })).not.toContain('CANARY');
    expect(JSON.stringify(rest)).not.toContain('CANARY');
  });

  test('reads any query, or refuses it with one of two codes', () => {
    fc.assert(
      fc.property(hostileQuery, (query) => {
        for (const text of [query, `dssurl=x&${query}`, `dssurl=x&cookies=${query}`]) {
          expect([undefined, 'message-malformed', 'message-too-large']).toContain(codeOf(() => read(text)));
          expect([undefined, 'message-malformed', 'message-too-large']).toContain(codeOf(() => parseDSSMsg(text)));
        }
      }),
      PROPERTY_RUNS,
    );
  });

  test('never accepts what parseDSSMsg refuses, and never reads it differently', () => {
    fc.assert(
      fc.property(hostileQuery, (query) => {
        const text = `dssurl=x&${query}`;
        fc.pre(codeOf(() => read(text)) === undefined);
        const strict = read(text);
        const plain = parseDSSMsg(text);
        expect(strict?.dssUrl).toBe(plain?.dssUrl);
        for (const [name, value] of strict?.cookies ?? []) expect(plain?.cookies.get(name)).toBe(value);
        if (strict?.redirectUrl !== undefined) expect(strict.redirectUrl).toBe(plain?.redirectUrl);
        if (strict?.appName !== undefined) expect(strict.appName).toBe(plain?.appName);
      }),
      PROPERTY_RUNS,
    );
  });
});

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
