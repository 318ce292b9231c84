import { createHash } from 'node:crypto';
import type { SSOError } from '../errors.js';
import { REFUSAL_TEXTS } from './refusal-texts.js';
import type { ErrorPageContext } from './sso-plugin-options.js';

const STYLE =
  ':root{color-scheme:light dark}body{margin:0 auto;max-width:34rem;padding:4rem 1rem;font:1rem/1.6 system-ui,sans-serif}' +
  'h1{font-size:1.5rem;line-height:1.3}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}' +
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin-top:2rem;font-size:.875rem}dd{margin:0}' +
  '@media (max-width:30rem){body{padding:2rem 1rem}}';

/** The Content-Security-Policy source of the page's only style. */
export const REFUSAL_STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

const LABELS = {
  en: { code: 'Code', request: 'Request', back: 'Go on as the user who is logged in', login: 'Go to DSS' },
  zh: { code: '代码', request: '请求编号', back: '以当前登录用户继续', login: '前往 DSS' },
} as const;

/** The built-in page: static text, no script, nothing from elsewhere. The links lead to the page itself and to a configured origin. */
export function refusalPage(error: SSOError, context: ErrorPageContext): string {
  const { title, advice } = REFUSAL_TEXTS[error.code][context.language];
  const labels = LABELS[context.language];
  const links = [
    ...(context.loginUrl === undefined ? [] : [link(context.loginUrl, labels.login)]),
    ...(context.continueUrl === undefined ? [] : [link(context.continueUrl, labels.back)]),
  ];
  return `<!DOCTYPE html>
<html lang="${context.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="dss-sso-code" content="${error.code}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${advice}</p>
${links.map((html) => `<p>${html}</p>\n`).join('')}<dl>
<dt>${labels.code}</dt><dd><code>${error.code}</code></dd>
<dt>${labels.request}</dt><dd><code>${context.requestId}</code></dd>
</dl>
</main>
</body>
</html>
`;
}

function link(href: string, label: string): string {
  return `<a href="${escapeAttribute(href)}">${label}</a>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
