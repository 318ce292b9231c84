import { layout } from './layout.js';
import { markup } from './markup.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language } from './words.js';

/** The page for a path that leads nowhere. Its own path, which leads nowhere either, is fixed: the one that was asked might be anything. */
export function notFoundPage(language: Language, visit: Visit | undefined): string {
  const words = wordsOf(language);
  const main = markup`<section class="empty">
<h1>${words.notFound}</h1>
<p>${words.notFoundAdvice}</p>
<p><a class="button primary" href="/">${visit === undefined ? words.signIn : words.backToApps}</a></p>
</section>`;
  return layout({ language, heading: words.notFound, path: '/not-found', visit, main });
}
