/** How many inputs a property is tried with: 10,000 in CI, fewer while working. */
export const PROPERTY_RUNS = { numRuns: process.env['CI'] === undefined ? 1_000 : 10_000 };
