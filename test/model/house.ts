import { setImmediate as nextTurn } from 'node:timers/promises';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { HttpRequestUserInterceptor, InterceptorContext } from '../../src/plugin/user-interceptor.js';
import type { Verdict } from '../../src/plugin/verdict.js';
import { PAGE_LOAD } from '../support/client.js';
import { PROXY_TICKET, SECRET, TICKET } from '../support/world.js';
import { moveClock, now } from './clock.js';
import { GatewayDouble } from './gateway-double.js';
import type { Holding } from './holding.js';
import { Ledger } from './ledger.js';
import { ModelExchange, type Asked, type ModelRequest } from './model-exchange.js';
import { ModelSessions, type OpenSession } from './model-sessions.js';
import { Oracle } from './oracle.js';
import { APP_COOKIE, OUR_COOKIE, TIMES, type Life, type VisitKind } from './outcome.js';
import { remoteStore } from './remote-store.js';
import { connectGateway } from './wire.js';

export const GATEWAYS = ['http://127.0.0.1:9001', 'http://127.0.0.1:9002'] as const;
export const PROCESSES = 2;
export const BROWSERS = 3;

const SESSION_COOKIE = 'sid';
const JSON_CALL = 'application/json';
/** Enough turns of the event loop for everything that waits for nobody. */
const TURNS = 3;
const TURNS_TO_QUIET = 100;

export interface HouseOptions {
  /** Where logins are kept: each process by itself, by a shared store, or even in it. */
  readonly keeping:
    'sealed cookie' | 'sealed cookie, shared store' | 'shared store' | 'session' | 'session, shared store';
  readonly onUserSwitch: 'switch' | 'refuse';
}

interface Process {
  readonly filter: SSOPluginFilter<ModelRequest>;
  readonly life: Life;
}

/** Two processes of an app, browsers, and a DSS, under one clock; and the oracle that sees every answer. */
export class House {
  readonly ledger = new Ledger();
  readonly gateway = new GatewayDouble(this.ledger);
  readonly oracle: Oracle;
  readonly #options: SSOPluginOptions<ModelRequest>;
  readonly #jars: Map<string, string>[] = Array.from({ length: BROWSERS }, () => new Map<string, string>());
  readonly #processes: Process[];
  readonly #sessions: ModelSessions | undefined;
  /** Requests under way, with the cookies they brought. */
  readonly #underWay = new Map<object, { readonly life: Life; readonly sent: ReadonlyMap<string, string> }>();
  readonly #tickets: { readonly gateway: string; readonly ticket: string }[] = [];
  #begun = 0;
  #lives = 0;

  constructor({ keeping, onUserSwitch }: HouseOptions) {
    const isShared = keeping.endsWith('shared store');
    const isInSession = keeping.startsWith('session');
    connectGateway(this.gateway.send);
    this.oracle = new Oracle({ ledger: this.ledger, isShared, mayRefuseSwitch: onUserSwitch === 'refuse' });
    const { ttl, ...times } = TIMES;
    this.#options = {
      gateways: [...GATEWAYS],
      interceptor: INTERCEPTOR,
      secret: SECRET,
      cache: { ttl },
      onUserSwitch,
      remember: isInSession ? 'session' : keeping === 'shared store' ? 'store' : 'cookie',
      ...times,
      ...(isShared && { store: remoteStore() }),
    };
    this.#sessions = isInSession ? new ModelSessions() : undefined;
    this.#processes = Array.from({ length: PROCESSES }, (_, process) => this.#start(process));
  }

  /** A ticket of this gateway: a new one, or one of those that were issued, whosever it is. */
  ticket(
    gateway: string,
    userName: string,
    which: number | 'new',
  ): { readonly gateway: string; readonly ticket: string } {
    const issued = which === 'new' ? undefined : this.issued(which);
    if (issued !== undefined) return issued;
    const fresh = { gateway, ticket: this.ledger.issue(gateway, userName) };
    this.#tickets.push(fresh);
    return fresh;
  }

  issued(which: number): { readonly gateway: string; readonly ticket: string } | undefined {
    return this.#tickets[which % Math.max(1, this.#tickets.length)];
  }

  message(process: number, browser: number, holding: Holding, isPageLoad: boolean): void {
    const builder = new SSOUrlBuilder()
      .setReqUrl('http://app.example.com/page')
      .setDSSUrl(holding.gateway)
      .setWorkspace(holding.workspace)
      .addCookie(TICKET, holding.ticket);
    if (holding.proxyTicket !== undefined) builder.addCookie(PROXY_TICKET, holding.proxyTicket);
    const target = builder.getBuiltUrl().replace('http://app.example.com', '');
    const accept = isPageLoad ? PAGE_LOAD.accept : JSON_CALL;
    this.#begin(process, browser, holding, { method: 'GET', target, accept });
  }

  visit(process: number, browser: number, kind: VisitKind): void {
    this.#begin(process, browser, kind, { method: 'GET', target: '/page', accept: PAGE_LOAD.accept });
  }

  /** The app's own route for it: a login that is shown is ended. */
  logOut(process: number, browser: number): void {
    this.#begin(process, browser, 'as it is', { method: 'POST', target: '/logout', accept: JSON_CALL });
  }

  /** Somebody has the cookies of another browser. */
  copyJar(from: number, to: number): void {
    this.#jars[to] = new Map(this.#jars[from]);
  }

  async endLogins(process: number, userName: string): Promise<void> {
    const { filter, life } = this.#process(process);
    await filter.endLogins(userName);
    this.oracle.endedUser(life, userName, this.#begun);
  }

  /** What was under way there is answered to nobody. */
  async restart(process: number): Promise<void> {
    const { filter, life } = this.#process(process);
    await filter.close();
    for (const request of this.#underWay.values()) {
      if (request.life === life) this.oracle.lost(request.sent);
    }
    this.#processes[process] = this.#start(process);
  }

  /** Time passes, and calls that wait run into their deadlines. */
  async pass(milliseconds: number): Promise<void> {
    const end = now() + milliseconds;
    while (this.gateway.timeOutNext(end)) await this.settle();
    moveClock(end);
  }

  /** Lets everything go on that waits for nobody. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
  }

  /** Waits for what takes several turns, such as saving sessions one after the other. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < TURNS_TO_QUIET && this.#underWay.size > 0; turn += 1) await nextTurn();
  }

  /** How many requests have not been answered. */
  get unanswered(): number {
    return this.#underWay.size;
  }

  #start(process: number): Process {
    this.#lives += 1;
    return { filter: new SSOPluginFilter(this.#options), life: { process, born: this.#lives } };
  }

  #process(process: number): Process {
    const found = this.#processes[process];
    if (found === undefined) throw new RangeError(`there is no process ${process}`);
    return found;
  }

  #begin(
    process: number,
    browser: number,
    asked: Holding | VisitKind,
    request: Omit<Asked, 'cookies' | 'session'>,
  ): void {
    const jar = this.#jars[browser];
    if (jar === undefined) throw new RangeError(`there is no browser ${browser}`);
    const { filter, life } = this.#process(process);
    const sent = new Map(jar);
    const startedAt = now();
    if (asked === 'without the cookie of the app') sent.delete(APP_COOKIE);
    if (asked === 'with a forged cookie of the app') sent.set(APP_COOKIE, 'forged');
    const session = this.#sessions?.open(sent.get(SESSION_COOKIE), {
      isRunning: () => this.#process(process).life === life,
      saves: (login) => {
        if (typeof asked === 'object') this.oracle.wrote(login, exchange.request.loginId, asked, startedAt);
      },
    });
    const exchange = new ModelExchange({ ...request, cookies: new Map(sent), session });
    // To the oracle a login in a session is what one in a cookie is: a text that came, and one that is there afterwards.
    if (session?.loginAtFirst !== undefined) sent.set(OUR_COOKIE, session.loginAtFirst);
    this.#begun += 1;
    const begun = { life, number: this.#begun, startedAt, upSince: this.gateway.upSince, sent, asked };
    this.#underWay.set(exchange, { life, sent });
    const answer = async (): Promise<void> => {
      const verdict = await filter.handle(exchange);
      const decidedAt = now();
      const { loginId } = exchange.request;
      const isLoggedOut = await logOutWhereAsked(request.target, verdict);
      this.#underWay.delete(exchange);
      if (this.#process(process).life !== life) return;
      session?.end();
      const answered = new Map([...exchange.answered, ...changeOf(session)]);
      this.oracle.saw({ ...begun, decidedAt, latest: this.#begun, verdict, loginId, answered });
      if (isLoggedOut && loginId !== undefined) this.oracle.loggedOut(life, loginId, this.#begun);
      if (session !== undefined) jar.set(SESSION_COOKIE, session.id);
      for (const [name, value] of exchange.answered) {
        if (value === undefined) jar.delete(name);
        else jar.set(name, value);
      }
    };
    answer().catch((error: unknown) => {
      this.oracle.violations.push(`request ${begun.number} was rejected: ${String(error)}`);
    });
  }
}

/** What became of the login in a session. */
function changeOf(session: OpenSession | undefined): [string, string | undefined][] {
  return session === undefined || session.login === session.loginAtFirst ? [] : [[OUR_COOKIE, session.login]];
}

async function logOutWhereAsked(target: string, verdict: Verdict): Promise<boolean> {
  if (target !== '/logout' || verdict.kind !== 'pass' || verdict.login === undefined) return false;
  await verdict.login.logout();
  return true;
}

const JWT = jwtCookieInterceptor({ secret: SECRET });

function note(request: ModelRequest, { login }: InterceptorContext): void {
  if (login !== undefined) request.loginId = login.id;
}

/** The JWT cookie, with an eye on which login it is asked about. */
const INTERCEPTOR: HttpRequestUserInterceptor<ModelRequest> = {
  ...JWT,
  isUserExistInSession(request, ctx) {
    note(request, ctx);
    return JWT.isUserExistInSession(request, ctx);
  },
  addUserToRequest(user, request, ctx) {
    note(request, ctx);
    return JWT.addUserToRequest(user, request, ctx);
  },
};
