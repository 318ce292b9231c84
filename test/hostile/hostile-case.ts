/** What the gateway answers to the calls of one case, by the end of the path. */
export type GatewayAnswers = Readonly<Record<string, GatewayAnswer>>;

export type GatewayAnswer =
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  /** Bytes in place of an HTTP answer; then the connection ends. */
  | { readonly kind: 'bytes'; readonly bytes: string }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

export type Expected =
  /** Signed in, and the app answers this request. `url`: what the app sees of the target. */
  | { readonly verdict: 'login'; readonly user: string; readonly url?: string }
  /** Signed in, and the browser is sent on. */
  | { readonly verdict: 'redirect'; readonly location: string }
  | { readonly verdict: 'refused'; readonly status: number; readonly code: string }
  /** No message: the app answers, for this user or for nobody. `url`: what the app sees of the target. */
  | { readonly verdict: 'app'; readonly user?: string; readonly url?: string }
  /** No message, nobody; the remembered login is over, and its cookies are taken away. */
  | { readonly verdict: 'ended' }
  /** The server or framework answers by itself; the plug-in never sees the request. */
  | { readonly verdict: 'server'; readonly status: number };

/** One hostile request, and what must come of it. Strings that are sent have one character a byte. */
export interface HostileCase {
  readonly name: string;
  readonly target: string;
  readonly method?: string;
  /** Lines of the head, after `Host`. */
  readonly headers?: readonly string[];
  /** Lines in place of `Host: app.example.com`. */
  readonly host?: readonly string[];
  readonly body?: string;
  readonly gateway?: GatewayAnswers;
  readonly expected: Expected;
  /** Adapters under which the server answers otherwise. */
  readonly at?: Readonly<Record<string, Expected>>;
}

export const OWN_HOST = 'app.example.com';
export const DSS_URL = 'https://dss.example.com';
export const TICKET_NAME = 'linkis_user_session_ticket_id_v1';
export const PROXY_TICKET_NAME = 'dss_user_session_proxy_ticket_id_v1';

/** Stand for what is known when a case runs: a ticket of its own, the rogue server's address, the cookies of a living login. */
export const TICKET = 'TICKET-OF-CASE';
export const ROGUE = 'ROGUE-ADDRESS';
export const OWN_COOKIE = 'OWN-COOKIE-OF-LOGIN';
export const JWT = 'JWT-OF-LOGIN';

export const PAGE_LOAD = 'Accept: text/html,application/xhtml+xml,*/*;q=0.8';

export const alice: Expected = { verdict: 'login', user: 'alice' };
export const nobody: Expected = { verdict: 'app' };
export const malformed = refused(400, 'message-malformed');
export const tooLarge = refused(400, 'message-too-large');
export const byNode: Expected = { verdict: 'server', status: 400 };

export function refused(status: number, code: string): Expected {
  return { verdict: 'refused', status, code };
}

export function to(location: string): Expected {
  return { verdict: 'redirect', location };
}

/** A raw query of a message that is good but for what is given. A raw value (`undefined`: left out) replaces the good one. */
export function query(given: Readonly<Record<string, string | undefined>> = {}): string {
  const good: Readonly<Record<string, string | undefined>> = {
    dssurl: encodeURIComponent(DSS_URL),
    cookies: `${TICKET_NAME}%3D${TICKET}`,
  };
  return Object.entries({ ...good, ...given })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join('&');
}

/** A target with such a message. */
export function message(given: Readonly<Record<string, string | undefined>> = {}): string {
  return `/app?${query(given)}`;
}

/** A decoded value as it is sent: everything that is not plain is percent-encoded. */
export const encoded = encodeURIComponent;

/** Text as it shows in a test's name. */
export function shown(text: string): string {
  const escaped = JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return escaped.length > 130 ? `${escaped.slice(0, 60)}...${escaped.slice(-60)} (${text.length})` : escaped;
}
