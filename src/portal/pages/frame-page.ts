import type { PortalApp } from '../portal-options.js';
import { layout } from './layout.js';
import { markup } from './markup.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language } from './words.js';

/** An app in a frame, as DSS shows many of them. */
export function framePage(language: Language, visit: Visit, { name }: PortalApp): string {
  const words = wordsOf(language);
  const path = encodeURIComponent(name);
  const main = markup`<div class="bar">
<h1>${name}</h1>
<a class="button" href="/open/${path}" target="_blank" rel="noopener noreferrer">${words.openInTab}</a>
<a class="button" href="/">${words.backToApps}</a>
</div>
<iframe src="/open/${path}" title="${name}"></iframe>
<p class="hint">${words.frameHint}</p>`;
  return layout({ language, heading: name, path: `/frame/${path}`, visit, main, isWide: true });
}
