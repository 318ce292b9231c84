import type { PortalApp } from '../portal-options.js';
import { layout } from './layout.js';
import { markup, type Markup } from './markup.js';
import { openWithPanel } from './open-with-panel.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language, type Words } from './words.js';

/** The page of somebody who is signed in: the apps, and with which workspace and proxy user they open. */
export function homePage(language: Language, visit: Visit, apps: readonly PortalApp[]): string {
  const words = wordsOf(language);
  const main = markup`<h1>${words.apps}</h1>
<p class="lead">${words.appsLead}</p>
<div class="columns">
${openWithPanel(words, visit)}
${apps.length === 0 ? noApps(words) : markup`<ul class="cards">\n${apps.map((app) => appCard(words, app))}</ul>`}
</div>`;
  return layout({ language, heading: words.apps, path: '/', visit, main });
}

function noApps(words: Words): Markup {
  return markup`<section class="empty">
<h2>${words.noApps}</h2>
<p>${words.noAppsAdvice}</p>
<pre tabindex="0"><code>npx dss-sso portal --app my-app=http://127.0.0.1:3000/

createPortal({
  apps: [{ name: 'my-app', url: 'http://127.0.0.1:3000/' }],
});</code></pre>
</section>`;
}

function appCard(words: Words, { name, url }: PortalApp): Markup {
  const path = encodeURIComponent(name);
  return markup`<li class="panel">
<h2>${name}</h2>
<p class="address">${url}</p>
<p class="actions">
<a class="button primary" href="/open/${path}" target="_blank" rel="noopener noreferrer" aria-label="${words.openInTab}: ${name}">${words.openInTab}</a>
<a class="button" href="/frame/${path}" aria-label="${words.openInFrame}: ${name}">${words.openInFrame}</a>
</p>
</li>
`;
}
