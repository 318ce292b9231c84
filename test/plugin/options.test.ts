import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import fc from 'fast-check';
import { isSSOError, type SSOError } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { requireDSSLogin } from '../../src/adapters/express.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { checkSSOPluginOptions } from '../../src/plugin/sso-plugin-settings.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { startExpressApp } from '../support/apps.js';
import { ask, TestBrowser } from '../support/client.js';
import { createWorld, SECRET } from '../support/world.js';

const interceptor = sessionInterceptor();
const GOOD = { gateways: 'https://dss.example.com', interceptor };
const otherStore = { get: () => undefined, set: () => undefined, delete: () => undefined };

/** The text of the error a filter with these options throws; fails if it throws none, or one that is not ours. */
function problemsOf(options: unknown): string {
  try {
    new SSOPluginFilter(options as SSOPluginOptions);
  } catch (error) {
    if (!isSSOError(error)) throw error;
    expect(error.code).toBe('options-invalid');
    return error.message;
  }
  throw new Error('no error was thrown');
}

describe('options that are good', () => {
  test('may be no more than gateways and interceptor; the rest are the documented defaults', () => {
    const { cache, cookie, gateway, ...rest } = checkSSOPluginOptions<unknown>(GOOD);
    expect(cache).toEqual({ ttl: 60_000, negativeTtl: 5_000, max: 10_000 });
    expect(cookie).toEqual({ name: 'dss_sso', sameSite: 'lax', secure: 'auto' });
    expect(gateway).toEqual({
      timeout: 5_000,
      retries: 1,
      maxResponseBytes: 65_536,
      maxConcurrent: 32,
      maxQueue: 2_048,
    });
    expect(rest).toMatchObject({
      cleanUrl: true,
      onUserSwitch: 'switch',
      ticketCookies: ['linkis_user_session_ticket_id_v1', 'bdp-user-ticket-id'],
      proxyTicketCookies: ['dss_user_session_proxy_ticket_id_v1', 'linkis_user_session_proxy_ticket_id_v1'],
      forwardCookies: [],
      verifyProxyUser: true,
      verifyWorkspace: false,
      revalidateAfter: 300_000,
      grace: 300_000,
      maxLifetime: 43_200_000,
      embedded: false,
      dangerouslyAllowAnyRequestContext: false,
    });
  });

  test('may all be given at once', () => {
    const all: Required<SSOPluginOptions> = {
      gateways: [
        {
          url: 'https://dss.example.com/base',
          aliases: ['https://alias.example.com'],
          connect: 'http://127.0.0.1:9001',
        },
      ],
      interceptor,
      appName: 'demo',
      publicOrigin: 'https://app.example.com',
      redirectOrigins: ['https://reports.example.com'],
      portalOrigins: ['https://portal.example.com:8443'],
      cleanUrl: false,
      onUserSwitch: 'refuse',
      ticketCookies: ['my-ticket'],
      proxyTicketCookies: [],
      forwardCookies: ['locale'],
      verifyProxyUser: false,
      verifyWorkspace: true,
      cache: { ttl: 0, negativeTtl: 0, max: 1 },
      revalidateAfter: false,
      grace: 0,
      maxLifetime: 1,
      secret: [SECRET],
      remember: 'store',
      store: otherStore,
      session: { get: () => undefined, regenerate: () => undefined, save: () => undefined },
      cookie: { name: 'x', sameSite: 'none', secure: true },
      embedded: true,
      gateway: {
        timeout: 1,
        retries: 0,
        maxResponseBytes: 1_024,
        maxConcurrent: 1,
        maxQueue: 0,
        agent: { http: new HttpAgent(), https: new HttpsAgent() },
      },
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      onEvent: ignore,
      errorPage: () => '',
      dangerouslyAllowAnyRequestContext: false,
    };
    expect(() => new SSOPluginFilter(all)).not.toThrow();
  });

  test('take undefined as not given', () => {
    const names = Object.keys(checkSSOPluginOptions<unknown>(GOOD)).filter(
      (name) => !['interceptorKind', 'secrets', ...Object.keys(GOOD)].includes(name),
    );
    expect(names.length).toBeGreaterThan(20);
    const options = { ...Object.fromEntries([...names, 'secret'].map((name) => [name, undefined])), ...GOOD };
    expect(() => new SSOPluginFilter(options)).not.toThrow();
    const nested = {
      cache: { ttl: undefined },
      cookie: { name: undefined, secure: undefined },
      gateway: { timeout: undefined },
    };
    expect(() => new SSOPluginFilter({ ...GOOD, ...nested } as never)).not.toThrow();
  });

  const ignore = (): void => undefined;
});

test.each<[given: boolean | 'auto', kept: boolean | 'auto']>([
  ['auto', 'auto'],
  [true, true],
  [false, false],
])('cookie.secure may be %p', (secure, kept) => {
  expect(checkSSOPluginOptions<unknown>({ ...GOOD, cookie: { secure } }).cookie.secure).toBe(kept);
});

test.each(['switch', 'refuse'] as const)('onUserSwitch may be %p', (onUserSwitch) => {
  expect(checkSSOPluginOptions<unknown>({ ...GOOD, onUserSwitch }).onUserSwitch).toBe(onUserSwitch);
});

describe('an option that is wrong is named', () => {
  test.each<[option: string, value: unknown]>([
    ['gateways', undefined],
    ['gateways', []],
    ['gateways', '*'],
    ['gateways', 'dss.example.com'],
    ['gateways', 'ftp://dss.example.com'],
    ['gateways', 'https://u:p@dss.example.com'],
    ['gateways', 'https://dss.example.com/?x'],
    ['gateways', 'https://dss.example.com/#x'],
    ['gateways', 'https://*.example.com'],
    ['gateways', 'https://dss.example.com.'],
    ['gateways', ['https://dss.example.com', 7]],
    ['gateways', { url: 'https://dss.example.com', aliasses: [] }],
    ['gateways', null],
    ['interceptor', undefined],
    ['interceptor', null],
    ['interceptor', {}],
    ['interceptor', 'jwt'],
    ['interceptor', { isUserExistInSession: () => true, getUser: () => '' }],
    ['interceptor', { ...interceptor, addUserToRequest: () => [] }],
    ['interceptor', { ...interceptor, getUser: 'x' }],
    ['interceptor.provision', { ...interceptor, provision: 'x' }],
    ['interceptor.removeUser', { ...interceptor, removeUser: 1 }],
    ['appName', ''],
    ['appName', 'a'.repeat(129)],
    ['appName', ' x'],
    ['appName', 'a\nb'],
    ['appName', '\ud800'],
    ['appName', 7],
    ['appName', null],
    ['publicOrigin', 'app.example.com'],
    ['publicOrigin', 'https://app.example.com/'],
    ['publicOrigin', 'https://app.example.com:443'],
    ['publicOrigin', 'https://APP.example.com'],
    ['publicOrigin', 'ws://app.example.com'],
    ['publicOrigin', 'null'],
    ['publicOrigin', new URL('https://app.example.com')],
    ['redirectOrigins', 'https://reports.example.com'],
    ['redirectOrigins[0]', ['*']],
    ['redirectOrigins[1]', ['https://a.example.com', 'https://b.example.com/path']],
    ['redirectOrigins[0]', ['null']],
    ['redirectOrigins[0]', ['file://']],
    ['portalOrigins[0]', ['https://portal.example.com/']],
    ['portalOrigins', {}],
    ['cleanUrl', 'yes'],
    ['cleanUrl', 0],
    ['onUserSwitch', 'deny'],
    ['onUserSwitch', true],
    ['ticketCookies', []],
    ['ticketCookies', 'ticket'],
    ['ticketCookies[0]', ['a b']],
    ['ticketCookies[0]', ['']],
    ['proxyTicketCookies[1]', ['a', 'b;c']],
    ['forwardCookies', ['Token-Code']],
    ['forwardCookies', ['TOKEN-USER']],
    ['forwardCookies', ['token-alive']],
    ['forwardCookies', ['dataworkcloud_inner_request']],
    ['ticketCookies', ['Token-Code']],
    ['proxyTicketCookies', ['dataworkcloud_inner_request']],
    ['forwardCookies[0]', ['a=b']],
    ['verifyProxyUser', 'no'],
    ['verifyWorkspace', 1],
    ['cache', 5],
    ['cache.ttl', { ttl: -1 }],
    ['cache.ttl', { ttl: '60s' }],
    ['cache.negativeTtl', { negativeTtl: Infinity }],
    ['cache.max', { max: 0 }],
    ['cache.maxx', { maxx: 1 }],
    ['revalidateAfter', true],
    ['revalidateAfter', -1],
    ['revalidateAfter', NaN],
    ['grace', false],
    ['grace', 1.5],
    ['maxLifetime', 0],
    ['maxLifetime', 10_000_000_000],
    ['secret', 'short'],
    ['secret', ''],
    ['secret', null],
    ['secret', []],
    ['secret[1]', [SECRET, 'short']],
    ['remember', 'redis'],
    ['remember', 'cookie'],
    ['store', {}],
    ['store', 'memory'],
    ['store must have the methods get, set, delete; missing: delete', { get: () => undefined, set: () => undefined }],
    ['a store other than memory needs a secret', otherStore],
    ['session', { get: () => undefined }],
    ['session', true],
    ['cookie', 'dss'],
    ['cookie.name', { name: 'a b' }],
    ['cookie.name', { name: '__Host-x' }],
    ['cookie.name', { name: '' }],
    ['cookie.name', { name: 'n'.repeat(129) }],
    ['cookie.sameSite', { sameSite: 'Lax' }],
    ['cookie.secure', { secure: 'yes' }],
    ['cookie.path', { path: '/x' }],
    ['cookie.maxAge', { maxAge: 1 }],
    ['embedded', 'yes'],
    ['gateway', []],
    ['gateway.timeout', { timeout: 0 }],
    ['gateway.retries', { retries: 11 }],
    ['gateway.maxResponseBytes', { maxResponseBytes: 1 }],
    ['gateway.maxConcurrent', { maxConcurrent: 0 }],
    ['gateway.maxQueue', { maxQueue: -1 }],
    ['gateway.agent', { agent: 7 }],
    ['gateway.agent', { agent: { https: new HttpsAgent({ rejectUnauthorized: false }) } }],
    ['gateway.timeOut', { timeOut: 5 }],
    ['logger', {}],
    ['logger', { debug: () => undefined, info: () => undefined, warn: () => undefined }],
    ['logger', () => undefined],
    ['onEvent', {}],
    ['errorPage', '<p>'],
    ['dangerouslyAllowAnyRequestContext', 'yes'],
  ])('%s: %p', (named, value) => {
    const option = /^\w+/.exec(named.startsWith('a store') ? 'store' : named)?.[0] ?? '';
    expect(problemsOf({ ...GOOD, [option]: value })).toContain(named);
  });

  test.each([[undefined], [null], [7], ['x'], [[]]])('an options object that is %p', (options) => {
    expect(problemsOf(options)).toContain('gateways is required');
  });

  test('every problem is named at once', () => {
    const message = problemsOf({
      gateways: [],
      appName: '',
      grace: -1,
      cache: { ttl: -1, max: 0 },
      onEvnt: 1,
      secret: 'x',
    });
    for (const named of ['gateways', 'interceptor', 'appName', 'grace', 'cache.ttl', 'cache.max', 'onEvnt', 'secret']) {
      expect(message).toContain(named);
    }
  });

  test.each([
    ['gateway', 'gateways', { ...GOOD, gateways: undefined, gatewayss: 'https://x' }],
    ['onEvnt', 'onEvent', { ...GOOD, onEvnt: 1 }],
    ['OnEvent', 'onEvent', { ...GOOD, OnEvent: 1 }],
    ['revalidateafter', 'revalidateAfter', { ...GOOD, revalidateafter: 1 }],
    ['portalOrigin', 'portalOrigins', { ...GOOD, portalOrigin: [] }],
  ])('the unknown %s is met with «did you mean %s?»', (_unknown, meant, options) => {
    expect(problemsOf(options)).toContain(`did you mean ${meant}?`);
  });

  test('what resembles nothing gets no suggestion, and cannot begin a new line', () => {
    expect(problemsOf({ ...GOOD, zzzzzzzzzzzzzz: 1 })).not.toContain('did you mean');
    expect(problemsOf({ ...GOOD, 'a\nb': 1 })).not.toContain('\n');
    expect(problemsOf({ ...GOOD, ['x'.repeat(5_000)]: 1 }).length).toBeLessThan(500);
  });

  test('names of prototypes are unknown options like any other', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      expect(problemsOf({ ...GOOD, ...(JSON.parse(`{"${name}":1}`) as object) })).toContain(`${name} is not an option`);
    }
  });

  test('secrets never show, wherever they were put', () => {
    const secret = 'short-but-secret';
    for (const options of [
      { ...GOOD, secret },
      { ...GOOD, secret: [SECRET, secret] },
      { ...GOOD, appName: `${secret}\n` },
      { ...GOOD, gateways: `https://user:${secret}@dss.example.com` },
      { ...GOOD, cookie: { name: `${secret} ` } },
      { ...GOOD, publicOrigin: secret },
      { ...GOOD, remember: secret },
      { ...GOOD, gateway: { timeout: secret } },
      { ...GOOD, ticketCookies: [`${secret} `] },
    ]) {
      expect(problemsOf(options)).not.toContain(secret);
    }
  });

  test('other options objects are checked likewise', () => {
    expect(() => requireDSSLogin({ portalUrl: 'javascript:alert(1)' })).toThrow(/portalUrl/);
    expect(() => requireDSSLogin({ portal: 'x' } as never)).toThrow(/portalUrl/);
    expect(() => memoryStore({ max: -1 })).toThrow(/max/);
  });
});

describe('whatever the options', () => {
  const value = fc.anything({
    maxDepth: 2,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  const names = Object.keys(checkSSOPluginOptions<unknown>(GOOD));
  const key = fc.oneof(fc.constantFrom(...names, 'secret'), fc.string({ maxLength: 12 }));
  const options = fc.oneof(
    value,
    fc.dictionary(key, value),
    fc.dictionary(key, value).map((some) => ({ ...some, ...GOOD })),
  );
  const fails = (make: () => unknown): SSOError | undefined => {
    try {
      make();
      return undefined;
    } catch (error) {
      if (isSSOError(error)) return error;
      throw error;
    }
  };

  test('a filter is made, or options-invalid is thrown and nothing else', () => {
    fc.assert(
      fc.property(options, (given) => {
        const error = fails(() => checkSSOPluginOptions(given as never));
        expect([undefined, 'options-invalid']).toContain(error?.code);
        expect(error?.message ?? '').not.toContain('\n');
      }),
      PROPERTY_RUNS,
    );
  });

  test('so it is with interceptors', () => {
    const keys = [
      'secret',
      'cookieName',
      'maxAge',
      'issuer',
      'audience',
      'claims',
      'findOrCreateUser',
      'bindToLogin',
      'key',
    ];
    fc.assert(
      fc.property(fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value)), (given) => {
        for (const make of [jwtCookieInterceptor, sessionInterceptor] as ((options: never) => unknown)[]) {
          expect([undefined, 'options-invalid']).toContain(fails(() => make(given as never))?.code);
        }
      }),
      PROPERTY_RUNS,
    );
  });
});

describe('a warning at start', () => {
  /** The process warnings, instead of printing them. */
  function warningsOf(make: () => unknown): string[] {
    const spy = jest.spyOn(process, 'emitWarning').mockReturnValue();
    make();
    const warnings = spy.mock.calls.map(
      ([warning, options]) => `${(options as { type: string }).type}: ${String(warning)}`,
    );
    spy.mockRestore();
    return warnings;
  }

  test('tells of plain http to another machine, as a process warning', () => {
    const warnings = warningsOf(() => new SSOPluginFilter({ ...GOOD, gateways: 'http://10.0.0.5:9001' }));
    expect(warnings).toEqual([expect.stringMatching(/^DSSSSOWarning: .*http:\/\/10\.0\.0\.5:9001/)]);
  });

  test('does not come for https, nor for this machine', () => {
    const gateways = ['https://dss.example.com', 'http://127.0.0.1:9001', 'http://localhost:9001', 'http://[::1]:9001'];
    expect(warningsOf(() => new SSOPluginFilter({ ...GOOD, gateways }))).toEqual([]);
  });

  test('tells of dangerouslyAllowAnyRequestContext, to the logger where there is one', () => {
    const lines: string[] = [];
    const keep = (line: string): void => void lines.push(line);
    const logger = { debug: keep, info: keep, warn: (line: string) => void lines.push(`warn ${line}`), error: keep };
    const options = { ...GOOD, dangerouslyAllowAnyRequestContext: true };
    expect(warningsOf(() => new SSOPluginFilter({ ...options, logger }))).toEqual([]);
    expect(lines).toEqual([expect.stringMatching(/^warn dangerouslyAllowAnyRequestContext/)]);
    expect(warningsOf(() => new SSOPluginFilter(options))).toHaveLength(1);
  });
});

describe('a warning at the first login', () => {
  const lines: string[] = [];
  const logger = { debug: ignore, info: ignore, warn: (line: string) => void lines.push(line), error: ignore };
  function ignore(): void {
    // Only warnings matter here.
  }

  /** What was warned of while a browser opened the app by a message and came back. */
  async function warningsOf(
    options: Partial<SSOPluginOptions<never>>,
    session?: Parameters<typeof startExpressApp>[1],
  ): Promise<string> {
    lines.length = 0;
    const world = await createWorld();
    const app = await startExpressApp(
      { gateways: world.dssUrl, logger, interceptor: interceptor, ...options },
      session,
    );
    await new TestBrowser().open(`${app.url}/?${world.message()}`);
    await ask(app.url, `/api?${world.message()}`, {});
    await app.close();
    await world.close();
    return lines.join('\n');
  }

  test('asks for a secret where tickets stand in sessions as they are, once', async () => {
    const warnings = await warningsOf({}, { session: true });
    expect(warnings.match(/`secret`/g)).toHaveLength(1);
    expect(await warningsOf({ secret: SECRET }, { session: true })).toBe('');
  });

  test("tells of a session cookie with SameSite=Strict, which is not sent after the jump from DSS's site", async () => {
    expect(await warningsOf({ secret: SECRET }, { session: { secret: 'x', cookie: { sameSite: 'strict' } } })).toMatch(
      /SameSite/i,
    );
  });

  test('tells of a session cookie that frames do not get, where the app is embedded', async () => {
    expect(await warningsOf({ secret: SECRET, embedded: true }, { session: true })).toMatch(/SameSite/i);
  });

  test.each([{ path: '/tool' }, { sameSite: 'strict' as const }])(
    "tells of an interceptor's cookie that is missing on some requests, which ends the login: %j",
    async (attributes) => {
      const own = {
        isUserExistInSession: () => true,
        getUser: () => undefined,
        addUserToRequest: () => [{ name: 'own', value: 'x', ...attributes }],
      };
      expect(await warningsOf({ secret: SECRET, interceptor: own })).toMatch(/cookie/i);
    },
  );
});
