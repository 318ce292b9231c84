import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { AnyUserInterceptor } from '../../src/plugin/user-interceptor.js';
import type { Store } from '../../src/store/store.js';
import type { CanaryKind } from './canaries.js';
import type { Outputs } from './outputs.js';
import type { Saboteur } from './saboteur.js';
import { startExpress, startHttp, startKoa, startWithSSO, type StartServer } from './servers.js';
import { expressSessions, koaSessions, remoteStore, watchedMemoryStore } from './stores.js';

/** One way to use the plug-in: an adapter, an interceptor, a place for logins. */
export interface Way {
  readonly start: StartServer;
  readonly interceptor: (secret: string) => AnyUserInterceptor<never>;
  readonly remember?: NonNullable<SSOPluginOptions['remember']>;
  readonly store: (outputs: Outputs, saboteur: Saboteur) => Store;
  readonly sessions?: (outputs: Outputs, saboteur: Saboteur) => unknown;
  /** What this way gives to the browser by design, besides our own cookies: an internal interceptor DSS's own. */
  readonly given: readonly CanaryKind[];
}

const jwt = (secret: string): AnyUserInterceptor<never> => jwtCookieInterceptor({ secret });
const bySession = (): AnyUserInterceptor<never> => sessionInterceptor();

/** What the README shows. */
export const ORDINARY: Way = {
  start: startExpress,
  interceptor: jwt,
  remember: 'cookie',
  store: watchedMemoryStore,
  given: [],
};

export const WAYS: Readonly<Record<string, Way>> = {
  'Express, JWT cookie, sealed cookie': ORDINARY,
  'Express, express-session': {
    start: startExpress,
    interceptor: bySession,
    store: watchedMemoryStore,
    sessions: expressSessions,
    given: [],
  },
  'Koa, JWT cookie, a shared store': {
    start: startKoa,
    interceptor: jwt,
    remember: 'store',
    store: remoteStore,
    given: [],
  },
  'Koa, koa-session': {
    start: startKoa,
    interceptor: bySession,
    store: remoteStore,
    sessions: koaSessions,
    given: [],
  },
  'raw http, internal interceptor, sealed cookie': {
    start: startHttp,
    interceptor: () => internalInterceptor(),
    store: watchedMemoryStore,
    given: ['ticket', 'proxy ticket'],
  },
  'withSSO, JWT cookie, the store in memory': {
    start: startWithSSO,
    interceptor: jwt,
    remember: 'store',
    store: watchedMemoryStore,
    given: [],
  },
};
