import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is refused before anything is done. */
export interface GuardRefusal {
  readonly status: 403 | 415 | 421;
  readonly reason: string;
}

/** Refuses requests for another host: a name an attacker points at 127.0.0.1 must not open the portal to that attacker's pages. */
export function refuseStrangeHost(headers: IncomingHttpHeaders, port: number): GuardRefusal | undefined {
  const host = headers.host?.toLowerCase();
  const known = ['127.0.0.1', 'localhost'].flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
  if (host !== undefined && known.includes(host)) return undefined;
  return { status: 421, reason: `The portal answers to http://127.0.0.1:${port} only.` };
}

/**
 * Refuses calls that change something unless they come from the portal's own pages, or from no browser at all, as JSON
 * (security.md section 14). Browsers say where a POST comes from; a DSS back end sends neither header, and no body now and then.
 */
export function refuseForeignChange(method: string, headers: IncomingHttpHeaders): GuardRefusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if ((origin !== undefined && origin !== `http://${host}`) || (site !== undefined && site !== 'same-origin')) {
    return { status: 403, reason: 'Only pages of this portal may do that.' };
  }
  const isBrowser = origin !== undefined || site !== undefined;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
  if (!isJson && (isBrowser || hasBody)) return { status: 415, reason: 'Send JSON: Content-Type: application/json.' };
  return undefined;
}
