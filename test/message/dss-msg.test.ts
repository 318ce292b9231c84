import { inspect } from 'node:util';
import { isSSOError } from '../../src/errors.js';
import { messageCookiePairs, parseDSSMsg, splitMessageCookies } from '../../src/message/dss-msg.js';
import { isDSSRequest } from '../../src/message/parameters.js';
import vectors from '../vectors/dss-message.json' with { type: 'json' };
import { codeOf } from './code-of.js';

const DSS = 'dssurl=http%3A%2F%2F10.0.0.1%3A8088%2F';

describe('parseDSSMsg against the Java parser', () => {
  const readable = vectors.cases.filter(({ result }) => result.error === undefined);

  test.each(readable)('reads $query $body as the reference does', ({ query, body, result }) => {
    const text = query ?? body ?? '';
    const msg = parseDSSMsg(text);

    expect(isDSSRequest(`/?${text}`)).toBe(result.isDssRequest);
    expect(msg?.dssUrl ?? null).toBe(result.dssUrl);
    expect(msg?.redirectUrl ?? null).toBe(result.redirectUrl);
    expect(msg?.workspaceName ?? null).toBe(result.workspaceName);
    expect(msg?.appName ?? null).toBe(result.appName);
    expect([...(msg?.cookies ?? [])].sort()).toEqual(Object.entries(result.cookies ?? {}).sort());
  });

  test('knows every case on which the reference fails', () => {
    const failing = vectors.cases.filter(({ result }) => result.error !== undefined).map(({ query }) => query);
    expect(failing).toEqual([`${DSS}&cookies=novalue&workspace=w`, `${DSS}&cookies=a%3D1%3B%3Bb%3D2&workspace=w`]);
  });

  test('refuses a cookie without "=", on which the reference fails with a stack trace', () => {
    expect(codeOf(() => parseDSSMsg(`${DSS}&cookies=novalue&workspace=w`))).toBe('message-malformed');
  });

  test('skips a blank cookie in the middle, on which the reference fails', () => {
    const msg = parseDSSMsg(`${DSS}&cookies=a%3D1%3B%3Bb%3D2&workspace=w`);
    expect([...(msg?.cookies ?? [])]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });
});

describe('parseDSSMsg', () => {
  test('leaves out what the message has not', () => {
    expect(Object.keys(parseDSSMsg(DSS) ?? {})).toEqual(['dssUrl', 'cookies']);
  });

  test.each(['%', '%2', '%zz', '%C0%AF', '%ED%A0%80', '%FF', '%F4%90%80%80'])(
    'refuses the broken escape %s in a message parameter and leaves it alone elsewhere',
    (escape) => {
      expect(codeOf(() => parseDSSMsg(`${DSS}&workspace=${escape}`))).toBe('message-malformed');
      expect(codeOf(() => parseDSSMsg(`dssurl=${escape}`))).toBe('message-malformed');
      expect(parseDSSMsg(`${DSS}&other=${escape}&${escape}=x`)?.dssUrl).toBe('http://10.0.0.1:8088/');
    },
  );

  test.each([
    ['dssurl', 512],
    ['cookies', 8_192],
    ['workspace', 255],
    ['appName', 128],
    ['redirect', 2_048],
  ])('accepts the longest %s of %i characters, and no longer one', (name, limit) => {
    const value = (length: number): string => (name === 'cookies' ? cookiesOf(length) : 'x'.repeat(length));
    const query = (length: number): string => `${name === 'dssurl' ? '' : `${DSS}&`}${name}=${value(length)}`;

    expect(parseDSSMsg(query(limit))).toBeDefined();
    expect(codeOf(() => parseDSSMsg(query(limit + 1)))).toBe('message-too-large');
    expect(codeOf(() => parseDSSMsg(new URLSearchParams(query(limit + 1))))).toBe('message-too-large');
    expect(codeOf(() => parseDSSMsg({ dssurl: 'x', [name]: value(limit + 1) }))).toBe('message-too-large');
  });

  test.each([
    ['100 cookies', cookiesNumbered(100), undefined],
    ['101 cookies', cookiesNumbered(101), 'message-too-large'],
    ['a name of 128 characters', `${'n'.repeat(128)}=v`, undefined],
    ['a name of 129 characters', `${'n'.repeat(129)}=v`, 'message-too-large'],
    ['a value of 4096 characters', `n=${'v'.repeat(4_096)}`, undefined],
    ['a value of 4097 characters', `n=${'v'.repeat(4_097)}`, 'message-too-large'],
    ['a workspaceName of 255 characters', `workspaceName=${'v'.repeat(255)}`, undefined],
    ['a workspaceName of 256 characters', `workspaceName=${'v'.repeat(256)}`, 'message-too-large'],
    ['a long piece without "="', 'v'.repeat(300), 'message-malformed'],
  ])('answers %s in the parameter cookies with %#', (_, cookies, code) => {
    expect(codeOf(() => parseDSSMsg(`${DSS}&cookies=${cookies}`))).toBe(code);
  });

  test('accepts 16384 characters and 256 parameters, and not one more', () => {
    const longest = DSS + '&x='.padEnd(16_384 - DSS.length, 'y');
    expect(parseDSSMsg(longest)).toBeDefined();
    expect(codeOf(() => parseDSSMsg(`${longest}y`))).toBe('message-too-large');

    const most = DSS + '&x=1'.repeat(255);
    expect(parseDSSMsg(most)).toBeDefined();
    expect(codeOf(() => parseDSSMsg(`${most}&x=1`))).toBe('message-too-large');
    expect(codeOf(() => parseDSSMsg(new URLSearchParams(`${most}&x=1`)))).toBe('message-too-large');
    expect(codeOf(() => parseDSSMsg({ dssurl: 'x', ...numberedRecord(256) }))).toBe('message-too-large');
  });

  test('answers for the size before the syntax', () => {
    expect(codeOf(() => parseDSSMsg(`${DSS}&appName=%zz&cookies=novalue&workspace=${'w'.repeat(256)}`))).toBe(
      'message-too-large',
    );
  });

  test('has no limits for a request that is not for DSS', () => {
    expect(parseDSSMsg(`cookies=%zz&${'x=1&'.repeat(10_000)}`)).toBeUndefined();
  });

  test('takes the first value of URLSearchParams and records', () => {
    expect(parseDSSMsg(new URLSearchParams('dssurl=a&dssurl=b&workspace=w'))).toMatchObject({
      dssUrl: 'a',
      workspaceName: 'w',
    });
    expect(parseDSSMsg({ dssurl: ['a', 'b'], workspace: 'w', appName: [] })).toEqual(
      expect.objectContaining({ dssUrl: 'a', workspaceName: 'w' }),
    );
    expect(parseDSSMsg(new URLSearchParams('workspace=w'))).toBeUndefined();
    expect(parseDSSMsg({ workspace: 'w' })).toBeUndefined();
  });

  test.each([[null], [1], [true], [{}], [{ a: 'x' }], [[1]], [['x', null]], [[['x']]], [() => 'x']])(
    'refuses the record value %p where text is expected',
    (value) => {
      const record = (name: string): Record<string, string> => ({ dssurl: 'x', [name]: value as string });
      expect(codeOf(() => parseDSSMsg(record('dssurl')))).toBe('message-malformed');
      expect(codeOf(() => parseDSSMsg(record('cookies')))).toBe('message-malformed');
      expect(parseDSSMsg(record('other'))?.dssUrl).toBe('x');
    },
  );

  test('reads own properties only', () => {
    const inherited = Object.create({ dssurl: 'http://evil/', workspace: 'w' }) as Record<string, string>;
    expect(parseDSSMsg(inherited)).toBeUndefined();

    const polluted = JSON.parse('{"dssurl":"x","__proto__":{"workspace":"evil"}}') as Record<string, string>;
    expect(parseDSSMsg(polluted)?.workspaceName).toBeUndefined();

    const bare = Object.assign(Object.create(null) as Record<string, string>, { dssurl: 'x' });
    expect(parseDSSMsg(bare)?.dssUrl).toBe('x');
  });

  test('keeps cookies named like parts of every object apart from them', () => {
    const cookies = parseDSSMsg('dssurl=x&cookies=__proto__=1;constructor=2;toString=3&__proto__=4')?.cookies;
    expect([...(cookies ?? [])]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ]);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  test.each([[null], [undefined], [7]])('tells a programmer that %p is no query', (query) => {
    expect(() => parseDSSMsg(query as unknown as string)).toThrow(TypeError);
    expect(() => parseDSSMsg(query as unknown as string)).toThrow('parseDSSMsg needs');
  });

  test('shows no cookie of a message when it is printed', () => {
    const msg = parseDSSMsg(`${DSS}&cookies=linkis_user_session_ticket_id_v1%3DCANARY`);
    expect(inspect(msg, { depth: 9, showHidden: true })).not.toContain('CANARY');
    expect(JSON.stringify(msg)).not.toContain('CANARY');
  });

  test('names neither cookies nor values in its errors', () => {
    try {
      parseDSSMsg(`${DSS}&cookies=CANARY`);
      throw new Error('nothing was thrown');
    } catch (error) {
      expect(isSSOError(error)).toBe(true);
      expect(inspect(error)).not.toContain('CANARY=');
      expect((error as Error).message).not.toContain('CANARY');
    }
  });
});

describe('the parameter cookies', () => {
  test('gives all pairs in order, or the last of each name', () => {
    expect(messageCookiePairs('a=1; b = 2 ;;a=3;')).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['a', '3'],
    ]);
    expect(splitMessageCookies('a=1;b=2;a=3').get('a')).toBe('3');
  });

  test('is trimmed as Java does: up to U+0020 and nothing else', () => {
    expect(messageCookiePairs('\u0001a\t=\u001f v\u00a0 ;\ufeffb=\u3000')).toEqual([
      ['a', 'v\u00a0'],
      ['\ufeffb', '\u3000'],
    ]);
  });
});

function cookiesOf(length: number): string {
  return `a=${'x'.repeat(4_000)};b=${'x'.repeat(4_000)};c=`.padEnd(length, 'x');
}

function cookiesNumbered(count: number): string {
  return Array.from({ length: count }, (_, index) => `c${index}=v`).join(';');
}

function numberedRecord(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 'v']));
}
