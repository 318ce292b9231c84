import type { PortalApp } from '../portal-options.js';
import { layout } from './layout.js';
import { markup } from './markup.js';
import { wordsOf, type Language } from './words.js';

/** An app in a frame, as DSS shows many of them. */
export function framePage(language: Language, { name }: PortalApp): string {
  const path = encodeURIComponent(name);
  const main = markup`<p><a href="/?lang=${language}">${wordsOf(language).back}</a></p>
<iframe src="/open/${path}" title="${name}"></iframe>`;
  return layout({ language, heading: name, path: `/frame/${path}`, main, isWide: true });
}
