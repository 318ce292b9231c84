import { now } from '../clock.js';
import { BoundedCache } from '../store/bounded-cache.js';
import type { GatewayWorkspace } from './gateway-data.js';
import type { GatewayClient } from './gateway-client.js';
import type { TicketQuestion } from './ticket-question.js';

export interface WorkspaceAnswersSettings {
  readonly client: Pick<GatewayClient, 'workspaces' | 'getAllWorkspaceUsers'>;
  readonly keyOf: (question: TicketQuestion) => string;
  /** ms for the questions of one call. */
  readonly timeout: number;
  /** ms for which an answer is believed, and how many are kept. */
  readonly ttl: number;
  readonly max: number;
}

/** Which workspaces a user has, and who is in them: remembered and asked once like tickets (design.md section 4). Rejects as the client does. */
export class WorkspaceAnswers {
  readonly #settings: WorkspaceAnswersSettings;
  readonly #workspaces: Answers<GatewayWorkspace[]>;
  readonly #users: Answers<string[]>;

  constructor(settings: WorkspaceAnswersSettings) {
    this.#settings = settings;
    this.#workspaces = new Answers(settings);
    this.#users = new Answers(settings);
  }

  /** When questions that begin now must be answered, if no earlier question says otherwise (ms of the clock). */
  deadline(): number {
    return now() + this.#settings.timeout;
  }

  workspaces(question: TicketQuestion, deadline = this.deadline()): Promise<readonly GatewayWorkspace[]> {
    const { client, keyOf } = this.#settings;
    return this.#workspaces.get(keyOf(question), () => client.workspaces(question, deadline));
  }

  users(question: TicketQuestion, workspaceId: number, deadline = this.deadline()): Promise<readonly string[]> {
    const { client, keyOf } = this.#settings;
    const key = `${keyOf(question)}:${workspaceId}`;
    return this.#users.get(key, () => client.getAllWorkspaceUsers(question, workspaceId, deadline));
  }
}

class Answers<T> {
  readonly #ttl: number;
  readonly #known: BoundedCache<T>;
  readonly #flights = new Map<string, Promise<T>>();

  constructor({ ttl, max }: { readonly ttl: number; readonly max: number }) {
    this.#ttl = ttl;
    this.#known = new BoundedCache({ max });
  }

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#known.get(key) ?? this.#flights.get(key);
    if (known !== undefined) return known;
    const flight = ask()
      .then((answer) => {
        this.#known.set(key, answer, this.#ttl);
        return answer;
      })
      .finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}
