import type { KeyObject } from 'node:crypto';
import { createLogger, type Logger, type SSOLogger } from '../logger.js';
import { readGatewayClientOptions, type GatewayClientLimits } from '../gateway/gateway-client-options.js';
import { readGateways, TrustedGateways } from '../gateway/trusted-gateways.js';
import { DEFAULT_PROXY_TICKET_COOKIES, DEFAULT_TICKET_COOKIES, FORBIDDEN_COOKIES } from '../message/cookie-names.js';
import { isCleanName } from '../message/names.js';
import { isOrigin, OptionsCheck } from '../options.js';
import { readSecrets } from '../secrets.js';
import { isMemoryStore, memoryStore } from '../store/memory-store.js';
import type { Store } from '../store/store.js';
import type { SessionPort } from './app-session.js';
import { isCookieToken, isOwnCookieName, withAppName } from './cookie-name.js';
import { readInterceptor, type InterceptorKind } from './interceptor-kind.js';
import type { SSOPluginOptions } from './sso-plugin-options.js';
import type { AnyUserInterceptor } from './user-interceptor.js';

/** The options, checked and complete. */
export interface SSOPluginSettings<Req> {
  readonly gateways: TrustedGateways;
  readonly interceptor: AnyUserInterceptor<Req>;
  readonly interceptorKind: InterceptorKind;
  readonly appName: string | undefined;
  readonly publicOrigin: URL | undefined;
  readonly redirectOrigins: ReadonlySet<string>;
  readonly portalOrigins: readonly string[];
  readonly cleanUrl: boolean;
  readonly onUserSwitch: 'switch' | 'refuse';
  readonly ticketCookies: readonly string[];
  readonly proxyTicketCookies: readonly string[];
  readonly forwardCookies: readonly string[];
  readonly verifyProxyUser: boolean;
  readonly verifyWorkspace: boolean;
  readonly cache: { readonly ttl: number; readonly negativeTtl: number; readonly max: number };
  readonly revalidateAfter: number | false;
  readonly grace: number;
  readonly maxLifetime: number;
  readonly secrets: readonly KeyObject[];
  readonly remember: 'session' | 'cookie' | 'store' | undefined;
  readonly store: Store;
  readonly session: SessionPort<Req> | undefined;
  readonly cookie: {
    readonly name: string;
    readonly sameSite: 'lax' | 'strict' | 'none';
    readonly secure: boolean | 'auto';
  };
  readonly embedded: boolean;
  readonly gateway: GatewayClientLimits;
  readonly logger: Logger;
  readonly onEvent: SSOPluginOptions['onEvent'];
  readonly errorPage: SSOPluginOptions['errorPage'];
  readonly dangerouslyAllowAnyRequestContext: boolean;
}

const KNOWN: Record<keyof SSOPluginOptions, true> = {
  gateways: true,
  interceptor: true,
  appName: true,
  publicOrigin: true,
  redirectOrigins: true,
  portalOrigins: true,
  cleanUrl: true,
  onUserSwitch: true,
  ticketCookies: true,
  proxyTicketCookies: true,
  forwardCookies: true,
  verifyProxyUser: true,
  verifyWorkspace: true,
  cache: true,
  revalidateAfter: true,
  grace: true,
  maxLifetime: true,
  secret: true,
  remember: true,
  store: true,
  session: true,
  cookie: true,
  embedded: true,
  gateway: true,
  logger: true,
  onEvent: true,
  errorPage: true,
  dangerouslyAllowAnyRequestContext: true,
};

const MAX_APP_NAME = 128;

/**
 * Checks the options whole and fills in what is missing.
 * @throws `options-invalid` (`SSOError`) naming every problem
 */
export function checkSSOPluginOptions<Req>(options: SSOPluginOptions<Req>): SSOPluginSettings<Req> {
  const check = new OptionsCheck();
  const given = check.object(options, '', KNOWN);
  const { onEvent, errorPage } = given as Partial<SSOPluginOptions<Req>>;
  const { gateways, problems, insecure } = readGateways(given['gateways']);
  problems.forEach(check.problem);
  const logger = createLogger(check.methods<SSOLogger>(given['logger'], 'logger', ['debug', 'info', 'warn', 'error']));
  const secrets = given['secret'] === undefined ? [] : readSecrets(given['secret'], 'secret', check.problem);
  const appName = readAppName(check, given['appName']);
  const publicOrigin = readPublicOrigin(check, given['publicOrigin']);

  const settings: SSOPluginSettings<Req> = {
    gateways: new TrustedGateways(gateways),
    ...readInterceptor<Req>(check, given['interceptor']),
    appName,
    publicOrigin,
    redirectOrigins: new Set(check.origins(given['redirectOrigins'], 'redirectOrigins')),
    portalOrigins: check.origins(given['portalOrigins'], 'portalOrigins'),
    cleanUrl: check.boolean(given['cleanUrl'], 'cleanUrl', true),
    onUserSwitch: check.oneOf(given['onUserSwitch'], 'onUserSwitch', ['switch', 'refuse'], 'switch'),
    ...readCookieNames(check, given),
    verifyProxyUser: check.boolean(given['verifyProxyUser'], 'verifyProxyUser', true),
    verifyWorkspace: check.boolean(given['verifyWorkspace'], 'verifyWorkspace', false),
    cache: readCache(check, given['cache']),
    revalidateAfter:
      given['revalidateAfter'] === false
        ? false
        : check.milliseconds(given['revalidateAfter'], 'revalidateAfter', 300_000),
    grace: check.milliseconds(given['grace'], 'grace', 300_000),
    maxLifetime: check.milliseconds(given['maxLifetime'], 'maxLifetime', 43_200_000, 1),
    secrets,
    ...readRemembering(check, given, secrets),
    session: check.methods<SessionPort<Req>>(given['session'], 'session', ['get', 'regenerate', 'save']),
    cookie: readCookie(check, given['cookie'], appName),
    embedded: check.boolean(given['embedded'], 'embedded', false),
    gateway: readGatewayClientOptions(check, given['gateway']),
    logger,
    onEvent: check.isFunction(onEvent, 'onEvent') ? onEvent : undefined,
    errorPage: check.isFunction(errorPage, 'errorPage') ? errorPage : undefined,
    dangerouslyAllowAnyRequestContext: check.boolean(
      given['dangerouslyAllowAnyRequestContext'],
      'dangerouslyAllowAnyRequestContext',
      false,
    ),
  };
  check.throwIfAny('SSOPluginFilter');
  warnAtStart(settings, insecure);
  return Object.freeze(settings);
}

function warnAtStart<Req>(settings: SSOPluginSettings<Req>, insecure: readonly string[]): void {
  for (const url of insecure) {
    settings.logger.warnOnce(`The gateway ${url} is asked over plain http: tickets cross the network readable.`);
  }
  if (settings.dangerouslyAllowAnyRequestContext) {
    settings.logger.warnOnce(
      'dangerouslyAllowAnyRequestContext is on: any web site can log its visitors in to this app.',
    );
  }
}

function readAppName(check: OptionsCheck, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && isCleanName(value, MAX_APP_NAME))) return value;
  check.problem(`appName must be a name of 1 to ${MAX_APP_NAME} characters without control characters or outer spaces`);
  return undefined;
}

function readPublicOrigin(check: OptionsCheck, value: unknown): URL | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isOrigin(value)) return new URL(value);
  check.problem('publicOrigin must be an origin such as https://app.example.com (no path, no default port)');
  return undefined;
}

type CookieNames = Pick<SSOPluginSettings<unknown>, 'ticketCookies' | 'proxyTicketCookies' | 'forwardCookies'>;

function readCookieNames(check: OptionsCheck, given: Readonly<Record<string, unknown>>): CookieNames {
  const expected = 'the name of a cookie';
  const names = (key: string, fallback: readonly string[]) => {
    const listed = check.texts(given[key], key, fallback, isCookieToken, expected);
    for (const name of listed) {
      if (FORBIDDEN_COOKIES.includes(name.toLowerCase())) {
        check.problem(`${key} must not have ${name}: a gateway takes it for a login or a bypass`);
      }
    }
    return listed;
  };
  const ticketCookies = names('ticketCookies', DEFAULT_TICKET_COOKIES);
  if (ticketCookies.length === 0) check.problem('ticketCookies must have at least one name');
  return {
    ticketCookies,
    proxyTicketCookies: names('proxyTicketCookies', DEFAULT_PROXY_TICKET_COOKIES),
    forwardCookies: names('forwardCookies', []),
  };
}

function readCache(check: OptionsCheck, value: unknown): SSOPluginSettings<unknown>['cache'] {
  const given = check.object(value, 'cache', { ttl: true, negativeTtl: true, max: true });
  return {
    ttl: check.milliseconds(given['ttl'], 'cache.ttl', 60_000),
    negativeTtl: check.milliseconds(given['negativeTtl'], 'cache.negativeTtl', 5_000),
    max: check.integer(given['max'], 'cache.max', 10_000, 1, 10_000_000),
  };
}

function readRemembering(
  check: OptionsCheck,
  given: Readonly<Record<string, unknown>>,
  secrets: readonly KeyObject[],
): Pick<SSOPluginSettings<unknown>, 'remember' | 'store'> {
  const remember =
    given['remember'] === undefined
      ? undefined
      : check.oneOf(given['remember'], 'remember', ['session', 'cookie', 'store'] as const, 'session');
  const store = check.methods<Store>(given['store'], 'store', ['get', 'set', 'delete']) ?? memoryStore();
  const hasSecret = secrets.length > 0 || given['secret'] !== undefined;
  if (remember === 'cookie' && !hasSecret) check.problem("remember: 'cookie' needs a secret, which seals the login");
  if (!isMemoryStore(store) && !hasSecret)
    check.problem('a store other than memory needs a secret, which seals what is kept there');
  return { remember, store };
}

function readCookie(
  check: OptionsCheck,
  value: unknown,
  appName: string | undefined,
): SSOPluginSettings<unknown>['cookie'] {
  const given = check.object(value, 'cookie', { name: true, sameSite: true, secure: true });
  const [name = 'dss_sso'] = check.texts(
    given['name'] === undefined ? undefined : [given['name']],
    'cookie.name',
    ['dss_sso'],
    isOwnCookieName,
    'the name of a cookie (its prefix over TLS comes by itself)',
  );
  return {
    name: withAppName(name, appName),
    sameSite: check.oneOf(given['sameSite'], 'cookie.sameSite', ['lax', 'strict', 'none'] as const, 'lax'),
    secure:
      given['secure'] === 'auto'
        ? 'auto'
        : given['secure'] === undefined
          ? 'auto'
          : check.boolean(given['secure'], 'cookie.secure', true),
  };
}
