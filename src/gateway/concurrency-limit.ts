import { now } from '../clock.js';

/** What became of a wait for a place: `go` holds one, which must be released. */
export type Admission = 'go' | 'busy' | 'too-late';

interface Waiter {
  readonly admit: (admission: Admission) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * At most so many calls at once, and at most so many waiting for one to end, first come first served. Waiting counts against the
 * caller's deadline.
 */
export class ConcurrencyLimit {
  readonly #maxConcurrent: number;
  readonly #maxQueue: number;
  #running = 0;
  readonly #waiting = new Set<Waiter>();

  constructor({ maxConcurrent, maxQueue }: { readonly maxConcurrent: number; readonly maxQueue: number }) {
    this.#maxConcurrent = maxConcurrent;
    this.#maxQueue = maxQueue;
  }

  /** @param deadline - in ms of the clock: after it the wait ends with `too-late` */
  acquire(deadline: number): Admission | Promise<Admission> {
    const timeLeft = deadline - now();
    if (timeLeft <= 0) return 'too-late';
    if (this.#running < this.#maxConcurrent) {
      this.#running += 1;
      return 'go';
    }
    if (this.#waiting.size >= this.#maxQueue) return 'busy';
    return new Promise((admit) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        admit('too-late');
      }, timeLeft);
      const waiter: Waiter = { admit, timer };
      this.#waiting.add(waiter);
    });
  }

  /** Gives a place back, to the one who has waited longest. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    clearTimeout(next.timer);
    next.admit('go');
  }
}
