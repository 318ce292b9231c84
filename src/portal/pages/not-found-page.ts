import { layout } from './layout.js';
import { markup } from './markup.js';
import { wordsOf, type Language } from './words.js';

/** The page for a path that leads nowhere. */
export function notFoundPage(language: Language): string {
  const words = wordsOf(language);
  const main = markup`<p><a href="/?lang=${language}">${words.back}</a></p>`;
  return layout({ language, heading: words.notFound, path: '/', main });
}
