import type { DSSLogin } from 'dss-sso';

/** The page all examples show: who is logged in, and a way out. */
export function greeting(login: DSSLogin | undefined, note = ''): string {
  const user = escape(login?.user.effectiveUser ?? 'stranger');
  const workspace = escape(login?.workspace.name ?? 'no workspace');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title>
<h1>Hello ${user} of ${workspace}</h1>
<p>${escape(note)}</p>
<form action="/logout" method="post"><button>Sign out of this app</button></form>`;
}

/** Names come from DSS, the workspace's even from the URL: they are text, never markup. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
