import type { Visit } from './visit.js';

/** The attributes of a session's cookie, as session middlewares keep them. */
interface SessionCookie {
  readonly sameSite?: unknown;
  readonly secure?: unknown;
  readonly partitioned?: unknown;
}

/**
 * Warns, at a login, of a session cookie that browsers will not send where it is needed (security.md section 10). Found for
 * express-session (`session.cookie`) and koa-session (`ctx.sessionOptions`); of others nothing is known.
 */
export function warnOfSessionCookie<Req>(visit: Visit<Req>): void {
  const cookie = sessionCookieOf(visit);
  if (cookie === undefined) return;
  const { logger, embedded } = visit.settings;
  const sameSite = cookie.sameSite === true ? 'strict' : String(cookie.sameSite).toLowerCase();
  if (sameSite === 'strict') {
    logger.warnOnce(
      "The app's session cookie has SameSite=Strict: browsers do not send it after the jump from DSS on another site. Use Lax.",
    );
  }
  const isForFrames =
    sameSite === 'none' && cookie.secure !== false && cookie.secure !== undefined && cookie.partitioned === true;
  if (embedded && !isForFrames) {
    logger.warnOnce(
      "With `embedded` the app's session cookie needs SameSite=None, Secure and Partitioned: browsers do not send it in frames else.",
    );
  }
}

function sessionCookieOf<Req>(visit: Visit<Req>): SessionCookie | undefined {
  const data = visit.session.data;
  if (data === undefined || visit.settings.session !== undefined) return undefined;
  const ofKoa = (visit.exchange.request as { sessionOptions?: unknown }).sessionOptions;
  const cookie = ofKoa ?? data['cookie'];
  return typeof cookie === 'object' && cookie !== null ? cookie : undefined;
}
