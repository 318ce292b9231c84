// Tables as Markdown, aligned so that they read well in a terminal, too.

/** @param columns - their titles; the first is text, all others are numbers @param rows - texts */
export function markdownTable(columns, rows) {
  const widths = columns.map((title, index) => Math.max(3, title.length, ...rows.map((row) => row[index].length)));
  const line = (cells) =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]))).join(' | ')} |`;
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(columns), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** One question with its tables and notes. */
export function markdownQuestion({ title, question, tables, notes }) {
  const parts = [`### ${title}`, question];
  for (const { caption, columns, rows } of tables) {
    if (caption !== undefined) parts.push(caption);
    parts.push(markdownTable(columns, rows));
  }
  if (notes.length > 0) parts.push(notes.map((note) => `- ${note}`).join('\n'));
  return parts.join('\n\n');
}

/** The whole report, without a title. */
export function markdownReport({ machine, questions }) {
  return [markdownMachine(machine), ...questions.map(markdownQuestion)].join('\n\n');
}

/** What it was measured on, as a list. */
export function markdownMachine(machine) {
  return Object.entries(machine)
    .map(([what, text]) => `- ${what}: ${text}`)
    .join('\n');
}
