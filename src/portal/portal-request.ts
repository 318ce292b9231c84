import type { IncomingMessage } from 'node:http';
import { parseCookie } from 'cookie';
import { PROXY_TICKET, TICKET } from './dss-cookies.js';

/** A request to the portal, read once. */
export interface PortalRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** A cookie's value as it was sent; an empty one counts as none. */
  cookie(name: string): string | undefined;
  readonly ticket: string | undefined;
  readonly proxyTicket: string | undefined;
  /** The JSON body, if it is an object; `{}` else. */
  readonly body: Readonly<Record<string, unknown>>;
}

const MAX_BODY = 65_536;

/** Why a body could not be read. */
export class UnreadableBodyError extends Error {
  readonly status: 400 | 413;
  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a request, and its body if there is one. `Content-Encoding` is not looked at: Linkis clients send `utf-8` there.
 *
 * @throws UnreadableBodyError if the body is too long or is not JSON
 */
export async function readPortalRequest(req: IncomingMessage): Promise<PortalRequest> {
  const target = req.url ?? '/';
  const mark = target.indexOf('?');
  const cookie = readCookies(req.headers.cookie);
  return {
    method: req.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)),
    headers: req.headers,
    cookie,
    ticket: cookie(TICKET),
    proxyTicket: cookie(PROXY_TICKET),
    body: parseBody(await readBody(req)),
  };
}

/** Looks up cookies of a `Cookie` header, as they were sent; an empty one counts as none. */
export function readCookies(header = ''): (name: string) => string | undefined {
  const cookies = parseCookie(header, { decode: (text) => text });
  return (name) => cookies[name] || undefined;
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Not destroyed when too much came: the refusal still has to go out on this connection.
  const arriving: AsyncIterable<Buffer> = req.iterator({ destroyOnReturn: false });
  for await (const chunk of arriving) {
    length += chunk.length;
    if (length > MAX_BODY) throw new UnreadableBodyError(413, `The body is longer than ${MAX_BODY} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    throw new UnreadableBodyError(400, 'The body is not JSON.');
  }
}
