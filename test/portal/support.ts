import { request } from 'node:http';
import { createPortal, type Portal, type PortalOptions } from '../../src/portal/create-portal.js';

export const TICKET = 'linkis_user_session_ticket_id_v1';
export const PROXY_TICKET = 'dss_user_session_proxy_ticket_id_v1';
export const API = '/api/rest_j/v1';

const running: Portal[] = [];

/** A portal that listens; `closePortals` ends it. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  const portal = createPortal(options);
  await portal.listen();
  running.push(portal);
  return portal;
}

export async function closePortals(): Promise<void> {
  await Promise.all(running.splice(0).map((portal) => portal.close()));
}

export interface Asked {
  status: number;
  type: string | null;
  cookies: string[];
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what an answer says is what the tests are about
  json: any;
}

/** Asks the portal; `body` is sent as JSON, cookies as they are. */
export async function ask(
  portal: Portal,
  path: string,
  { method = 'GET', cookies = {}, body, headers = {} }: AskOptions = {},
): Promise<Asked> {
  const cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
  const response = await fetch(portal.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(cookie !== '' && { Cookie: cookie }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    cookies: response.headers.getSetCookie(),
    headers: response.headers,
    text,
    json: isJson && text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}

export interface AskOptions {
  method?: string;
  cookies?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks with a `Host` of one's own, which fetch does not allow. */
export function askAsHost(
  portal: Portal,
  host: string,
  path = '/',
): Promise<{ status: number; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asking = request(portal.url + path, { headers: { Host: host }, agent: false }, (res) => {
      res.resume();
      res.on('end', () => {
        resolve({ status: res.statusCode ?? 0, location: res.headers.location });
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** A browser's cookie jar, as far as the portal needs one: names and values, and removal by `Max-Age=0`. */
export function keepCookies(jar: Record<string, string>, setCookies: readonly string[]): Record<string, string> {
  const kept = { ...jar };
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    if (attributes.includes('Max-Age=0')) delete kept[name];
    else kept[name] = pair.slice(name.length + 1);
  }
  return kept;
}
