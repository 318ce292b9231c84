import type { OutboundRequest, OutboundResponse } from '../../src/outbound/send.js';
import { SendError } from '../../src/outbound/send-error.js';
import { parseCookieHeader } from '../../src/message/cookie-header.js';
import { PROXY_TICKET, TICKET } from '../support/world.js';
import { moveClock, now } from './clock.js';
import type { Ledger } from './ledger.js';

/** `waits`: a call is taken, and answered when the test says so, or never. */
export type GatewayMood = 'answers' | 'fails' | 'talks nonsense' | 'refuses' | 'waits';

interface WaitingCall {
  readonly deadline: number;
  readonly answer: () => void;
  readonly timeOut: () => void;
}

interface Answer {
  readonly http: number;
  readonly status: number;
  readonly message?: string;
  readonly data?: object;
  /** What a yes means. */
  readonly yes?: readonly string[];
}

const NOT_LOGGED_IN = 'errCode: 11002 ,desc: You are not logged in, please login first!(您尚未登录，请先登录!)';

/** The gateways of the model: one book, several addresses, and moods. What an answer says is fixed when the question arrives. */
export class GatewayDouble {
  readonly #ledger: Ledger;
  readonly #waiting: WaitingCall[] = [];
  #mood: GatewayMood = 'answers';
  /** Since when every question is answered at once. */
  #upSince = -Infinity;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Since when every question is answered at once; `undefined` while that is not so. */
  get upSince(): number | undefined {
    return this.#mood === 'answers' ? this.#upSince : undefined;
  }

  get mood(): GatewayMood {
    return this.#mood;
  }

  set mood(mood: GatewayMood) {
    if (mood === 'answers' && this.#mood !== 'answers') this.#upSince = now();
    this.#mood = mood;
  }

  readonly send = (request: OutboundRequest): Promise<OutboundResponse> => {
    if (request.deadline <= now()) return Promise.reject(new SendError('timeout'));
    switch (this.#mood) {
      case 'answers':
        return Promise.resolve(this.#ask(request)());
      case 'fails':
        return Promise.resolve(respond({ http: 500, status: 1, message: 'errCode: 10905 ,desc: out of order' }));
      case 'talks nonsense':
        return Promise.resolve({ ...respond({ http: 200, status: 0 }), body: Buffer.from('<html>maintenance</html>') });
      case 'refuses':
        return Promise.reject(new SendError('refused'));
      case 'waits':
        return this.#wait(request);
    }
  };

  /** Answers one of the calls that wait, if any does. */
  answerOne(which: number): void {
    const [call] = this.#waiting.length === 0 ? [] : this.#waiting.splice(which % this.#waiting.length, 1);
    call?.answer();
  }

  /** Moves the clock to the next deadline of a call that waits, if it is before `end`, and lets it pass. */
  timeOutNext(end: number): boolean {
    const deadline = Math.min(...this.#waiting.map((call) => call.deadline));
    if (deadline > end) return false;
    moveClock(deadline);
    const [call] = this.#waiting.splice(
      this.#waiting.findIndex((waiting) => waiting.deadline === deadline),
      1,
    );
    call?.timeOut();
    return true;
  }

  #wait(request: OutboundRequest): Promise<OutboundResponse> {
    const answer = this.#ask(request);
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        deadline: request.deadline,
        answer: () => {
          resolve(answer());
        },
        timeOut: () => {
          reject(new SendError('timeout'));
        },
      });
    });
  }

  /** Judges a question now. The ledger is told of a yes when the answer leaves. */
  #ask({ url, headers }: OutboundRequest): () => OutboundResponse {
    const askedAt = now();
    const cookies = parseCookieHeader(headers['Cookie']);
    const call = url.pathname.replace('/api/rest_j/v1/', '');
    const answer = this.#judge(url.origin, call, cookies.get(TICKET) ?? '', cookies.get(PROXY_TICKET) ?? '');
    return () => {
      for (const fact of answer.yes ?? []) this.#ledger.saidYes(fact, askedAt);
      return respond(answer);
    };
  }

  #judge(gateway: string, call: string, ticket: string, proxyTicket: string): Answer {
    const userName = this.#ledger.userOf(gateway, ticket);
    if (userName === undefined) {
      return call === 'user/userInfo'
        ? { http: 400, status: 1, message: `login failed! reason: LoginExpireException: ${NOT_LOGGED_IN}` }
        : { http: 401, status: -1, message: NOT_LOGGED_IN };
    }
    const yes = (data: object, ...facts: string[]): Answer => ({ http: 200, status: 0, data, yes: facts });
    if (call === 'user/userInfo') return yes({ userName }, `${ticket} is ${userName}`);
    if (call === 'dss/framework/proxy/list') {
      const proxyUserList = this.#ledger.proxyUsersOf(userName);
      return yes({ proxyUserList }, ...proxyUserList.map((name) => `${ticket} may be ${name}`));
    }
    const proxyUser = this.#ledger.proxyUserOf(gateway, proxyTicket);
    if (proxyUser === undefined) return { http: 400, status: 1, message: 'errCode: 60050 ,desc: no proxy ticket' };
    return yes({ userName, proxyUser }, `${ticket} are ${userName} ${proxyUser}`);
  }
}

function respond({ http, status, message = 'OK', data = {} }: Answer): OutboundResponse {
  return {
    status: http,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: Buffer.from(JSON.stringify({ method: null, status, message, data })),
  };
}
