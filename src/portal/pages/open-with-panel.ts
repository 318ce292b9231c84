import { markup, NO_MARKUP, type Markup } from './markup.js';
import type { Visit } from './visit.js';
import type { Words } from './words.js';

/** What goes into the messages of the next clicks: the workspace, and the proxy user with the way back. */
export function openWithPanel(words: Words, visit: Visit): Markup {
  return markup`<section class="panel settings" aria-labelledby="openWith">
<h2 id="openWith">${words.openWith}</h2>
${workspaceForm(words, visit)}
${visit.proxyUsers.length === 0 ? NO_MARKUP : proxyUserForm(words, visit)}
${visit.proxyUser === undefined ? NO_MARKUP : wayBack(words, visit.userName, visit.proxyUser)}</section>`;
}

function workspaceForm(words: Words, { workspace, workspaces }: Visit): Markup {
  if (workspaces.length === 0) return markup`<p>${words.noWorkspace}</p>`;
  const options = workspaces.map(({ id, name }) => option(String(id), name, id === workspace?.id));
  return choice('/workspace', 'id', words.workspace, words.apply, options);
}

function proxyUserForm(words: Words, { userName, proxyUser, proxyUsers }: Visit): Markup {
  const myself = option('', words.myself(userName), proxyUser === undefined);
  const others = proxyUsers.map((name) => option(name, name, name === proxyUser));
  return choice('/proxy-user', 'proxyUser', words.proxyUser, words.apply, [myself, ...others]);
}

function wayBack(words: Words, userName: string, proxyUser: string): Markup {
  return markup`<form action="/proxy-user" method="post" class="notice">
<p>${words.actsAs(userName, proxyUser)}</p>
<input type="hidden" name="proxyUser" value="">
<button>${words.backTo(userName)}</button>
</form>
`;
}

function choice(action: string, name: string, label: string, button: string, options: readonly Markup[]): Markup {
  return markup`<form action="${action}" method="post" class="choice">
<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${options}</select>
<button aria-label="${button}: ${label}">${button}</button>
</form>`;
}

function option(value: string, text: string, isSelected: boolean): Markup {
  return markup`<option value="${value}"${isSelected ? markup` selected` : NO_MARKUP}>${text}</option>`;
}
