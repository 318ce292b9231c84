/** The JWT cookie at its very limits of time, length and options, under a clock that stands still. */
import { createHmac } from 'node:crypto';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { isSSOError } from '../../src/errors.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import type { InterceptorContext, InterceptorLogin } from '../../src/plugin/user-interceptor.js';
import { SECRET } from '../support/world.js';

const START_S = 1_800_000_000;
const HOUR_S = 3_600;
let time = START_S * 1000;
jest.mock('../../src/clock.js', () => ({ now: () => time }));
beforeEach(() => {
  time = START_S * 1000;
});

type Json = Record<string, unknown>;
const NAME = 'dss_sso_user';
const alice = toDSSUser('alice');
const bound = jwtCookieInterceptor({ secret: SECRET });
const free = jwtCookieInterceptor({ secret: SECRET, bindToLogin: false });

function loginOf(user = alice, lifetime = 12 * HOUR_S * 1000): InterceptorLogin {
  const at = START_S * 1000;
  return { id: 'login-1', user, verifiedAt: new Date(at), expiresAt: new Date(at + lifetime), cookies: new Map() };
}

function contextOf(token: string | undefined, more: Partial<InterceptorContext> = {}): InterceptorContext {
  const cookies = new Map(token === undefined ? [] : [[NAME, token]]);
  return { cookies, secure: false, embedded: false, login: loginOf(), ...more };
}

/** As without a login, whose property must not be there. */
function nobody(token: string | undefined): InterceptorContext {
  const { login: _login, ...context } = contextOf(token);
  return context;
}

async function issue(from = bound, user = alice, more: Partial<InterceptorContext> = {}): Promise<string> {
  const context = contextOf(undefined, { login: loginOf(user), ...more });
  const [cookie] = await from.addUserToRequest(user, undefined, context);
  return cookie?.value ?? '';
}

const decode = (part: string | undefined): Json => JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Json;

/** A token with the right signature, its claims changed. */
async function changed(change: Json, from = bound): Promise<string> {
  const [header = '', payload] = (await issue(from)).split('.');
  const text = `${header}.${Buffer.from(JSON.stringify({ ...decode(payload), ...change })).toString('base64url')}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

const isThere = (token: string | undefined, from = bound) => from.isUserExistInSession(undefined, contextOf(token));

describe('the times of a token', () => {
  test('may be five seconds ahead of ours, and not six', async () => {
    expect(await isThere(await changed({ iat: START_S + 5 }))).toBe(true);
    expect(await isThere(await changed({ iat: START_S + 6 }))).toBe('invalid');
  });

  test('may be as far apart as maxAge says, and no further', async () => {
    expect(await isThere(await changed({ exp: START_S + HOUR_S }))).toBe(true);
    expect(await isThere(await changed({ exp: START_S + HOUR_S + 1 }))).toBe('invalid');
    expect(await isThere(await changed({ iat: START_S, exp: START_S }))).toBe(true);
    expect(await isThere(await changed({ iat: START_S, exp: START_S - 1 }))).toBe('invalid');
  });

  test('are positive', async () => {
    expect(await isThere(await changed({ iat: 1, exp: 2 }))).toBe(true);
    expect(await isThere(await changed({ iat: 0, exp: 1 }))).toBe('invalid');
  });

  test('are over five seconds after its end, and not before', async () => {
    const token = await issue(free);
    const context = nobody(token);
    time = (START_S + 900 + 5) * 1000 + 999;
    expect(await free.isUserExistInSession(undefined, context)).toBe(true);
    expect(await free.isUserExistInSession(undefined, contextOf(token))).toBe(true);
    time = (START_S + 900 + 6) * 1000;
    expect(await free.isUserExistInSession(undefined, context)).toBe(false);
    expect(await free.isUserExistInSession(undefined, contextOf(token))).toBe(false);
  });

  test('are whole seconds from now, and end with the login at the latest', async () => {
    time = START_S * 1000 + 999;
    const short = jwtCookieInterceptor({ secret: SECRET, maxAge: 1_999 });
    expect(decode((await issue(short)).split('.')[1])).toMatchObject({ iat: START_S, exp: START_S + 1 });
    const login = loginOf(alice, 1_999);
    expect(decode((await issue(bound, alice, { login })).split('.')[1])).toMatchObject({ exp: START_S + 1 });
    const [cookie] = await free.addUserToRequest(alice, undefined, nobody(undefined));
    expect(decode(cookie?.value.split('.')[1])).toMatchObject({ iat: START_S, exp: START_S + 900 });
  });
});

describe('a renewal', () => {
  test('is due when half of maxAge is gone, and not before', async () => {
    const token = await issue();
    const renewed = () => bound.renewUser?.(alice, undefined, contextOf(token));
    time = (START_S + HOUR_S / 2) * 1000 - 1;
    expect(await renewed()).toBeUndefined();
    time += 1;
    expect(await renewed()).toEqual([{ name: NAME, value: expect.any(String) as string }]);
  });

  test('is due where there is no token, or a bad one, or one whose end is near', async () => {
    expect(await bound.renewUser?.(alice, undefined, contextOf(undefined))).toHaveLength(1);
    expect(await bound.renewUser?.(alice, undefined, contextOf('bad'))).toHaveLength(1);
    const ending = await changed({ exp: START_S + 1 });
    expect(await bound.renewUser?.(alice, undefined, contextOf(ending))).toBeUndefined();
    time += 7_000;
    expect(await bound.renewUser?.(alice, undefined, contextOf(ending))).toHaveLength(1);
  });
});

describe('whom a request names', () => {
  test('is nobody without a token, with an empty one, or with one for another audience', async () => {
    for (const token of [undefined, '', 'bad']) {
      expect(await bound.getUser(undefined, contextOf(token))).toBeUndefined();
    }
    expect(await isThere('')).toBe('invalid');
    expect(await isThere(undefined)).toBe(false);
    const token = await issue();
    expect(await bound.getUser(undefined, contextOf(token))).toBe('alice');
    const elsewhere = contextOf(undefined, { appName: 'demo', cookies: new Map([[`${NAME}_demo`, token]]) });
    expect(await bound.getUser(undefined, elsewhere)).toBeUndefined();
    expect(await bound.isUserExistInSession(undefined, elsewhere)).toBe('invalid');
  });

  test('is the proxy user, where there is one', async () => {
    const both = toDSSUser('alice', 'hadoop');
    const context = contextOf(await issue(bound, both), { login: loginOf(both) });
    expect(await bound.getUser(undefined, context)).toBe('hadoop');
    expect(await bound.isUserExistInSession(undefined, context)).toBe(true);
    expect(await bound.isUserExistInSession(undefined, { ...context, login: loginOf() })).toBe('invalid');
  });

  test('is still that user when the token is asked about again, and nobody once it is not', async () => {
    const token = await issue(free);
    expect(await free.isUserExistInSession(undefined, contextOf(token))).toBe(true);
    expect(await free.isUserExistInSession(undefined, contextOf(token))).toBe(true);
    expect(await free.isUserExistInSession(undefined, contextOf(token, { login: loginOf(toDSSUser('bob')) }))).toBe(
      'invalid',
    );
  });

  test('may be free of a login, also where there is one with another id', async () => {
    const token = await issue(free);
    expect(await isThere(token, free)).toBe(true);
    expect(await free.isUserExistInSession(undefined, nobody(token))).toBe(true);
    expect(await bound.isUserExistInSession(undefined, nobody(await issue()))).toBe(false);
    const [unnamed] = await bound.addUserToRequest(alice, undefined, nobody(undefined));
    expect(await isThere(unnamed?.value)).toBe('invalid');
  });
});

describe('a token with one wrong claim', () => {
  test.each<[Json]>(
    [
      ...[{ sub: '' }, { sub: 7 }, { sub: 'alice\n' }, { sub: ' alice' }, { sub: 'a'.repeat(129) }, { sub: ['alice'] }],
      ...[{ pxy: '' }, { pxy: null }, { pxy: 7 }, { pxy: 'a\u200bb' }, { pxy: 'a'.repeat(129) }],
      ...[{ sid: '' }, { sid: null }, { sid: 7 }, { sid: ['login-1'] }, { sid: undefined }],
      ...[{ jti: '' }, { jti: 7 }, { nbf: START_S - 10 }, { nbf: null }, { aud: ['dss-sso:dss_sso_user'] }],
      ...[{ iat: START_S + 0.5 }, { exp: String(START_S + 1) }, { exp: -1 }, { iss: 'other' }],
    ].map((change) => [change]),
  )('names nobody: %p', async (change) => {
    expect(await bound.getUser(undefined, contextOf(await changed({})))).toBe('alice');
    expect(await bound.getUser(undefined, contextOf(await changed(change)))).toBeUndefined();
  });

  test('names nobody where no token may name a login, either', async () => {
    expect(await free.getUser(undefined, contextOf(await changed({}, free)))).toBe('alice');
    for (const sid of ['login-1', '', null]) {
      expect(await free.getUser(undefined, contextOf(await changed({ sid }, free)))).toBeUndefined();
    }
  });
});

describe('the length of a token', () => {
  test('is 3072 characters at most, when it is made and when it is read', async () => {
    const withPadding = (length: number) =>
      jwtCookieInterceptor({ secret: SECRET, claims: () => ({ padding: 'x'.repeat(length) }) });
    let longest = 1_900;
    const tokens: string[] = [];
    for (; longest < 2_400; longest += 1) {
      const token = await issue(withPadding(longest)).catch(() => undefined);
      if (token === undefined) break;
      tokens.push(token);
    }
    const last = tokens.at(-1) ?? '';
    expect(last).toHaveLength(3_072);
    expect(await isThere(last)).toBe(true);
    await expect(issue(withPadding(longest))).rejects.toMatchObject({ code: 'interceptor-failed' });
  });
});

describe("an app's own claims", () => {
  const issueWith = (claims: unknown) =>
    issue(jwtCookieInterceptor({ secret: SECRET, claims: (() => claims) as () => Json }));

  test('may be none', async () => {
    for (const none of [undefined, null, {}]) expect(await issueWith(none)).toContain('.');
  });

  test.each([['__proto__'], ['sub'], ['nbf']])('may not be named %s', async (name) => {
    const claims: unknown = JSON.parse(`{ "mail": "a", "${name}": 1 }`);
    await expect(issueWith(claims)).rejects.toMatchObject({ code: 'interceptor-failed' });
  });

  test.each([[['mail']], ['mail'], [7], [true], [Promise.resolve({})]])('may not be %p', async (claims) => {
    await expect(issueWith(claims)).rejects.toMatchObject({ code: 'interceptor-failed' });
  });
});

describe('the options', () => {
  const codeOf = (options: Json): string | undefined => {
    try {
      jwtCookieInterceptor({ secret: SECRET, ...options });
      return undefined;
    } catch (error) {
      return isSSOError(error) ? error.code : String(error);
    }
  };

  test.each([
    [{ maxAge: 1_000 }],
    [{ maxAge: 86_400_000 }],
    [{ maxAge: 900_000, bindToLogin: false }],
    [{ issuer: 'i'.repeat(256), audience: 'a'.repeat(256) }],
    [{ cookieName: 'c'.repeat(128) }],
    [{ claims: undefined, findOrCreateUser: undefined, issuer: undefined }],
  ])('may be %p', (options) => expect(codeOf(options)).toBeUndefined());

  test.each([
    [{ maxAge: 999 }],
    [{ maxAge: 86_400_001 }],
    [{ maxAge: 900_001, bindToLogin: false }],
    [{ issuer: '' }],
    [{ issuer: 'i'.repeat(257) }],
    [{ audience: '' }],
    [{ audience: 'a'.repeat(257) }],
    [{ cookieName: 'c'.repeat(129) }],
    [{ cookieName: '' }],
  ])('may not be %p', (options) => expect(codeOf(options)).toBe('options-invalid'));

  test('that are wrong are all named at once', () => {
    const wrong = {
      ...{ secret: 'x', bindToLogin: 1, maxAge: 0, cookieName: ' ', issuer: '', audience: '', claims: 1 },
      ...{ findOrCreateUser: 1, maxage: 1 },
    };
    const parts = [
      ...['jwtCookieInterceptor:', 'secret', 'bindToLogin must', 'maxAge must', 'cookieName[0] must be the name of a'],
      ...['issuer[0] must be text of 1', 'audience[0] must be text of 1', 'claims must', 'findOrCreateUser must'],
      ' maxage is not an option',
    ];
    for (const part of parts) expect(() => jwtCookieInterceptor(wrong as never)).toThrow(part);
  });

  test('decide whom a token is for', async () => {
    const audienceOf = async (options: Json, more: Partial<InterceptorContext> = {}) =>
      decode((await issue(jwtCookieInterceptor({ secret: SECRET, ...options }), alice, more)).split('.')[1])['aud'];
    expect(await audienceOf({})).toBe('dss-sso:dss_sso_user');
    expect(await audienceOf({ cookieName: 'mine' })).toBe('dss-sso:mine');
    expect(await audienceOf({ cookieName: 'mine' }, { appName: 'demo' })).toBe('demo');
    expect(await audienceOf({ audience: 'you' }, { appName: 'demo' })).toBe('you');
  });

  test('bring provision and renewal only where they have something to do', async () => {
    expect(bound).not.toHaveProperty('provision');
    const found = jwtCookieInterceptor({ secret: SECRET, findOrCreateUser: ({ userName }) => `found ${userName}` });
    expect(await found.provision?.(alice, contextOf(undefined))).toBe('found alice');
    expect(bound).toHaveProperty('renewUser');
    expect(free).not.toHaveProperty('renewUser');
  });
});
