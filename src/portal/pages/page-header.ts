import { markup, NO_MARKUP, type Markup } from './markup.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language, type Words } from './words.js';

/** The header of every page: the warning, where one is, who one is, and the other language. */
export function pageHeader(language: Language, path: string, visit: Visit | undefined): Markup {
  const words = wordsOf(language);
  const other: Language = language === 'en' ? 'zh' : 'en';
  return markup`<header>
<p class="banner"><strong>${words.development}</strong> ${words.warning}</p>
<div class="top">
<a class="brand" href="/">${words.title}</a>
${visit === undefined ? NO_MARKUP : navigation(words, path)}<a class="language" href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'zh' ? '中文' : 'English'}</a>
${visit === undefined ? NO_MARKUP : identity(words, visit)}</div>
</header>`;
}

function navigation(words: Words, path: string): Markup {
  const link = (target: string, text: string) =>
    markup`<a href="${target}"${path === target ? markup` aria-current="page"` : NO_MARKUP}>${text}</a>\n`;
  return markup`<nav aria-label="${words.pages}">
${link('/', words.apps)}${link('/calls', words.calls)}</nav>
`;
}

function identity(words: Words, { userName, workspace, proxyUser }: Visit): Markup {
  const fact = (label: string, value: string) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>\n`;
  return markup`<dl class="identity">
${fact(words.signedInAs, userName)}${proxyUser === undefined ? NO_MARKUP : fact(words.actingAs, proxyUser)}${fact(words.workspace, workspace?.name ?? words.none)}</dl>
<form action="/sign-out" method="post"><button>${words.signOut}</button></form>
`;
}
