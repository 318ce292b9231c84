import type { IncomingMessage, ServerResponse } from 'node:http';
import { readPortalRequest, UnreadableBodyError, type PortalRequest } from '../portal-request.js';
import { refuseForeignChange } from '../request-guard.js';
import { refused, type PageAnswer } from './page-answer.js';

/** Serves the pages on a request. */
export async function servePage(
  req: IncomingMessage,
  res: ServerResponse,
  pages: (request: PortalRequest) => PageAnswer,
  portalUrl: string,
): Promise<void> {
  const {
    status,
    type,
    body,
    location,
    cookies = [],
    frames = [],
    referrerPolicy = 'same-origin',
  } = await findAnswer(req, pages, portalUrl);
  res.statusCode = status;
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Referrer-Policy', referrerPolicy);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', contentSecurityPolicy(frames));
  if (type !== undefined) res.setHeader('Content-Type', type);
  if (location !== undefined) res.setHeader('Location', location);
  if (cookies.length > 0) res.setHeader('Set-Cookie', cookies);
  res.end(body);
}

async function findAnswer(
  req: IncomingMessage,
  pages: (request: PortalRequest) => PageAnswer,
  portalUrl: string,
): Promise<PageAnswer> {
  const refusal = refuseForeignChange(req.method ?? 'GET', req.headers);
  if (refusal !== undefined) {
    req.resume();
    return refused(refusal.status, refusal.reason);
  }
  try {
    const request = await readPortalRequest(req);
    // Apps that run on 127.0.0.1 are another site than a page on localhost: their frames would be refused.
    const isOnLocalhost = request.headers.host?.toLowerCase().startsWith('localhost') === true;
    if (isOnLocalhost && request.method === 'GET') return { status: 303, location: `${portalUrl}/` };
    return pages(request);
  } catch (error) {
    if (!(error instanceof UnreadableBodyError)) throw error;
    return refused(error.status, error.message);
  }
}

/** Nothing but the portal's own files; no form is sent without the script; no other site may show the portal in a frame. */
function contentSecurityPolicy(frames: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `frame-src ${["'self'", ...frames].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
