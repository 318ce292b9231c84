const { CI, MUTATION, PROPERTY_RUNS: FOR_A_NIGHT } = process.env;

/** Set where the tests run thousands of times, once for each mutant of the code: little of everything, and always the same. */
const isMutationRun = MUTATION !== undefined;

/** How many inputs a property is tried with: 10,000 in CI, fewer while working, and what `npm run nightly` says. */
export const PROPERTY_RUNS: { readonly numRuns: number; readonly seed?: number } = isMutationRun
  ? { numRuns: 30, seed: 1 }
  : { numRuns: FOR_A_NIGHT === undefined ? (CI === undefined ? 1_000 : 10_000) : Number(FOR_A_NIGHT) };

/** The length of a text that must not take long to read. */
export const ENDLESS = isMutationRun ? 20_000 : 10_000_000;
