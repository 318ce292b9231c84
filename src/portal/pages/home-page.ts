import type { PortalApp } from '../portal-options.js';
import { layout } from './layout.js';
import { markup, NO_MARKUP, type Markup } from './markup.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language, type Words } from './words.js';

/** The page of somebody who is signed in: workspace, proxy user, apps, sign out. */
export function homePage(language: Language, visit: Visit, apps: readonly PortalApp[]): string {
  const words = wordsOf(language);
  const main = markup`<section class="row" aria-label="${words.signedInAs}">
<p>${words.signedInAs} <strong>${visit.userName}</strong></p>
<form action="/sign-out" method="post"><button>${words.signOut}</button></form>
</section>
${workspaceForm(words, visit)}
${visit.proxyUsers.length === 0 ? NO_MARKUP : proxyUserForm(words, visit)}
<section aria-labelledby="apps">
<h2 id="apps">${words.apps}</h2>
${apps.length === 0 ? markup`<p>${words.noApps}</p>` : appList(language, words, apps)}
</section>`;
  return layout({ language, heading: words.title, path: '/', main });
}

function workspaceForm(words: Words, { workspace, workspaces }: Visit): Markup {
  if (workspaces.length === 0) return markup`<p>${words.noWorkspace}</p>`;
  const options = workspaces.map(({ id, name }) => option(String(id), name, id === workspace?.id));
  return choice('/workspace', 'id', words.workspace, words.apply, options);
}

function proxyUserForm(words: Words, { proxyUser, proxyUsers }: Visit): Markup {
  const nobodyElse = option('', words.nobodyElse, proxyUser === undefined);
  const others = proxyUsers.map((name) => option(name, name, name === proxyUser));
  return choice('/proxy-user', 'proxyUser', words.proxyUser, words.apply, [nobodyElse, ...others]);
}

function choice(action: string, name: string, label: string, button: string, options: readonly Markup[]): Markup {
  return markup`<form action="${action}" method="post" class="row">
<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${options}</select>
<button>${button}<span class="hidden">: ${label}</span></button>
</form>`;
}

function option(value: string, text: string, isSelected: boolean): Markup {
  return markup`<option value="${value}"${isSelected ? markup` selected` : NO_MARKUP}>${text}</option>`;
}

function appList(language: Language, words: Words, apps: readonly PortalApp[]): Markup {
  return markup`<ul class="cards">
${apps.map((app) => appEntry(language, words, app))}</ul>`;
}

function appEntry(language: Language, words: Words, { name, url }: PortalApp): Markup {
  const path = encodeURIComponent(name);
  return markup`<li>
<h3>${name}</h3>
<span class="address">${url}</span>
<a href="/open/${path}" target="_blank" rel="noopener noreferrer">${words.openInTab}<span class="hidden">: ${name}</span></a>
<a href="/frame/${path}?lang=${language}">${words.openInFrame}<span class="hidden">: ${name}</span></a>
</li>
`;
}
