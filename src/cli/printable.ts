/** Controls (a terminal obeys them), invisible and direction-changing characters, line separators, halves of surrogate pairs. */
const UNFIT_FOR_A_TERMINAL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Escapes, as JSON writes it, every character that a terminal would not show as itself. So one text stays one line. */
export function toPrintable(text: string): string {
  return text.replace(UNFIT_FOR_A_TERMINAL, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
}
