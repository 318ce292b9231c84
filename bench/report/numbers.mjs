// Numbers as the tables show them.

/** Three significant digits or more, with thousands separated; a dash where a turn was too short to measure anything. */
export function number(value) {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A ratio, where the third digit matters. */
export function ratio(value) {
  return Number.isFinite(value) ? value.toFixed(3) : '-';
}

export function range({ min, max }, show = number) {
  return `${show(min)} to ${show(max)}`;
}

/** The middle half of the values. */
export function middle({ q1, q3 }, show = number) {
  return `${show(q1)} to ${show(q3)}`;
}

export function megabytes(bytes) {
  return `${number(bytes / 1e6)} MB`;
}

/** A goal and whether the median meets it. Nothing fails on it: the machine may be busy. */
export function goalText({ text, isMet }) {
  return `${text}: ${isMet ? 'met' : 'missed'}`;
}
