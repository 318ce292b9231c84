import type { SettledUser } from '../portal-options.js';
import { layout } from './layout.js';
import { markup, NO_MARKUP, type Markup } from './markup.js';
import { wordsOf, type Language, type Words } from './words.js';

/**
 * The page for whoever is not signed in. Passwords that the portal made stand on it; those the operator chose do not.
 *
 * @param hasEnded - whether the browser came with a ticket that is dead
 */
export function signInPage(language: Language, users: readonly SettledUser[], hasEnded: boolean): string {
  const words = wordsOf(language);
  const demoUsers = users.filter((user) => user.hasDemoPassword);
  const main = markup`<h1>${words.signIn}</h1>
<p class="lead">${words.signInLead}</p>
${hasEnded ? markup`<p class="notice">${words.ended}</p>\n` : NO_MARKUP}<div class="halves">
${demoUsers.length === 0 ? NO_MARKUP : demoSection(words, demoUsers)}<section class="panel" aria-labelledby="other">
<h2 id="other">${words.otherUser}</h2>
<form action="/sign-in" method="post" class="stack">
<label for="userName">${words.userName}</label>
<input id="userName" name="userName" autocomplete="username" autocapitalize="none" spellcheck="false" required>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button class="primary">${words.signIn}</button>
</form>
</section>
</div>`;
  return layout({ language, heading: words.signIn, path: '/', main });
}

function demoSection(words: Words, users: readonly SettledUser[]): Markup {
  return markup`<section class="panel" aria-labelledby="demo">
<h2 id="demo">${words.demoUsers}</h2>
<ul class="people">
${users.map((user) => demoUser(words, user))}</ul>
</section>
`;
}

function demoUser(words: Words, { userName, password }: SettledUser): Markup {
  return markup`<li>
<form action="/sign-in" method="post">
<input type="hidden" name="userName" value="${userName}">
<input type="hidden" name="password" value="${password}">
<button>${words.signInAs(userName)}</button>
</form>
<p>${words.password} <code>${password}</code></p>
</li>
`;
}
