import Negotiator from 'negotiator';
import type { IncomingHttpHeaders } from 'node:http';
import type { SSOError } from '../errors.js';
import type { Logger } from '../logger.js';
import { attempt } from '../maybe-promise.js';
import { REFUSAL_STYLE_SOURCE, refusalPage } from './refusal-page.js';
import { REFUSAL_TEXTS, type Language } from './refusal-texts.js';
import type { ErrorPageContext, SSOPluginOptions } from './sso-plugin-options.js';
import type { Refusal } from './verdict.js';

/** What a refusal is made with, besides the error. */
export interface RefusalSettings {
  readonly errorPage: SSOPluginOptions['errorPage'];
  /** Who may show the page in a frame: gateways and DSS pages. */
  readonly frameAncestors: readonly string[];
  readonly logger: Logger;
}

export interface RefusalContext {
  readonly headers: IncomingHttpHeaders;
  readonly requestId: string;
  readonly continueUrl?: string;
  readonly loginUrl?: string;
}

const HTML = 'text/html';
const PROBLEM = 'application/problem+json';
/** What a client may prefer to HTML; problem details are JSON, and what everybody gets who prefers nothing. */
const OFFERED = [PROBLEM, 'application/json', HTML];

/**
 * The answer to a refused request (security.md section 12): a page where HTML is preferred, problem details (RFC 9457) for everyone
 * else. Nothing of the request, the gateway or a stack is in it.
 */
export function toRefusal(error: SSOError, context: RefusalContext, settings: RefusalSettings): Refusal {
  const negotiator = new Negotiator({ headers: context.headers });
  const isHtml = negotiator.mediaType(OFFERED) === HTML;
  const language: Language = negotiator.language(['en', 'zh']) === 'zh' ? 'zh' : 'en';
  return {
    kind: 'refuse',
    error,
    status: error.status,
    headers: {
      ...fixedHeaders(settings),
      'Content-Type': isHtml ? `${HTML}; charset=utf-8` : PROBLEM,
      'Content-Language': language,
      ...(error.code === 'gateway-busy' && { 'Retry-After': '1' }),
    },
    body: isHtml ? pageOf(error, context, language, settings) : problemOf(error, context, language),
  };
}

function fixedHeaders({ frameAncestors }: RefusalSettings): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${REFUSAL_STYLE_SOURCE}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors.join(' ')}`,
  ];
  return {
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': policy.join('; '),
    'X-Robots-Tag': 'noindex',
    Vary: 'Accept, Accept-Language',
  };
}

function pageOf(error: SSOError, context: RefusalContext, language: Language, settings: RefusalSettings): string {
  const { requestId, continueUrl, loginUrl } = context;
  const shown: ErrorPageContext = {
    language,
    requestId,
    ...(continueUrl !== undefined && { continueUrl: withoutMarkup(continueUrl) }),
    ...(loginUrl !== undefined && { loginUrl }),
  };
  const builtIn = refusalPage(error, shown);
  const { errorPage, logger } = settings;
  if (errorPage === undefined) return builtIn;
  // A promise is not waited for, but its failure is caught: it would end the process.
  const page: unknown = attempt<unknown, string>(
    () => errorPage(error, shown),
    () => {
      logger.error('errorPage failed; the built-in page was sent.', { requestId, code: error.code });
      return builtIn;
    },
  );
  if (typeof page === 'string') return page;
  logger.error('errorPage must return HTML as text; the built-in page was sent.');
  return builtIn;
}

/** The way back is made of the request: a page of the app's own may set it down as it is. */
function withoutMarkup(url: string): string {
  return url.replace(/["'<>`]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function problemOf(error: SSOError, context: RefusalContext, language: Language): string {
  const { title, advice } = REFUSAL_TEXTS[error.code][language];
  return JSON.stringify({
    type: 'about:blank',
    title,
    status: error.status,
    code: error.code,
    detail: advice,
    requestId: context.requestId,
    ...(context.loginUrl !== undefined && { loginUrl: context.loginUrl }),
  });
}
