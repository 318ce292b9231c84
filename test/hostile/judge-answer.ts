import type { Seen } from '../support/apps.js';
import type { Expected, HostileCase } from './hostile-case.js';
import type { WireAnswer } from './send-bytes.js';

/** Codes that only a gateway's answer, or its silence, can bring. */
const AFTER_THE_GATEWAY = /^(?:ticket-rejected|proxy-user-denied|gateway-(?!untrusted).*)$/;
const OWN_COOKIES = /^(?:dss_sso_corpus|dss_sso_user_corpus)=/;
const REMOVED_COOKIE = /^(?:dss_sso_corpus|dss_sso_user_corpus)=;.*Max-Age=0/;
const LOGIN_COOKIE = /^dss_sso_corpus=[^;]/;
const TICKET = /t-\d+-0/;

/** What is wrong with an answer; nothing, if it is as expected. */
export function judge(hostile: HostileCase, expected: Expected, answer: WireAnswer, wasAsked: boolean): string[] {
  const { verdict } = expected;
  const hasBody = hostile.method !== 'HEAD';
  const isRefusal = verdict === 'refused';
  const isMessage = isRefusal || verdict === 'login' || verdict === 'redirect';
  const one = (name: string): string | undefined => answer.headers(name)[0];
  const problems: string[] = [];
  const check = (what: string, actual: unknown, wanted: unknown): void => {
    if (actual !== wanted) problems.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };

  check('status', answer.status, statusOf(expected));
  check('Location', one('location'), verdict === 'redirect' ? expected.location : undefined);
  check('Cache-Control', one('cache-control'), isMessage || verdict === 'ended' ? 'no-store' : undefined);
  check('Referrer-Policy', one('referrer-policy'), isMessage ? 'no-referrer' : undefined);
  check('Access-Control-Allow-Origin', one('access-control-allow-origin'), undefined);
  check('X-Evil', one('x-evil'), undefined);

  const cookies = answer.headers('set-cookie');
  const isLogin = verdict === 'login' || verdict === 'redirect';
  check(
    'a cookie of ours',
    cookies.some((cookie) => LOGIN_COOKIE.test(cookie)),
    isLogin,
  );
  check(
    'cookies are ours alone',
    cookies.every((cookie) => cookiesOf(expected)?.test(cookie)),
    true,
  );

  if (verdict === 'ended') check('user', seenBy(answer).user, undefined);
  if (isRefusal) {
    check('X-Content-Type-Options', one('x-content-type-options'), 'nosniff');
    check('X-Robots-Tag', one('x-robots-tag'), 'noindex');
    check('Content-Security-Policy', one('content-security-policy')?.startsWith("default-src 'none'"), true);
    if (hasBody) check('code', codeIn(answer), expected.code);
    if (!AFTER_THE_GATEWAY.test(expected.code)) check('the gateway was asked', wasAsked, false);
  }
  if (verdict === 'redirect') check('body', answer.body, '');
  if ((verdict === 'login' || verdict === 'app') && hasBody && answer.status === 200) {
    const seen = seenBy(answer);
    check('user', seen.user?.effectiveUser, expected.user);
    if (expected.url !== undefined) check('the URL the app sees', seen.url, expected.url);
    if (verdict === 'login') check('a ticket in the URL the app sees', TICKET.test(seen.url), false);
  }
  return problems;
}

/** What each cookie of the answer must look like; without it there may be none. */
function cookiesOf({ verdict }: Expected): RegExp | undefined {
  if (verdict === 'ended') return REMOVED_COOKIE;
  return verdict === 'login' || verdict === 'redirect' ? OWN_COOKIES : undefined;
}

function statusOf(expected: Expected): number {
  if (expected.verdict === 'refused' || expected.verdict === 'server') return expected.status;
  return expected.verdict === 'redirect' ? 303 : 200;
}

function seenBy({ body }: WireAnswer): Pick<Seen, 'user' | 'url'> {
  return JSON.parse(Buffer.from(chunkless(body), 'latin1').toString('utf8')) as Seen;
}

/** From problem details, or from the page for browsers. */
function codeIn(answer: WireAnswer): string | undefined {
  const { body } = answer;
  const isProblem = answer.headers('content-type')[0]?.startsWith('application/problem+json') === true;
  if (isProblem) return (JSON.parse(chunkless(body)) as { code?: string }).code;
  return /<meta name="dss-sso-code" content="([a-z-]+)"/.exec(body)?.[1];
}

/** A JSON body, whether it came in one chunk or with a length. */
function chunkless(body: string): string {
  return body.startsWith('{') ? body : body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
}
