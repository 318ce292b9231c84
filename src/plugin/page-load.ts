import type { IncomingHttpHeaders } from 'node:http';

const FETCH_METADATA = ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-user'];

/**
 * Whether a request is a browser that loads a page: only then may the answer be a redirect nobody asked for (security.md section 6).
 * Over plain http browsers send no `Sec-Fetch-*`; there only navigations accept both HTML and XHTML by name.
 */
export function isPageLoad(method: string, headers: IncomingHttpHeaders): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (hasFetchMetadata(headers)) return headers['sec-fetch-mode'] === 'navigate';
  const accept = headers.accept ?? '';
  return accept.includes('text/html') && accept.includes('application/xhtml+xml');
}

/** Whether the browser says where the request comes from (Fetch Metadata). */
export function hasFetchMetadata(headers: IncomingHttpHeaders): boolean {
  return FETCH_METADATA.some((name) => headers[name] !== undefined);
}
