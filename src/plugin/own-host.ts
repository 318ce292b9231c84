import { isCanonicalHost } from '../message/http-url.js';

/**
 * The host of the app itself, lower-cased and with the port only if it is written: `publicOrigin`'s, else the one the framework
 * trusts. `undefined` if there is none, or it has characters or spellings no browser sends (security.md section 5 step 5).
 */
export function ownHost(publicOrigin: URL | undefined, requestHost: string | undefined): string | undefined {
  if (publicOrigin !== undefined) return publicOrigin.host;
  return requestHost !== undefined && isCanonicalHost(requestHost) ? requestHost.toLowerCase() : undefined;
}

/** Whether a URL leads to this host. Either scheme counts, and a port that is the default of the URL's scheme may be written or not. */
export function isAtHost(url: URL, host: string | undefined): boolean {
  if (host === undefined) return false;
  // `url.host` has no default port; reading the own host with the URL's scheme takes it from there, too.
  return url.host === new URL(`${url.protocol}//${host}`).host;
}

/** Whether a host name can only be this machine: there browsers take `Secure` cookies without TLS. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
