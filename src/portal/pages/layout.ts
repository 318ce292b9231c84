import { markup, NO_MARKUP, type Markup } from './markup.js';
import { pageHeader } from './page-header.js';
import type { Visit } from './visit.js';
import { wordsOf, type Language } from './words.js';

/** What a page is made of besides what all pages have. */
export interface PageParts {
  readonly language: Language;
  readonly heading: string;
  /** The page's own path: for the switch of languages, and to mark it in the navigation. */
  readonly path: string;
  /** Who is signed in. */
  readonly visit?: Visit | undefined;
  readonly main: Markup;
  /** Whether it takes the window's whole width and height. */
  readonly isWide?: boolean;
  /** A script of the page's own, besides the one that sends forms. */
  readonly script?: string;
}

/** A whole page, with what every page has: the header, the place where the script reports errors. */
export function layout({ language, heading, path, visit, main, isWide = false, script }: PageParts): string {
  const words = wordsOf(language);
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} - ${words.title}</title>
<link rel="icon" href="/portal.svg" type="image/svg+xml">
<link rel="stylesheet" href="/portal.css">
<script src="/portal.js" defer></script>
${script === undefined ? NO_MARKUP : markup`<script src="${script}" defer></script>\n`}</head>
<body${isWide ? markup` class="wide"` : NO_MARKUP}>
<a class="skip" href="#main">${words.skip}</a>
${pageHeader(language, path, visit)}
<main id="main" tabindex="-1">
<noscript><p class="notice error">${words.needsScript}</p></noscript>
<p class="notice error" role="alert" id="error" data-failed="${words.failed}" hidden></p>
${main}
</main>
</body>
</html>
`.text;
}
