import { removeUser } from './interceptor-calls.js';
import type { RememberedLogin } from './remembered-login.js';
import type { RememberedLogins } from './remembered-logins.js';
import type { Visit } from './visit.js';

/**
 * Clears away in this browser what an ended login left: the interceptor's user and cookies, our cookie, and the session, which gets a
 * new id and is empty (security.md section 9). Every part is tried, whatever becomes of the others.
 *
 * @throws `session-unavailable` if the session could not be emptied, or `interceptor-failed`
 */
export async function endInBrowser<Req>(
  visit: Visit<Req>,
  login: RememberedLogin,
  logins: RememberedLogins<Req>,
): Promise<void> {
  const failures: Error[] = [];
  const tryTo = async (act: () => void | Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error('clearing away a login failed'));
    }
  };
  await tryTo(() => removeUser(visit, login));
  await tryTo(() => {
    for (const place of login.interceptorCookies) visit.removeCookie(place);
  });
  await tryTo(() => logins.forget(visit));
  await tryTo(() => visit.session.renew(false));
  await tryTo(() => visit.session.save());
  const [first] = failures;
  if (first !== undefined) throw first;
}
