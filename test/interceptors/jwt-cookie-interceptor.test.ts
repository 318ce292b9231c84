/** The JWT cookie (security notes, section 14): what is accepted, what is issued, and what nobody can make pass. */
import fc from 'fast-check';
import jsonwebtoken from 'jsonwebtoken';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { isSSOError, UserRejectedError } from '../../src/errors.js';
import {
  jwtCookieInterceptor,
  type JwtCookieInterceptorOptions,
} from '../../src/interceptors/jwt-cookie-interceptor.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import type { InterceptorContext, InterceptorLogin } from '../../src/plugin/user-interceptor.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance, now } from '../support/clock.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const OTHER_SECRET = 'Zk3mQ8wT1rYp6vNs9bXf2hLd5cJg7aUe';
const NAME = 'dss_sso_user';
const HOUR = 3_600;

type Json = Record<string, unknown>;

const seconds = (): number => Math.floor(now() / 1000);
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part: string | undefined): Json => JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Json;
const headerOf = (token: string): Json => decode(token.split('.')[0]);
const claimsOf = (token: string): Json => decode(token.split('.')[1]);

function hmac(header: unknown, payload: unknown, secret = SECRET, hash = 'sha256'): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

function loginOf(id = 'login-1', user = toDSSUser('alice')): InterceptorLogin {
  return { id, user, verifiedAt: new Date(), expiresAt: new Date(now() + 12 * 3_600_000), cookies: new Map() };
}

function contextOf(token: string | undefined, more: Partial<InterceptorContext> = {}): InterceptorContext {
  const cookies = new Map(token === undefined ? [] : [[NAME, token]]);
  return { cookies, secure: false, embedded: false, login: loginOf(), ...more };
}

const interceptor = jwtCookieInterceptor({ secret: SECRET });
const ask1 = (token: string | undefined, more: Partial<InterceptorContext> = {}) =>
  interceptor.isUserExistInSession(undefined, contextOf(token, more));

async function issue(
  from = interceptor,
  user = toDSSUser('alice'),
  more: Partial<InterceptorContext> = {},
): Promise<string> {
  const [cookie] = await from.addUserToRequest(
    user,
    undefined,
    contextOf(undefined, { login: loginOf('login-1', user), ...more }),
  );
  return cookie?.value ?? '';
}

let kid: unknown;
const goodHeader = (): Json => ({ alg: 'HS256', typ: 'dss-sso+jwt', kid });
const goodClaims = (): Json => ({
  iss: 'dss-sso',
  aud: 'dss-sso:dss_sso_user',
  sub: 'alice',
  iat: seconds(),
  exp: seconds() + HOUR,
  jti: 'any',
  sid: 'login-1',
});
const without = (from: Json, name: string): Json =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));

beforeAll(async () => {
  kid = headerOf(await issue())['kid'];
});

describe('a token as it is issued', () => {
  test('has one algorithm, one type and a key id in its head, and says who, for whom, until when and by which login', async () => {
    const token = await issue();
    expect(headerOf(token)).toEqual({
      alg: 'HS256',
      typ: 'dss-sso+jwt',
      kid: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    const claims = claimsOf(token);
    expect(claims).toEqual({
      ...goodClaims(),
      iat: expect.any(Number) as number,
      exp: (claims['iat'] as number) + HOUR,
      jti: expect.stringMatching(/^[\w-]{22}$/) as string,
    });
    expect(claimsOf(await issue())['jti']).not.toBe(claims['jti']);
    expect(Math.abs((claims['iat'] as number) - seconds())).toBeLessThan(3);
  });

  test('carries a proxy user as a claim of its own, and is addressed to the app', async () => {
    expect(claimsOf(await issue(interceptor, toDSSUser('alice', 'hadoop')))).toMatchObject({
      sub: 'alice',
      pxy: 'hadoop',
    });
    expect(claimsOf(await issue(interceptor, toDSSUser('alice'), { appName: 'demo' }))['aud']).toBe('demo');
    const named = jwtCookieInterceptor({ secret: SECRET, issuer: 'me', audience: 'you' });
    expect(claimsOf(await issue(named, toDSSUser('alice'), { appName: 'demo' }))).toMatchObject({
      iss: 'me',
      aud: 'you',
    });
  });

  test('never outlives its login', async () => {
    const expiresAt = new Date(now() + 60_000);
    const token = await issue(interceptor, toDSSUser('alice'), { login: { ...loginOf(), expiresAt } });
    expect(claimsOf(token)['exp']).toBeLessThanOrEqual(expiresAt.getTime() / 1000);
  });

  test("has the app's own claims, made from the user and from what findOrCreateUser returned", async () => {
    const own = jwtCookieInterceptor({
      secret: SECRET,
      claims: (user, found) => ({ mail: `${user.userName}@${String(found)}` }),
    });
    expect(claimsOf(await issue(own, toDSSUser('alice'), { provisioned: 'x' }))['mail']).toBe('alice@x');
  });

  test.each(['sub', 'pxy', 'sid', 'iat', 'exp', 'nbf', 'iss', 'aud', 'jti'])(
    'lets no claim of the app replace %s',
    async (name) => {
      const own = jwtCookieInterceptor({ secret: SECRET, claims: () => ({ [name]: 'x' }) });
      await expect(issue(own)).rejects.toMatchObject({
        code: 'interceptor-failed',
        message: expect.stringContaining(name),
      });
    },
  );

  test('is not longer than 3072 characters: the error names the largest claim', async () => {
    const own = jwtCookieInterceptor({ secret: SECRET, claims: () => ({ small: 'x', roles: 'x'.repeat(3_000) }) });
    await expect(issue(own)).rejects.toThrow(/roles/);
  });

  test('is a cookie without an age: one that is gone could not be renewed', async () => {
    const cookies = await interceptor.addUserToRequest(toDSSUser('alice'), undefined, contextOf(undefined));
    expect(cookies).toEqual([{ name: NAME, value: expect.any(String) as string }]);
  });

  test('has a name that knows TLS and the app', async () => {
    const nameOf = async (from: typeof interceptor, more: Partial<InterceptorContext>) =>
      (await from.addUserToRequest(toDSSUser('alice'), undefined, contextOf(undefined, more)))[0]?.name;
    expect(await nameOf(interceptor, { secure: true })).toBe('__Host-dss_sso_user');
    expect(await nameOf(interceptor, { appName: 'demo' })).toBe('dss_sso_user_demo');
    expect(
      await nameOf(jwtCookieInterceptor({ secret: SECRET, cookieName: 'mine' }), { secure: true, appName: 'demo' }),
    ).toBe('__Host-mine');
  });
});

describe('a token made by hand, with the right secret', () => {
  test('is accepted when every point is right: the rows below differ in one point each', async () => {
    expect(await ask1(hmac(goodHeader(), goodClaims()))).toBe(true);
    expect(
      await ask1(jsonwebtoken.sign(goodClaims(), SECRET, { algorithm: 'HS256', header: goodHeader() as never })),
    ).toBe(true);
    expect(await ask1(hmac(goodHeader(), { ...goodClaims(), iat: seconds() + 4, exp: seconds() + HOUR }))).toBe(true);
    expect(await ask1(hmac(goodHeader(), { ...goodClaims(), further: { of: ['the', 'app'] } }))).toBe(true);
  });

  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  const HEADERS: readonly [string, (header: Json) => unknown][] = [
    ['no algorithm', (header) => without(header, 'alg')],
    ['another algorithm in its head', (header) => ({ ...header, alg: 'HS512' })],
    ['the algorithm in small letters', (header) => ({ ...header, alg: 'hs256' })],
    ['RS256 in its head', (header) => ({ ...header, alg: 'RS256' })],
    ['an algorithm that is a list', (header) => ({ ...header, alg: ['HS256'] })],
    ['no type', (header) => without(header, 'typ')],
    ['the type of any JWT', (header) => ({ ...header, typ: 'JWT' })],
    ['the type of an access token', (header) => ({ ...header, typ: 'at+jwt' })],
    ['our type in capitals', (header) => ({ ...header, typ: 'DSS-SSO+JWT' })],
    ['crit', (header) => ({ ...header, crit: ['exp'] })],
    ['an empty crit', (header) => ({ ...header, crit: [] })],
    ['a jwk', (header) => ({ ...header, jwk: { kty: 'oct', k: encode('x') } })],
    ['a jku', (header) => ({ ...header, jku: 'https://evil.example/keys' })],
    ['an x5u', (header) => ({ ...header, x5u: 'https://evil.example/cert' })],
    ['an x5c', (header) => ({ ...header, x5c: ['MII'] })],
    ['b64', (header) => ({ ...header, b64: true })],
    ['zip', (header) => ({ ...header, zip: 'DEF' })],
    ['cty', (header) => ({ ...header, cty: 'JWT' })],
    ['anything else in its head', (header) => ({ ...header, further: 1 })],
    ['no key id', (header) => without(header, 'kid')],
    ['an unknown key id', (header) => ({ ...header, kid: '0123456789abcdef' })],
    ['__proto__ as key id', (header) => ({ ...header, kid: '__proto__' })],
    ['constructor as key id', (header) => ({ ...header, kid: 'constructor' })],
    ['a path as key id', (header) => ({ ...header, kid: '../../../../dev/null' })],
    ['a list as key id', (header) => ({ ...header, kid: [header['kid']] })],
    ['a number as key id', (header) => ({ ...header, kid: 1 })],
    ['a head that is a list', () => ['HS256']],
    ['a head that is null', () => null],
    ['a head that is text', () => 'head'],
  ];
  test.each(HEADERS)('is refused with %s', async (_what, change) => {
    const token = hmac(change(goodHeader()), goodClaims());
    expect(await ask1(token)).toBe('invalid');
    expect(await interceptor.getUser(undefined, contextOf(token))).toBeUndefined();
  });

  const at = seconds();
  const CLAIMS: readonly [string, (claims: Json) => unknown][] = [
    ...['iss', 'aud', 'sub', 'iat', 'exp', 'jti', 'sid'].map(
      (name) => [`no ${name}`, (claims: Json) => without(claims, name)] as [string, (claims: Json) => unknown],
    ),
    ['another issuer', (claims) => ({ ...claims, iss: 'somebody' })],
    ['two issuers', (claims) => ({ ...claims, iss: ['dss-sso'] })],
    ['another audience', (claims) => ({ ...claims, aud: 'other' })],
    ['its audience as a list', (claims) => ({ ...claims, aud: [claims['aud']] })],
    ['two audiences', (claims) => ({ ...claims, aud: [claims['aud'], 'other'] })],
    ['an empty audience', (claims) => ({ ...claims, aud: '' })],
    ['an empty user', (claims) => ({ ...claims, sub: '' })],
    ['a user that is a number', (claims) => ({ ...claims, sub: 1 })],
    ['a user that is a list', (claims) => ({ ...claims, sub: ['alice'] })],
    ['a user with a line break', (claims) => ({ ...claims, sub: 'alice\n' })],
    ['a user with an outer space', (claims) => ({ ...claims, sub: ' alice' })],
    ['a user of 129 characters', (claims) => ({ ...claims, sub: 'a'.repeat(129) })],
    ['a proxy user that is null', (claims) => ({ ...claims, pxy: null })],
    ['an empty proxy user', (claims) => ({ ...claims, pxy: '' })],
    ['a proxy user that is an object', (claims) => ({ ...claims, pxy: {} })],
    ['a proxy user the login does not have', (claims) => ({ ...claims, pxy: 'hadoop' })],
    ['an end that is text', (claims) => ({ ...claims, exp: String(at + HOUR) })],
    ['an end of 1e300', (claims) => ({ ...claims, exp: 1e300 })],
    ['an end beyond safe integers', (claims) => ({ ...claims, exp: 2 ** 53 })],
    ['an end that is no integer', (claims) => ({ ...claims, exp: at + 0.5 })],
    ['an end that is null', (claims) => ({ ...claims, exp: null })],
    ['a negative end', (claims) => ({ ...claims, exp: -1 })],
    ['an end before its beginning', (claims) => ({ ...claims, exp: at - 10 })],
    ['a life longer than maxAge', (claims) => ({ ...claims, exp: (claims['iat'] as number) + HOUR + 1 })],
    ['a beginning in the future', (claims) => ({ ...claims, iat: seconds() + 8, exp: seconds() + 60 })],
    ['a beginning that is text', (claims) => ({ ...claims, iat: String(at) })],
    ['a beginning that is no integer', (claims) => ({ ...claims, iat: at + 0.5 })],
    ['a beginning of 0', (claims) => ({ ...claims, iat: 0, exp: HOUR })],
    ['nbf in the future', (claims) => ({ ...claims, nbf: at + HOUR })],
    ['nbf that is text', (claims) => ({ ...claims, nbf: 'now' })],
    ['an empty id', (claims) => ({ ...claims, jti: '' })],
    ['an id that is a number', (claims) => ({ ...claims, jti: 1 })],
    ['an empty login', (claims) => ({ ...claims, sid: '' })],
    ['a login that is null', (claims) => ({ ...claims, sid: null })],
    ['a login that is a list', (claims) => ({ ...claims, sid: ['login-1'] })],
    ["another login's id", (claims) => ({ ...claims, sid: 'login-2' })],
    ["another user's name and the right login", (claims) => ({ ...claims, sub: 'bob' })],
    ["the user's name in capitals", (claims) => ({ ...claims, sub: 'Alice' })],
    ['text instead of claims', () => 'alice'],
    ['JSON text instead of claims', () => '"alice"'],
    ['a list instead of claims', (claims) => [claims]],
    ['null instead of claims', () => null],
    ['a number instead of claims', () => 1],
    ['nothing instead of claims', () => ''],
  ];
  test.each(CLAIMS)('is refused with %s', async (_what, change) => {
    expect(await ask1(hmac(goodHeader(), change(goodClaims())))).toBe('invalid');
  });

  const SHAPES: readonly [string, () => string][] = [
    ['alg none and no signature', () => `${encode({ ...goodHeader(), alg: 'none' })}.${encode(goodClaims())}.`],
    ['alg None and a signature', () => hmac({ ...goodHeader(), alg: 'None' }, goodClaims())],
    [
      'alg none, made by jsonwebtoken',
      () => jsonwebtoken.sign(goodClaims(), '', { algorithm: 'none', header: { ...goodHeader(), alg: 'none' } }),
    ],
    [
      'HS512',
      () =>
        jsonwebtoken.sign(goodClaims(), SECRET, {
          algorithm: 'HS512',
          header: { ...goodHeader(), alg: 'HS512' },
        }),
    ],
    ['a signature of HS512 under a head of HS256', () => hmac(goodHeader(), goodClaims(), SECRET, 'sha512')],
    [
      'RS256',
      () =>
        jsonwebtoken.sign(goodClaims(), privateKey, {
          algorithm: 'RS256',
          header: { ...goodHeader(), alg: 'RS256' },
        }),
    ],
    ['a public key taken for a secret', () => hmac(goodHeader(), goodClaims(), pem)],
    ['another secret', () => hmac(goodHeader(), goodClaims(), OTHER_SECRET)],
    ['no secret', () => hmac(goodHeader(), goodClaims(), '')],
    ['no signature', () => hmac(goodHeader(), goodClaims()).replace(/[^.]+$/, '')],
    ['two parts', () => hmac(goodHeader(), goodClaims()).split('.').slice(0, 2).join('.')],
    ['five parts', () => `${hmac(goodHeader(), goodClaims())}.a.b`],
    ['a detached payload', () => hmac(goodHeader(), goodClaims()).replace(/\.[^.]+\./, '..')],
    ['padding', () => `${hmac(goodHeader(), goodClaims())}=`],
    ['a space in front', () => ` ${hmac(goodHeader(), goodClaims())}`],
    ['a line break behind', () => `${hmac(goodHeader(), goodClaims())}\n`],
    ['more than 3072 characters', () => hmac(goodHeader(), { ...goodClaims(), big: 'x'.repeat(2_500) })],
    [
      'a JSON serialisation',
      () => JSON.stringify({ payload: encode(goodClaims()), protected: encode(goodHeader()), signature: 'x' }),
    ],
    ['nothing in it', () => ''],
    ['dots only', () => '..'],
  ];
  test.each(SHAPES)('is refused with %s', async (_what, make) => {
    expect(await ask1(make())).toBe('invalid');
  });
});

describe('a sound token', () => {
  test('is worth nothing without a living login', async () => {
    const token = await issue();
    expect(
      await interceptor.isUserExistInSession(undefined, {
        cookies: new Map([[NAME, token]]),
        secure: false,
        embedded: false,
      }),
    ).toBe(false);
    expect(await ask1(token, { login: loginOf('login-2') })).toBe('invalid');
    expect(await ask1(token, { login: loginOf('login-1', toDSSUser('bob')) })).toBe('invalid');
    expect(await ask1(token, { login: loginOf('login-1', toDSSUser('alice', 'hadoop')) })).toBe('invalid');
    expect(await ask1(undefined)).toBe(false);
  });

  test('of another app, another cookie name or another issuer is none here', async () => {
    const token = await issue();
    const shown = { cookies: new Map([['dss_sso_user_demo', token]]), appName: 'demo' };
    expect(await ask1(token, shown)).toBe('invalid');
    const other = jwtCookieInterceptor({ secret: SECRET, issuer: 'other' });
    expect(await other.isUserExistInSession(undefined, contextOf(token))).toBe('invalid');
  });

  test('over TLS counts under its prefixed name only', async () => {
    const token = await issue(interceptor, toDSSUser('alice'), { secure: true });
    expect(await ask1(token, { secure: true })).toBe(false);
    expect(await ask1(token, { secure: true, cookies: new Map([['__Host-dss_sso_user', token]]) })).toBe(true);
  });

  test('verifies under any secret of the list, and the first one signs', async () => {
    const old = await issue();
    const rotated = jwtCookieInterceptor({ secret: [OTHER_SECRET, SECRET] });
    expect(await rotated.isUserExistInSession(undefined, contextOf(old))).toBe(true);
    const fresh = await issue(rotated);
    expect(headerOf(fresh)['kid']).not.toBe(kid);
    expect(await ask1(fresh)).toBe('invalid');
    const done = jwtCookieInterceptor({ secret: OTHER_SECRET });
    expect(await done.isUserExistInSession(undefined, contextOf(fresh))).toBe(true);
    expect(await done.isUserExistInSession(undefined, contextOf(old))).toBe('invalid');
  });

  test("under one secret's key id and another one's signature is none", async () => {
    const rotated = jwtCookieInterceptor({ secret: [OTHER_SECRET, SECRET] });
    const forged = hmac({ ...goodHeader(), kid: headerOf(await issue(rotated))['kid'] }, goodClaims());
    expect(await rotated.isUserExistInSession(undefined, contextOf(forged))).toBe('invalid');
  });

  test('that has expired is still good for its living login, which renews it; a free one is not', async () => {
    const old = { iat: seconds() - HOUR - 60, exp: seconds() - 60 };
    expect(await ask1(hmac(goodHeader(), { ...goodClaims(), ...old }))).toBe(true);
    const free = jwtCookieInterceptor({ secret: SECRET, bindToLogin: false });
    const claims = without(goodClaims(), 'sid');
    const shown = (more: Json) => contextOf(hmac(goodHeader(), { ...claims, ...more }));
    expect(await free.isUserExistInSession(undefined, shown({ exp: seconds() + 900 }))).toBe(true);
    expect(await free.isUserExistInSession(undefined, shown({ iat: seconds() - 900, exp: seconds() - 6 }))).toBe(false);
    expect(await free.isUserExistInSession(undefined, shown({ iat: seconds() - 900, exp: seconds() - 3 }))).toBe(true);
  });

  test('without a login to name counts with bindToLogin: false only, and then must not name one', async () => {
    const free = jwtCookieInterceptor({ secret: SECRET, bindToLogin: false });
    const token = await issue(free);
    expect(claimsOf(token)).not.toHaveProperty('sid');
    expect((claimsOf(token)['exp'] as number) - (claimsOf(token)['iat'] as number)).toBe(900);
    expect(free).not.toHaveProperty('renewUser');
    expect(await ask1(token)).toBe('invalid');
    const named = hmac(goodHeader(), { ...goodClaims(), exp: seconds() + 900 });
    expect(await free.isUserExistInSession(undefined, contextOf(named))).toBe('invalid');
    const nobody = { cookies: new Map([[NAME, token]]), secure: false, embedded: false };
    expect(await free.isUserExistInSession(undefined, nobody)).toBe(true);
    expect(await free.getUser(undefined, nobody)).toBe('alice');
  });
});

describe('whatever the token', () => {
  test('nothing but a sound one is accepted, and nothing throws', async () => {
    const good = [await issue(), hmac(goodHeader(), goodClaims())];
    const edited = fc
      .tuple(
        fc.constantFrom(...good),
        fc.nat({ max: 3_000 }),
        fc.constantFrom('cut', 'change', 'add', 'swap'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
      )
      .map(([token, place, how, text]) => {
        const index = place % token.length;
        if (how === 'cut') return token.slice(0, index) + token.slice(index + 1);
        if (how === 'add') return token.slice(0, index) + text + token.slice(index);
        if (how === 'change') return token.slice(0, index) + text + token.slice(index + 1);
        return token.slice(index) + token.slice(0, index);
      });
    const built = fc
      .tuple(
        fc.oneof(fc.jsonValue(), fc.string(), fc.constant(goodHeader())),
        fc.oneof(fc.jsonValue(), fc.string(), fc.constant(goodClaims())),
      )
      .map(([header, payload]) => hmac(header, payload, OTHER_SECRET));
    const signed = fc.jsonValue().map((payload) => hmac(goodHeader(), payload));
    const token = fc.oneof(
      edited,
      edited,
      built,
      signed,
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]*$/),
    );
    fc.assert(
      fc.property(token, (text) => {
        fc.pre(!good.includes(text));
        expect(ask1(text)).toBe('invalid');
        expect(interceptor.getUser(undefined, contextOf(text))).toBeUndefined();
      }),
      PROPERTY_RUNS,
    );
  });
});

describe('the options', () => {
  const problemsOf = (options: unknown): string => {
    try {
      jwtCookieInterceptor(options as JwtCookieInterceptorOptions);
      return '';
    } catch (error) {
      if (!isSSOError(error) || error.code !== 'options-invalid') throw error;
      return `${error.message} ${inspect(error, { showHidden: true })}`;
    }
  };

  test.each<[string, Json]>([
    ['secret', {}],
    ['secret', { secret: 'too short' }],
    ['secret', { secret: 'your-256-bit-secret-your-256-bit-secret' }],
    ['secret', { secret: ['a'.repeat(40)] }],
    ['secret', { secret: [SECRET, SECRET, SECRET, SECRET, SECRET] }],
    ['cookieName', { cookieName: 'a b' }],
    ['cookieName', { cookieName: '__Host-x' }],
    ['maxAge', { maxAge: 0 }],
    ['maxAge', { maxAge: '1h' }],
    ['maxAge', { bindToLogin: false, maxAge: 900_001 }],
    ['issuer', { issuer: '' }],
    ['audience', { audience: 7 }],
    ['claims', { claims: {} }],
    ['findOrCreateUser', { findOrCreateUser: 'x' }],
    ['bindToLogin', { bindToLogin: 'yes' }],
    ['expiresIn', { expiresIn: '1h' }],
  ])('that are wrong are named: %s %j', (named, options) => {
    expect(problemsOf(named === 'secret' ? options : { secret: SECRET, ...options })).toContain(named);
  });

  test('never show the secret, and neither does the interceptor', () => {
    for (const secret of ['short-secret-7c1f', 'change-me-7c1f-0123456789-abcdefghij', '7c1f'.repeat(12)]) {
      expect(problemsOf({ secret, maxAge: -1 })).not.toContain('7c1f');
    }
    const shown = inspect(interceptor, { depth: 9, showHidden: true }) + JSON.stringify(interceptor);
    expect(shown).not.toContain(SECRET);
  });
});

describe('in a running app', () => {
  let world: World;
  let app: RunningApp;
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);

  async function start(options: Partial<JwtCookieInterceptorOptions> = {}, more: object = {}): Promise<void> {
    app = await startExpressApp({
      gateways: world.dssUrl,
      secret: SECRET,
      revalidateAfter: false,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
      interceptor: jwtCookieInterceptor({ secret: SECRET, ...options }),
      ...more,
    });
  }
  const jwtIn = (headers: readonly string[]): string | undefined =>
    headers
      .find((header) => header.startsWith(`${NAME}=`))
      ?.slice(NAME.length + 1)
      .split(';')[0];
  const userOf = async (browser: TestBrowser): Promise<string | undefined> =>
    (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;
  const signIn = async (user = 'alice'): Promise<TestBrowser> => {
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message({ user })}`);
    return browser;
  };

  beforeEach(async () => {
    lines.length = 0;
    world = await createWorld();
  });
  afterEach(async () => {
    await app.close();
    await world.close();
  });

  test('a token holds no ticket, no cookie and nothing else private', async () => {
    await start();
    const browser = await signIn();
    const token = browser.jar.get(NAME) ?? '';
    expect(Object.keys(claimsOf(token)).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub']);
  });

  test('a token is renewed when half of its time is gone, not before: same login, new id, away from caches', async () => {
    await start();
    const browser = await signIn();
    const first = claimsOf(browser.jar.get(NAME) ?? '');
    advance(1_790_000);
    expect((await browser.get(`${app.url}/`)).setCookies).toEqual([]);
    advance(20_000);
    const answer = await browser.get(`${app.url}/cacheable`);
    const second = claimsOf(jwtIn(answer.setCookies) ?? '');
    expect(second['sid']).toBe(first['sid']);
    expect(second['jti']).not.toBe(first['jti']);
    expect(second['exp']).toBeGreaterThan(first['exp'] as number);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json<Seen>().cookieHeader).toContain(jwtIn(answer.setCookies));
    expect((await browser.get(`${app.url}/`)).setCookies).toEqual([]);
  });

  test('a token that has expired is issued anew for its living login, and never lives longer than that', async () => {
    await start();
    const browser = await signIn();
    advance(11.8 * 3_600_000);
    const answer = await browser.get(`${app.url}/`);
    expect(answer.json<Seen>().user?.userName).toBe('alice');
    const claims = claimsOf(jwtIn(answer.setCookies) ?? '');
    expect((claims['exp'] as number) * 1000).toBeLessThanOrEqual(now() + 0.2 * 3_600_000 + 2_000);
    advance(0.3 * 3_600_000);
    expect(await userOf(browser)).toBeUndefined();
    expect([...browser.jar.keys()]).toEqual([]);
  });

  test('a forged token makes the request anonymous and leaves the login as it is', async () => {
    await start();
    const browser = await signIn();
    const good = browser.jar.get(NAME) ?? '';
    for (const forged of [
      hmac(goodHeader(), goodClaims(), OTHER_SECRET),
      hmac(goodHeader(), { ...claimsOf(good), sub: 'admin' }),
      `${good}x`,
      'x',
      '%',
    ]) {
      browser.jar.set(NAME, forged);
      const answer = await browser.get(`${app.url}/`);
      expect([forged, answer.json<Seen>().user]).toEqual([forged, undefined]);
      expect(answer.setCookies).toEqual([]);
    }
    browser.jar.set(NAME, good);
    expect(await userOf(browser)).toBe('alice');
  });

  test("another user's token beside one's own login is worth nothing", async () => {
    await start();
    const [alice, bob] = [await signIn('alice'), await signIn('bob')];
    alice.jar.set(NAME, bob.jar.get(NAME) ?? '');
    expect(await userOf(alice)).toBeUndefined();
    expect(await userOf(bob)).toBe('bob');
  });

  test('two cookies of its name with different values are none; the login is kept', async () => {
    await start();
    const browser = await signIn();
    const pairs = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const cookie of [`${NAME}=planted; ${pairs}`, `${pairs}; ${NAME}=planted`, `${pairs}; ${NAME}=`]) {
      const answer = await ask(app.url, '/', { headers: { cookie } });
      expect([answer.json<Seen>().user, answer.setCookies]).toEqual([undefined, []]);
    }
    expect((await ask(app.url, '/', { headers: { cookie: `${pairs}; ${pairs}` } })).json<Seen>().user?.userName).toBe(
      'alice',
    );
    expect(await userOf(browser)).toBe('alice');
  });

  test("a token that is gone is the app's own log-out, and ends the login", async () => {
    await start();
    const browser = await signIn();
    const token = browser.jar.get(NAME) ?? '';
    browser.jar.delete(NAME);
    expect(await userOf(browser)).toBeUndefined();
    browser.jar.set(NAME, token);
    expect(await userOf(browser)).toBeUndefined();
  });

  test('a stolen token is dead after the log-out', async () => {
    await start();
    const browser = await signIn();
    const stolen = new Map(browser.jar);
    const removed = (await browser.get(`${app.url}/logout`, { method: 'POST' })).setCookies;
    expect(removed.find((header) => header.startsWith(NAME))).toMatch(
      /^dss_sso_user=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const thief = new TestBrowser();
    for (const [name, value] of stolen) thief.jar.set(name, value);
    expect(await userOf(thief)).toBeUndefined();
  });

  test('a free token lives its 15 minutes, and is not renewed', async () => {
    await start({ bindToLogin: false });
    const browser = await signIn();
    advance(800_000);
    const answer = await browser.get(`${app.url}/`);
    expect([answer.json<Seen>().user?.userName, answer.setCookies]).toEqual(['alice', []]);
    advance(110_000);
    expect(await userOf(browser)).toBeUndefined();
  });

  test('findOrCreateUser is asked once per ticket, before anything changes, and what it returns reaches the claims', async () => {
    const findOrCreateUser = jest.fn(() => ({ id: 7 }));
    await start({ findOrCreateUser, claims: (_user, found) => ({ uid: (found as { id: number }).id }) });
    const message = world.message();
    for (let i = 0; i < 3; i += 1) await ask(app.url, `/api?${message}`, {});
    const { setCookies } = await ask(app.url, `/api?${message}`, {});
    expect(claimsOf(jwtIn(setCookies) ?? '')['uid']).toBe(7);
    expect(findOrCreateUser).toHaveBeenCalledTimes(1);
    expect(findOrCreateUser).toHaveBeenCalledWith({ userName: 'alice', effectiveUser: 'alice' });
  });

  test('UserRejectedError refuses that user, and the one who is in stays', async () => {
    await start({
      findOrCreateUser: ({ userName }) => {
        if (userName === 'bob') throw new UserRejectedError('no contract');
        return userName;
      },
    });
    const browser = await signIn('alice');
    const refused = await browser.get(`${app.url}/page?${world.message({ user: 'bob' })}`, { headers: PAGE_LOAD });
    expect([refused.status, refused.setCookies]).toEqual([403, []]);
    expect(refused.text).toContain('provision-failed');
    expect(refused.text).not.toContain('no contract');
    expect(lines.join('\n')).toContain('no contract');
    expect(await userOf(browser)).toBe('alice');
  });

  test.each([
    ['findOrCreateUser', { findOrCreateUser: () => Promise.reject(new Error('db://user:pw@host')) }],
    [
      'claims',
      {
        claims: () => {
          throw new Error('db://user:pw@host');
        },
      },
    ],
  ])('any other error of %s is interceptor-failed, and its text goes nowhere', async (_what, options) => {
    await start(options);
    const answer = await ask(app.url, `/api?${world.message()}`, {});
    expect([answer.status, answer.json()['code'], answer.setCookies]).toEqual([500, 'interceptor-failed', []]);
    expect(answer.text + lines.join('\n')).not.toContain('pw@host');
  });

  test('a token that would be too long is interceptor-failed, and the log names its largest claim', async () => {
    await start({ claims: () => ({ roles: Array.from({ length: 600 }, (_, index) => `role-${index}`) }) });
    const browser = new TestBrowser();
    const answer = await browser.get(`${app.url}/api?${world.message()}`);
    expect([answer.status, answer.json()['code'], [...browser.jar.keys()]]).toEqual([500, 'interceptor-failed', []]);
    expect(lines.join('\n')).toContain('roles');
  });
});
