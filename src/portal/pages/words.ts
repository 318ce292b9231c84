import type { IncomingHttpHeaders } from 'node:http';
import { EN, type Words } from './words-en.js';
import { ZH } from './words-zh.js';

export type { Words } from './words-en.js';

/** The languages of the pages. */
export type Language = 'en' | 'zh';

/** Keeps the language that was chosen. Apps on this host get the cookie too, so its name says whose it is. */
export const LANGUAGE_COOKIE = 'dss_portal_language';

export function wordsOf(language: Language): Words {
  return language === 'zh' ? ZH : EN;
}

/** The language being chosen on the page (`?lang=`), if one is. */
export function chosenLanguage(query: URLSearchParams): Language | undefined {
  return asLanguage(query.get('lang'));
}

/** The language being chosen, else the one chosen before, else the first of the browser's that we have, else English. */
export function languageOf(
  query: URLSearchParams,
  kept: string | undefined,
  { 'accept-language': accepted = '' }: IncomingHttpHeaders,
): Language {
  const first = /(?:^|,)\s*(en|zh)\b/i.exec(accepted)?.[1];
  return chosenLanguage(query) ?? asLanguage(kept) ?? asLanguage(first?.toLowerCase()) ?? 'en';
}

function asLanguage(text: string | null | undefined): Language | undefined {
  return text === 'en' || text === 'zh' ? text : undefined;
}
