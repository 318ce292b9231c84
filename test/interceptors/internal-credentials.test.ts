import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import type { DSSMsg } from '../../src/message/dss-msg.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';

type Pairs = readonly [string, string][];
const user = toDSSUser('alice', 'hadoop');
const LOGIN: Pairs = [
  ['ticket', 't'],
  ['proxy', 'p'],
  ['workspaceId', '1'],
  ['workspaceName', 'w'],
  ['dss_user_name', 'Alice'],
];

function contextOf(browser: Pairs): InterceptorContext {
  const dates = { verifiedAt: new Date(), expiresAt: new Date() };
  return {
    cookies: new Map(browser),
    secure: false,
    embedded: false,
    login: { id: 'login-1', user, ...dates, cookies: new Map(LOGIN) },
  };
}

const without = (context: InterceptorContext): InterceptorContext => {
  const { login: _login, ...rest } = context;
  return rest;
};
const interceptor = internalInterceptor();

test.each<[string, Pairs, boolean | 'invalid']>([
  ['all cookies of the login', LOGIN, true],
  ['its credentials alone', LOGIN.slice(0, 2), true],
  ['its credentials and another workspace', [...LOGIN.slice(0, 2), ['workspaceId', '2']], true],
  ['its credentials, the display name twice', [...LOGIN.slice(0, 2), ['dss_user_name', '']], true],
  ['one credential only', LOGIN.slice(0, 1), false],
  ['the other credential only', LOGIN.slice(1, 2), false],
  [
    'one credential of somebody else',
    [
      ['ticket', 't'],
      ['proxy', 'q'],
    ],
    false,
  ],
  ['no cookie', [], false],
  [
    'a credential twice, with different values',
    [
      ['ticket', ''],
      ['proxy', 'p'],
    ],
    'invalid',
  ],
  ['another credential twice, and none else', [['proxy', '']], 'invalid'],
])('with %s the user of the login is there: %p', (_what, browser, answer) => {
  expect(interceptor.isUserExistInSession(undefined, contextOf(browser))).toBe(answer);
  expect(interceptor.isUserExistInSession(undefined, without(contextOf(browser)))).toBe(false);
});

test('the user is the one who acts, and nobody without a login', () => {
  expect(interceptor.getUser(undefined, contextOf([]))).toBe('hadoop');
  expect(interceptor.getUser(undefined, without(contextOf(LOGIN)))).toBeUndefined();
});

test('the cookies of a message are set unless the browser has them with that value', () => {
  const dssMsg: DSSMsg = { dssUrl: 'https://dss.example.com', cookies: new Map(LOGIN) };
  const context = contextOf([
    ['ticket', 't'],
    ['proxy', 'old'],
    ['workspaceId', '1'],
    ['workspaceName', 'w'],
  ]);
  expect(interceptor.addCookiesToRequest(dssMsg, user, undefined, context)).toEqual([
    { name: 'proxy', value: 'p' },
    { name: 'dss_user_name', value: 'Alice' },
  ]);
});
