import { FORBIDDEN_COOKIES } from '../../src/message/cookie-names.js';

test('the cookies that gateways take for a login of their own, or for leave to skip one, are known in lower case', () => {
  expect([...FORBIDDEN_COOKIES].sort()).toEqual([
    'dataworkcloud_inner_request',
    'token-alive',
    'token-code',
    'token-user',
  ]);
  expect(Object.isFrozen(FORBIDDEN_COOKIES)).toBe(true);
});
