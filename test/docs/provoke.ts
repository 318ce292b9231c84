import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSSOError, UserRejectedError, type SSOErrorCode } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { Store } from '../../src/store/store.js';
import { startExpressApp } from '../support/apps.js';
import { PAGE_LOAD, TestBrowser, type Answer, type Asked } from '../support/client.js';
import { createWorld, SECRET, type MessageOptions, type World } from '../support/world.js';

/** What was refused, and how. */
export interface Provoked {
  readonly status: number;
  readonly code: unknown;
}

type Provoke = () => Promise<Provoked>;

/** How each code comes about: a portal as the gateway, an Express app in front of it, and one thing that is wrong. */
export const PROVOKE: Record<SSOErrorCode, Provoke> = {
  'message-malformed': withApp({}, ({ call, world }) =>
    call(`/?${world.message()}`.replace('cookies=', 'cookies=x%3B')),
  ),
  'message-too-large': withApp({}, ({ call, world }) => call(`/?${world.message()}&${'a&'.repeat(256)}`)),
  'ticket-missing': withApp({}, ({ call, world }) =>
    call(`/?dssurl=${encodeURIComponent(world.dssUrl)}&cookies=a%3D1`),
  ),
  'ticket-rejected': withApp({}, async ({ enter, world }) => {
    const ticket = world.portal.tickets.issue('alice');
    world.portal.tickets.kill(ticket);
    return enter({ ticket });
  }),
  'login-required': withApp({}, ({ call }) => call('/private')),
  'gateway-untrusted': withApp({}, ({ enter }) => enter({ dssUrl: 'https://dss.example.com' })),
  'app-mismatch': withApp({ appName: 'my-app' }, ({ enter }) => enter({ appName: 'another-app' })),
  'redirect-denied': withApp({}, ({ enter }) => enter({ redirect: 'https://reports.example.com/' })),
  'context-denied': withApp({}, ({ enter }) => enter({}, { 'sec-purpose': 'prefetch' })),
  'user-switch-denied': withApp({ onUserSwitch: 'refuse' }, async ({ enter }) => {
    await enter({ user: 'alice' }, PAGE_LOAD);
    return enter({ user: 'bob' }, PAGE_LOAD);
  }),
  'proxy-user-denied': withApp({}, ({ enter }) => enter({ user: 'alice', proxyUser: 'root' })),
  'workspace-denied': withApp({ verifyWorkspace: true }, ({ enter }) => enter({ user: 'bob', workspace: 'dev' })),
  'provision-failed': withApp(
    { interceptor: interceptorThatThrows(new UserRejectedError('there is no such account')) },
    ({ enter }) => enter(),
  ),
  'session-unavailable': withApp({ remember: 'session' }, ({ enter }) => enter()),
  'interceptor-failed': withApp(
    { interceptor: interceptorThatThrows(new Error('the database is away')) },
    ({ enter }) => enter(),
  ),
  'options-invalid': async () => {
    try {
      await withApp({ gateways: [] }, ({ enter }) => enter())();
    } catch (error) {
      if (isSSOError(error)) return { status: error.status, code: error.code };
      throw error;
    }
    throw new Error('the app started without gateways');
  },
  'gateway-unreachable': withApp({}, async ({ enter, world }) => {
    const query = world.message();
    await world.close();
    return enter(query);
  }),
  'gateway-bad-answer': withApp({}, ({ enter, world }) => {
    world.portal.faults = { body: '<!DOCTYPE html><title>Welcome to the proxy</title>' };
    return enter();
  }),
  'gateway-error': withApp({}, ({ enter, world }) => {
    world.portal.faults = { envelopeStatus: 1 };
    return enter();
  }),
  'gateway-busy': withApp({ gateway: { maxConcurrent: 1, maxQueue: 0, timeout: 60_000 } }, async ({ enter, world }) => {
    world.portal.faults = { hang: true };
    const first = enter({ user: 'alice' });
    while (world.calls() === 0) await nextTurn();
    const second = await enter({ user: 'bob' });
    await world.close();
    await first;
    return second;
  }),
  'store-unavailable': withApp({ remember: 'store', store: storeThatIsDown() }, ({ enter }) => enter()),
  'gateway-timeout': withApp({ gateway: { timeout: 20 } }, ({ enter, world }) => {
    world.portal.faults = { hang: true };
    return enter();
  }),
};

interface Scene {
  readonly world: World;
  readonly call: (path: string, asked?: Asked) => Promise<Answer>;
  /** Opens the app with a message: what is given of it, or its whole query. */
  readonly enter: (message?: MessageOptions | string, headers?: Asked['headers']) => Promise<Answer>;
}

/** Plays a scene between a portal, an app with these options and one browser, and tells how the last answer refused. */
function withApp(options: Partial<SSOPluginOptions<never>>, play: (scene: Scene) => Promise<Answer>): Provoke {
  return async () => {
    const world = await createWorld();
    try {
      const settings = { ...basicOptions(world), ...options };
      const running = await startExpressApp(settings);
      try {
        return toProvoked(await play(sceneOf(world, running.url)));
      } finally {
        await running.close();
      }
    } finally {
      await world.close();
    }
  };
}

function basicOptions(world: World): SSOPluginOptions<never> {
  const ignore = (): void => undefined;
  return {
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  };
}

function sceneOf(world: World, url: string): Scene {
  const browser = new TestBrowser();
  const call: Scene['call'] = (path, asked) => browser.get(url + path, asked);
  return {
    world,
    call,
    enter: (message = {}, headers = {}) =>
      call(`/?${typeof message === 'string' ? message : world.message(message)}`, { headers }),
  };
}

/** Programs get problem details, browsers a page. */
function toProvoked(answer: Answer): Provoked {
  const { status, headers, text } = answer;
  if (headers['content-type'] === 'application/problem+json') return { status, code: answer.json()['code'] };
  return { status, code: /<meta name="dss-sso-code" content="([^"]*)">/.exec(text)?.[1] };
}

function interceptorThatThrows(error: Error): SSOPluginOptions<never>['interceptor'] {
  return jwtCookieInterceptor({
    secret: SECRET,
    findOrCreateUser: () => {
      throw error;
    },
  });
}

function storeThatIsDown(): Store {
  const refuse = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED'));
  return { get: refuse, set: refuse, delete: refuse };
}
