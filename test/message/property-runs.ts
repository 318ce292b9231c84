const { CI, PROPERTY_RUNS: FOR_A_NIGHT } = process.env;

/** How many inputs a property is tried with: 10,000 in CI, fewer while working, and what `npm run nightly` says. */
export const PROPERTY_RUNS = {
  numRuns: FOR_A_NIGHT === undefined ? (CI === undefined ? 1_000 : 10_000) : Number(FOR_A_NIGHT),
};
