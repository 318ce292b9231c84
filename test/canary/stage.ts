import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { redactUrl } from '../../src/message/redact-url.js';
import { LOGIN_EVENT_CHANNEL, type LoginEvent } from '../../src/plugin/login-events.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { TestBrowser, type Answer, type Asked } from '../support/client.js';
import { createCanaries, type Canaries, type CanaryKind } from './canaries.js';
import { startGateways, type Gateways } from './gateways.js';
import { watched } from './interceptors.js';
import { messageQuery, PROXY_TICKET, TICKET, type MessageParts } from './message.js';
import { createOutputs, type Outputs } from './outputs.js';
import { createSaboteur, type Saboteur } from './saboteur.js';
import type { App, AppRequest, RunningServer } from './servers.js';
import { remoteStore } from './stores.js';
import type { Way } from './ways.js';

/** The apps of a way: one as it should be, and some in which particular refusals come about. */
export type AppName = 'main' | 'strict' | 'hurried' | 'busy' | 'sessionless' | 'storeless';

/** Where scenes are played: gateways, apps and browsers, and everything that comes out of them. */
export interface Stage {
  readonly way: Way;
  readonly canaries: Canaries;
  readonly outputs: Outputs;
  readonly gateways: Gateways;
  readonly saboteur: Saboteur;
  readonly events: readonly LoginEvent[];
  newBrowser(): TestBrowser;
  /** Sends a request and takes down all that comes back. */
  send(browser: TestBrowser, target: string, asked?: Asked, app?: AppName): Promise<Answer>;
  /** The query of a message to the portal, with this ticket, and with cookies that are nobody's business. */
  message(ticket: string, parts?: Partial<MessageParts>): string;
  /** Ends a user's logins in the main app. */
  endLogins(userName: string): Promise<void>;
  /** Ends the calls of an app that are under way. */
  closeFilter(app: AppName): Promise<void>;
  close(): Promise<void>;
}

/** What tests of the tests change: something that leaks. */
export type Sabotage = (options: SSOPluginOptions<never>) => SSOPluginOptions<never>;

/** @param silent - no logger: what is written goes to `NODE_DEBUG` alone */
export async function setStage(
  way: Way,
  { sabotage, silent }: { sabotage?: Sabotage; silent: boolean },
): Promise<Stage> {
  const [canaries, outputs, saboteur] = [createCanaries(), createOutputs(), createSaboteur()];
  const gateways = await startGateways(canaries);
  const events: LoginEvent[] = [];
  const hear = (event: unknown): void => {
    outputs.print('an event of the channel', event);
  };
  subscribe(LOGIN_EVENT_CHANNEL, hear);

  const theirs = canaries.hatch('browser cookie');
  const secrets = [canaries.hatch('secret'), canaries.hatch('secret')];
  const allOptions = optionsOf(way, { canaries, outputs, saboteur, gateways, events, secrets, silent });
  const app = appOf(way, outputs);
  const running = new Map<AppName, RunningServer>();
  for (const [name, options] of Object.entries(allOptions)) {
    const sessions = name === 'sessionless' ? undefined : way.sessions?.(outputs, saboteur);
    running.set(name as AppName, await way.start(sabotage?.(options) ?? options, app, sessions));
  }

  return {
    ...{ way, canaries, outputs, gateways, saboteur, events },
    newBrowser() {
      const browser = new TestBrowser();
      browser.jar.set('theirs', theirs);
      return browser;
    },
    async send(browser, target, asked, name = 'main') {
      const answer = await browser.get(`${running.get(name)?.url ?? ''}${target}`, asked);
      takeDown(answer, way, canaries, outputs);
      outputs.add('redactUrl', redactUrl(target));
      return answer;
    },
    message: createMessages(canaries, gateways),
    async endLogins(userName) {
      try {
        await running.get('main')?.filter.endLogins(userName);
      } catch (error) {
        outputs.show('an error', error);
      }
    },
    async closeFilter(name) {
      await running.get(name)?.filter.close();
    },
    async close() {
      for (const { filter } of running.values()) {
        outputs.show('the filter', filter);
        outputs.show('the stats', filter.stats());
      }
      await Promise.all([...running.values()].map((server) => server.close()));
      await gateways.close();
      unsubscribe(LOGIN_EVENT_CHANNEL, hear);
    },
  };
}

/** Messages to the portal with a ticket, a cookie to be forwarded, and one that is nobody's business. */
export function createMessages(canaries: Canaries, gateways: Gateways): Stage['message'] {
  const [forwarded, unknown] = [canaries.hatch('message cookie'), canaries.hatch('message cookie')];
  return (ticket, parts = {}) =>
    messageQuery({
      dssUrl: gateways.portal.url,
      ...parts,
      cookies: parts.cookies ?? [
        [TICKET, ticket],
        ['forwarded', forwarded],
        ['portal_session', unknown],
      ],
    });
}

interface Ground extends Pick<Stage, 'canaries' | 'outputs' | 'saboteur' | 'gateways'> {
  readonly events: LoginEvent[];
  readonly secrets: readonly string[];
  readonly silent: boolean;
}

function optionsOf(way: Way, ground: Ground): Record<AppName, SSOPluginOptions<never>> {
  const { canaries, outputs, saboteur, gateways, events, secrets, silent } = ground;
  const interceptor = watched(way.interceptor(canaries.hatch('secret')), outputs, saboteur);
  outputs.show('the interceptor', interceptor);
  const log = (level: string) => (line: string) => {
    outputs.add(`log at ${level}`, line);
  };
  const fail = (): never => {
    throw new Error(secrets.join());
  };
  const main: SSOPluginOptions<never> = {
    gateways: [gateways.portal.url, gateways.odd.url, gateways.deadUrl],
    secret: secrets,
    interceptor,
    store: way.store(outputs, saboteur),
    forwardCookies: ['forwarded'],
    ...(way.remember !== undefined && { remember: way.remember }),
    ...(!silent && { logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') } }),
    onEvent: (event) => {
      events.push(event);
      outputs.show('an event', event);
    },
    // Looks, and fails: the page of the package is sent in its place.
    errorPage: (error, context) => {
      outputs.show('the error of errorPage', error);
      outputs.show('the context of errorPage', context);
      return fail();
    },
  };
  return {
    main,
    // Here logger and listener fail, too.
    strict: {
      ...main,
      appName: 'demo',
      verifyWorkspace: true,
      onUserSwitch: 'refuse',
      ...(!silent && { logger: failing(main.logger ?? {}, fail) as never }),
      onEvent: (event) => {
        main.onEvent?.(event);
        fail();
      },
    },
    hurried: { ...main, gateway: { timeout: 60 } },
    busy: { ...main, gateway: { maxConcurrent: 1, maxQueue: 0, timeout: 60_000 } },
    sessionless: { ...main, remember: 'session' },
    storeless: { ...main, remember: 'store', store: remoteStore(outputs, saboteur) },
  };
}

function failing(logger: object, fail: () => never): object {
  const methods = Object.entries(logger as Record<string, (line: string) => void>);
  return Object.fromEntries(
    methods.map(([name, method]) => [
      name,
      (line: string) => {
        method(line);
        fail();
      },
    ]),
  );
}

/** An app that prints whatever it can lay hands on. */
function appOf(way: Way, outputs: Outputs): App {
  const ofTheBrowser: readonly CanaryKind[] = ['our cookie', 'jwt', 'session id', 'browser cookie', ...way.given];
  return {
    logAccess: (target) => {
      outputs.add('access log', target);
    },
    async serve(request) {
      const login = request.login();
      outputs.add('URL as the app sees it', JSON.stringify(request.urls));
      outputs.walk('the request', request.request, ofTheBrowser);
      if (login !== undefined) outputs.show('req.dss', login);
      await act(request, outputs);
      return JSON.stringify({ user: request.login()?.user.effectiveUser, login });
    },
  };
}

async function act(request: AppRequest, outputs: Outputs): Promise<void> {
  const { path, session } = request;
  try {
    if (path === '/logout') await request.login()?.logout();
    if (path === '/app-logout' && session !== undefined) delete session['user'];
    if (path === '/users') outputs.add('users of the workspace', String(await request.login()?.getWorkspaceUsers()));
  } catch (error) {
    outputs.show('an error', error);
    outputs.add('the stack of an error', String((error as Error).stack));
  }
}

const KIND_OF_COOKIE: Readonly<Record<string, CanaryKind>> = {
  dss_sso: 'our cookie',
  dss_sso_demo: 'our cookie',
  dss_sso_user: 'jwt',
  dss_sso_user_demo: 'jwt',
  'connect.sid': 'session id',
  'koa.sess': 'session id',
};

/** An answer as it came over the wire. What a `Set-Cookie` gives to its owner becomes a canary itself. */
function takeDown(answer: Answer, way: Way, canaries: Canaries, outputs: Outputs): void {
  const { 'set-cookie': _, ...headers } = answer.headers;
  outputs.add('headers', JSON.stringify(headers));
  outputs.add('body', answer.text);
  for (const header of answer.setCookies) {
    const name = header.slice(0, header.indexOf('='));
    const value = header.slice(name.length + 1).split(';', 1)[0] ?? '';
    const kind = KIND_OF_COOKIE[name];
    const isGiven = name === TICKET || name === PROXY_TICKET;
    outputs.add('Set-Cookie', header, kind === undefined ? (isGiven ? way.given : []) : [kind]);
    if (kind === undefined) continue;
    // All JWTs begin alike; the signature is what nobody else can make.
    canaries.adopt(kind, kind === 'jwt' ? value.slice(value.lastIndexOf('.') + 1) : value);
    if (kind === 'session id') canaries.adopt(kind, decodeURIComponent(value).replace(/^s:|\..*$/g, ''));
  }
}
