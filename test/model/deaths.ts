import type { Life, Outcome } from './outcome.js';

/** How old what a process knows of a shared store may be. */
const NEWS_TRAVEL = 1_000;

interface Death {
  readonly life: Life;
  /** Requests that began up to this one may not have known, unless they were answered later. */
  readonly after: number;
  readonly at: number;
}

/** Which logins are over, and who has to know. */
export class Deaths {
  readonly #isShared: boolean;
  readonly #deaths = new Map<string, Death[]>();

  /** @param isShared - whether the processes share a store */
  constructor(isShared: boolean) {
    this.#isShared = isShared;
  }

  note(whose: string, death: Death): void {
    this.#deaths.set(whose, [...this.#of(whose), death]);
  }

  /** Whether anybody was told. */
  isRumoured(whose: string): boolean {
    return this.#of(whose).length > 0;
  }

  /** Whether one came after this request had begun, in any process. */
  hasOvertaken({ number }: Outcome, whose: string): boolean {
    return this.#of(whose).some(({ after }) => number <= after);
  }

  /** When the last death was that a request had to know of; `undefined`: it had to know of none. */
  knownTo({ life, number, startedAt, decidedAt }: Outcome, whose: string): number | undefined {
    const known = this.#of(whose).filter((death) =>
      death.life === life
        ? number > death.after || decidedAt > death.at
        : this.#isShared && startedAt > death.at + NEWS_TRAVEL,
    );
    return known.length === 0 ? undefined : Math.max(...known.map(({ at }) => at));
  }

  #of(whose: string): readonly Death[] {
    return this.#deaths.get(whose) ?? [];
  }
}
