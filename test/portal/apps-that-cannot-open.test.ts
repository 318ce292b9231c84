import { createPortal } from '../../src/portal/create-portal.js';

describe('an app that no click could open is refused when the portal is made', () => {
  test.each<[string, { url: string; redirect?: string }, string]>([
    ['a line break', { url: 'http://127.0.0.1:3000/\n' }, 'apps[0].url cannot be in an SSO URL: reqUrl has a control'],
    ['orders for a terminal', { url: 'http://127.0.0.1/\u001b[2J' }, 'apps[0].url cannot be in an SSO URL'],
    ['a message of its own', { url: 'http://127.0.0.1/?dssurl=x' }, 'apps[0].url cannot be in an SSO URL'],
    ['half a character', { url: 'http://127.0.0.1/\ud800' }, 'apps[0].url cannot be in an SSO URL'],
    [
      'a redirect beyond the limit',
      { url: 'http://127.0.0.1/', redirect: '/'.repeat(2_049) },
      'apps[0].redirect cannot be in an SSO URL: redirect is too long',
    ],
  ])('%s', (_what, app, problem) => {
    expect(() => createPortal({ apps: [{ name: 'app', ...app }] })).toThrow(problem);
  });
});
