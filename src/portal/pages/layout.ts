import { markup, NO_MARKUP, type Markup } from './markup.js';
import { wordsOf, type Language } from './words.js';

/** What a page is made of besides what all pages have. */
export interface PageParts {
  readonly language: Language;
  readonly heading: string;
  /** The page's own path, for the switch of languages. */
  readonly path: string;
  readonly main: Markup;
  /** Whether it takes the window's whole width. */
  readonly isWide?: boolean;
}

/** A whole page, with what every page has: the banner, the switch of languages, the place where the script reports errors. */
export function layout({ language, heading, path, main, isWide = false }: PageParts): string {
  const words = wordsOf(language);
  const other: Language = language === 'en' ? 'zh' : 'en';
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading === words.title ? heading : `${heading} - ${words.title}`}</title>
<link rel="stylesheet" href="/portal.css">
<script src="/portal.js" defer></script>
</head>
<body${isWide ? markup` class="wide"` : NO_MARKUP}>
<a class="skip" href="#main">${words.skip}</a>
<p class="banner" role="note"><strong>${words.warning}</strong></p>
<header>
<h1>${heading}</h1>
<a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${other === 'zh' ? '中文' : 'English'}</a>
</header>
<main id="main" tabindex="-1">
<noscript><p class="error">${words.needsScript}</p></noscript>
<p class="error" role="alert" id="error" data-failed="${words.failed}" hidden></p>
${main}
</main>
</body>
</html>
`.text;
}
