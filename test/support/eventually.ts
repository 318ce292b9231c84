import { setTimeout as pass } from 'node:timers/promises';

/** ms */
const PATIENCE = 10_000;
const PAUSE = 20;

/** Asks again and again until the answer is there; for what no event tells. A page on its way may have none, or fail to give one. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const [answer, failure] = await ask().then(
      (value) => [value, undefined] as const,
      (error: unknown) => [undefined, error] as const,
    );
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Still not: ${what}`, { cause: failure });
    await pass(PAUSE);
  }
}
