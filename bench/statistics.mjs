// What the tables say of a series of measurements. Medians and quartiles, because a busy machine has outliers on one side only.

/** The value below which the part `p` (0 to 1) of the values lies; between two values in proportion. */
export function quantile(values, p) {
  if (values.length === 0) throw new TypeError('there is no quantile of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  return below + (above - below) * (at - Math.floor(at));
}

export function median(values) {
  return quantile(values, 0.5);
}

/** Median, range and quartiles of a series, and the series itself in the order in which it was measured. */
export function summarise(values) {
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    q1: quantile(values, 0.25),
    q3: quantile(values, 0.75),
    samples: [...values],
  };
}

/**
 * The ratios of two series round by round: what disturbs the machine for longer than a round disturbs both alike, and goes out of the
 * ratio.
 */
export function pairedRatios(values, baseline) {
  if (values.length !== baseline.length) throw new TypeError('the two series have different numbers of rounds');
  return values.map((value, round) => value / baseline[round]);
}

/**
 * The order of `count` contestants in a round: odd rounds go backwards, so that a machine that slows down or speeds up favours none.
 */
export function roundOrder(count, round) {
  const order = Array.from({ length: count }, (_, index) => index);
  return round % 2 === 0 ? order : order.reverse();
}
