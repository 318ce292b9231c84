/** Markup that is ready to be sent. Only {@link markup} makes it, so that text is never taken for markup. */
export interface Markup {
  readonly text: string;
}

type Part = string | number | Markup | readonly Markup[];

/** A template of HTML whose values are escaped, unless they are {@link Markup} themselves. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { text: texts.map((text, index) => text + (index < parts.length ? write(parts[index] ?? '') : '')).join('') };
}

/** Nothing. */
export const NO_MARKUP: Markup = { text: '' };

function write(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return 'text' in part ? part.text : part.map((entry) => entry.text).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
