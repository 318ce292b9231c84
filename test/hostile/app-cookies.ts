import {
  JWT,
  message,
  nobody,
  OWN_COOKIE,
  refused,
  shown,
  TICKET_NAME,
  to,
  type Expected,
  type HostileCase,
} from './hostile-case.js';

const known: Expected = { verdict: 'app', user: 'alice' };
const OWN = `dss_sso_corpus=${OWN_COOKIE}`;
const CREDENTIAL = `dss_sso_user_corpus=${JWT}`;
const BOTH = `${OWN}; ${CREDENTIAL}`;
/** A token without a signature: `{"alg":"none","typ":"dss-sso+jwt"}`. */
const UNSIGNED = 'eyJhbGciOiJub25lIiwidHlwIjoiZHNzLXNzbytqd3QifQ.eyJzdWIiOiJhbGljZSJ9.';

/** `Cookie` of a request without a message. */
const ROWS: readonly (readonly [string, Expected])[] = [
  [BOTH, known],
  [`${CREDENTIAL}; ${OWN}`, known],
  [`${BOTH}; ${OWN}`, known],
  [`a=b; ${BOTH}; novalue; =x; ;`, known],
  [`${BOTH}; ${TICKET_NAME}=of-somebody-else`, known],
  [`${BOTH}; __proto__=x; constructor=y; toString=z`, known],
  ['', nobody],
  [OWN, { verdict: 'ended' }],
  [CREDENTIAL, nobody],
  [`${OWN}x; ${CREDENTIAL}`, nobody],
  [`dss_sso_corpus=x${OWN_COOKIE}; ${CREDENTIAL}`, nobody],
  [`${BOTH}; dss_sso_corpus=other`, nobody],
  [`dss_sso_corpus=other; ${BOTH}`, nobody],
  [`${BOTH}; dss_sso_user_corpus=other`, nobody],
  [`${OWN}; ${CREDENTIAL}x`, nobody],
  [`${OWN}; dss_sso_user_corpus=${UNSIGNED}`, nobody],
  [`${OWN}; dss_sso_user_corpus=${OWN_COOKIE}`, nobody],
  [`dss_sso_corpus=${JWT}; ${CREDENTIAL}`, nobody],
  [`__Host-dss_sso_corpus=${OWN_COOKIE}; ${CREDENTIAL}`, nobody],
  [`DSS_SSO_CORPUS=${OWN_COOKIE}; ${CREDENTIAL}`, nobody],
  [`dss_sso=${OWN_COOKIE}; ${CREDENTIAL}`, nobody],
  [`dss_sso_corpus%3D${OWN_COOKIE}; ${CREDENTIAL}`, nobody],
  ['dss_sso_corpus=', nobody],
  ['dss_sso_corpus', nobody],
  ['dss_sso_corpus=%', nobody],
  ['dss_sso_corpus=%00', nobody],
  ['dss_sso_corpus=__proto__', nobody],
  ['dss_sso_corpus=null', nobody],
  ['dss_sso_corpus=../../etc/passwd', nobody],
  [`dss_sso_corpus=${'a'.repeat(4_096)}`, nobody],
  [`dss_sso_corpus=${'A'.repeat(3_000)}.${'B'.repeat(3_000)}`, nobody],
  ['dss_sso_corpus=\xff\xfe; dss_sso_user_corpus=\x80', nobody],
  ['dss_sso_corpus="quoted"', nobody],
  [`dss_sso_user_corpus=${UNSIGNED}`, nobody],
  ['dss_sso_user_corpus=..', nobody],
  ['dss_sso_user_corpus=a.b.c', nobody],
  [`dss_sso_user_corpus=${'a.'.repeat(2_000)}`, nobody],
  ['dss_sso_user_corpus={"sub":"alice"}', nobody],
  ['user=alice; userName=alice; session=alice', nobody],
  [`${TICKET_NAME}=t-1-1`, nobody],
  ['connect.sid=s%3Aforged.x; koa.sess=eyJ1c2VyIjoiYWxpY2UifQ==', nobody],
  ['__proto__=alice; constructor=alice; hasOwnProperty=alice; toString=alice', nobody],
  [';'.repeat(4_000), nobody],
  ['='.repeat(4_000), nobody],
  ['a=b; '.repeat(1_000), nobody],
  ['x'.repeat(8_000), nobody],
];

export const appCookies: readonly HostileCase[] = [
  ...ROWS.map(([cookie, expected]) => ({
    name: `Cookie ${shown(cookie)}`,
    target: '/app',
    headers: [`Cookie: ${cookie}`],
    expected,
  })),
  {
    name: 'two Cookie headers with different logins',
    target: '/app',
    headers: [`Cookie: ${BOTH}`, 'Cookie: dss_sso_corpus=other'],
    expected: nobody,
  },
  {
    name: 'a refused message beside a living login',
    target: '/app?dssurl=x',
    headers: [`Cookie: ${BOTH}`],
    expected: refused(403, 'gateway-untrusted'),
  },
  {
    name: 'a good message over forged cookies',
    target: message({ redirect: '/r' }),
    headers: [`Cookie: dss_sso_corpus=forged; dss_sso_user_corpus=${UNSIGNED}`],
    expected: to('/r'),
  },
];
