import type { PageAnswer } from './page-answer.js';
import { CALLS_SCRIPT, FORM_SCRIPT } from './scripts.js';
import { STYLE } from './style.js';

/** The mark of the portal: a doorway. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1d5bd6"/><path d="M9 26V13a7 7 0 0 1 14 0v13" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/><circle cx="16" cy="19" r="3" fill="#fff"/></svg>`;

/** The pages' own files, by path. */
export const ASSETS: ReadonlyMap<string, PageAnswer> = new Map<string, PageAnswer>([
  ['/portal.css', { status: 200, type: 'text/css; charset=utf-8', body: STYLE }],
  ['/portal.js', { status: 200, type: 'text/javascript; charset=utf-8', body: FORM_SCRIPT }],
  ['/calls.js', { status: 200, type: 'text/javascript; charset=utf-8', body: CALLS_SCRIPT }],
  ['/portal.svg', { status: 200, type: 'image/svg+xml', body: ICON }],
  ['/favicon.ico', { status: 204 }],
]);
