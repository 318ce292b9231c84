import type { DSSLogin } from '../../src/plugin/dss-login.js';
import { PROXY_TICKET, TICKET } from '../support/world.js';
import { now } from './clock.js';
import { Deaths } from './deaths.js';
import type { Holding } from './holding.js';
import type { Ledger } from './ledger.js';
import { APP_COOKIE, OUR_COOKIE, TIMES, type Life, type Outcome } from './outcome.js';

/** After so long with a gateway that answers, no failure of before plays a part. */
const CALM = 20_000;
/** What security.md section 9 adds to `max(ttl, revalidateAfter)`. */
const SLACK = 5_000;

export interface OracleSettings {
  readonly ledger: Ledger;
  readonly isShared: boolean;
  /** Whether a page load of another user may be refused. */
  readonly mayRefuseSwitch: boolean;
}

/** What a cookie of ours was given for. */
interface Given {
  readonly loginId: string;
  /** Of its messages: a sealed cookie has one, a record of the store is written again. */
  readonly holdings: Holding[];
  /** When the last of them began. */
  since: number;
  /** When it was answered. */
  at: number;
}

/**
 * Says of every answer whether it was right. It knows what DSS's ledger knows, which message each cookie was given for, and what ended
 * which login where; of the filter's own memory it knows nothing.
 */
export class Oracle {
  readonly violations: string[] = [];
  readonly #settings: OracleSettings;
  readonly #deaths: Deaths;
  readonly #userEnds: Deaths;
  /** Whose cookie a value of ours is, and for which messages it was given. */
  readonly #ours = new Map<string, Given>();
  /** Whose login a cookie of the app is part of. */
  readonly #apps = new Map<string, string | undefined>();

  constructor(settings: OracleSettings) {
    this.#settings = settings;
    this.#deaths = new Deaths(settings.isShared);
    this.#userEnds = new Deaths(settings.isShared);
  }

  saw(outcome: Outcome): void {
    const { verdict, asked, answered, loginId } = outcome;
    const app = answered.get(APP_COOKIE);
    if (app !== undefined) this.#apps.set(app, loginId);
    if (verdict.kind === 'refuse') this.#refused(outcome, verdict.error.code);
    else if (typeof asked === 'object')
      this.#letIn(outcome, asked, verdict.kind === 'pass' ? verdict.login : undefined);
    else if (verdict.kind === 'pass' && verdict.login !== undefined) this.#served(outcome, verdict.login);
    else this.#anonymous(outcome);
  }

  /** A login is written where other requests can read it before the browser has its answer. */
  wrote(value: string, loginId: string | undefined, asked: Holding, startedAt: number): void {
    if (loginId !== undefined) this.#ours.set(value, { loginId, holdings: [asked], since: startedAt, at: now() });
  }

  loggedOut(life: Life, loginId: string, after: number): void {
    this.#deaths.note(loginId, { life, after, at: now() });
  }

  endedUser(life: Life, userName: string, after: number): void {
    this.#userEnds.note(userName, { life, after, at: now() });
  }

  /** Nobody knows what became of a request. */
  lost(sent: ReadonlyMap<string, string>): void {
    const loginId = this.#loginIdOf(sent);
    if (loginId !== undefined) this.#deaths.note(loginId, { life: { process: -1, born: 0 }, after: 0, at: Infinity });
  }

  #letIn(outcome: Outcome, asked: Holding, login: DSSLogin | undefined): void {
    const { loginId, answered, life, latest } = outcome;
    if (loginId === undefined) {
      this.#wrong(outcome, 'let somebody in without the interceptor');
      return;
    }
    if (login !== undefined) this.#checkNames(outcome, login, [asked]);
    this.#checkFresh(outcome, asked, TIMES.ttl);
    const value = answered.get(OUR_COOKIE);
    const record = this.#ours.get(outcome.sent.get(OUR_COOKIE) ?? '');
    if (value !== undefined) {
      this.#ours.set(value, { loginId, holdings: [asked], since: outcome.startedAt, at: now() });
    } else if (record?.loginId === loginId) {
      record.holdings.push(asked);
      record.since = outcome.startedAt;
      record.at = now();
    } else {
      this.#wrong(outcome, 'let somebody in without a cookie');
    }
    const former = this.#loginIdOf(outcome.sent);
    if (former !== undefined && former !== loginId) this.#deaths.note(former, { life, after: latest, at: now() });
  }

  #served(outcome: Outcome, login: DSSLogin): void {
    const { loginId, startedAt, sent, asked } = outcome;
    const ours = this.#ours.get(sent.get(OUR_COOKIE) ?? '');
    if (asked !== 'as it is') {
      this.#wrong(outcome, 'served a login whose user the app does not have');
      return;
    }
    if (ours === undefined || loginId !== ours.loginId) {
      this.#wrong(outcome, 'served a login nobody gave');
      return;
    }
    const holding = this.#checkNames(outcome, login, ours.holdings);
    if (holding === undefined) return;
    this.#checkFresh(outcome, holding, TIMES.revalidateAfter + TIMES.grace);
    if (this.#deaths.knownTo(outcome, loginId) !== undefined) this.#wrong(outcome, 'served a login that had ended');
    const endedAt = this.#userEnds.knownTo(outcome, login.user.userName);
    if (endedAt !== undefined && login.verifiedAt.getTime() <= endedAt) this.#wrong(outcome, 'outlived endLogins');
    if (startedAt >= ours.at + TIMES.maxLifetime) {
      this.#wrong(outcome, 'served a login beyond maxLifetime');
    }
  }

  #refused(outcome: Outcome, code: string): void {
    const { asked, answered, sent, life, latest } = outcome;
    const ours = this.#ours.get(sent.get(OUR_COOKIE) ?? '');
    const isMessage = typeof asked === 'object';
    const isOwn =
      isMessage &&
      ours?.holdings.some(
        ({ gateway, ticket, proxyTicket }) =>
          gateway === asked.gateway &&
          ticket === asked.ticket &&
          (code === 'ticket-rejected' || (code === 'proxy-user-denied' && proxyTicket === asked.proxyTicket)),
      ) === true;
    if (isOwn && code === 'ticket-rejected' && this.#settings.ledger.deadSince(asked) !== undefined) {
      this.#deaths.note(ours.loginId, { life, after: latest, at: now() });
    }
    if ([...answered.values()].some((value) => value !== undefined)) this.#wrong(outcome, `set a cookie with ${code}`);
    if (answered.size > 0 && !isOwn) this.#wrong(outcome, `changed who is logged in with ${code}`);
    if (!isMessage) {
      if (!code.startsWith('gateway-')) this.#wrong(outcome, `refused a login with ${code}`);
      if (this.#mustServe(outcome)) this.#wrong(outcome, `refused a living login with ${code}`);
    } else if (!this.#mayRefuse(outcome, asked, code)) {
      this.#wrong(outcome, `refused a good message with ${code}`);
    }
  }

  #anonymous(outcome: Outcome): void {
    const { asked, sent, life, latest, answered } = outcome;
    if ([...answered.values()].some((value) => value !== undefined)) this.#wrong(outcome, 'set a cookie for nobody');
    if (this.#mustServe(outcome)) this.#wrong(outcome, 'lost a living login');
    const loginId = this.#loginIdOf(sent);
    if (loginId !== undefined && asked === 'without the cookie of the app') {
      this.#deaths.note(loginId, { life, after: latest, at: now() });
    }
  }

  /** Who is named is whose ticket it is, and nothing of another message stands beside it. */
  #checkNames(outcome: Outcome, login: DSSLogin, holdings: readonly Holding[]): Holding | undefined {
    const held = holdings.find(
      ({ gateway, ticket, proxyTicket, workspace }) =>
        login.dssUrl === gateway &&
        login.cookies.get(TICKET) === ticket &&
        login.cookies.get(PROXY_TICKET) === proxyTicket &&
        login.workspace.name === workspace,
    );
    const person = held === undefined ? undefined : this.#settings.ledger.personOf(held);
    const { userName, proxyUser } = login.user;
    if (person?.userName !== userName || person.proxyUser !== proxyUser) {
      this.#wrong(outcome, `named ${userName} ${proxyUser ?? ''} for the ticket of ${JSON.stringify(person)}`);
    }
    return held;
  }

  #checkFresh(outcome: Outcome, holding: Holding, mostAge: number): void {
    const { ledger } = this.#settings;
    const { startedAt, upSince } = outcome;
    if (!(ledger.lastYes(holding) >= startedAt - mostAge)) this.#wrong(outcome, 'went by a yes that is too old');
    const deadSince = ledger.deadSince(holding);
    if (deadSince === undefined || upSince === undefined) return;
    if (startedAt - Math.max(deadSince, upSince) > Math.max(TIMES.ttl, TIMES.revalidateAfter) + SLACK) {
      this.#wrong(outcome, 'went by a ticket that is dead');
    }
  }

  #mayRefuse(outcome: Outcome, asked: Holding, code: string): boolean {
    if (code === 'user-switch-denied') return this.#settings.mayRefuseSwitch;
    if (code === 'ticket-rejected' || code === 'proxy-user-denied') {
      return this.#settings.ledger.deadSince(asked) !== undefined || this.#isOvertaken(outcome, asked, code);
    }
    return code.startsWith('gateway-') && !isCalm(outcome);
  }

  /** A message that `endLogins` overtakes is asked for once more, and refused where another one comes after that question. */
  #isOvertaken(outcome: Outcome, asked: Holding, code: string): boolean {
    const { userName = '', proxyUser = '' } = this.#settings.ledger.personOf(asked) ?? {};
    return (
      code === 'ticket-rejected' && [userName, proxyUser].some((name) => this.#userEnds.hasOvertaken(outcome, name))
    );
  }

  /** Whether nothing at all speaks against the login that was shown. */
  #mustServe(outcome: Outcome): boolean {
    const { sent, asked } = outcome;
    const ours = this.#ours.get(sent.get(OUR_COOKIE) ?? '');
    const app = sent.get(APP_COOKIE) ?? '';
    if (ours === undefined || asked !== 'as it is') return false;
    if (this.#apps.get(app) !== ours.loginId) return false;
    const { ledger } = this.#settings;
    return (
      isCalm(outcome) &&
      !this.#deaths.isRumoured(ours.loginId) &&
      now() < ours.since + TIMES.maxLifetime &&
      ours.holdings.every(
        (holding) =>
          ledger.deadSince(holding) === undefined &&
          !this.#userEnds.isRumoured(ledger.personOf(holding)?.userName ?? ''),
      )
    );
  }

  #loginIdOf(sent: ReadonlyMap<string, string>): string | undefined {
    return this.#ours.get(sent.get(OUR_COOKIE) ?? '')?.loginId;
  }

  #wrong({ number, life, asked, verdict }: Outcome, what: string): void {
    const request = typeof asked === 'object' ? `message ${JSON.stringify(asked)}` : `visit ${asked}`;
    this.violations.push(`request ${number} (${request}) in process ${life.process}: ${what} (${verdict.kind})`);
  }
}

function isCalm({ upSince, startedAt }: Outcome): boolean {
  return upSince !== undefined && startedAt - upSince > CALM;
}
