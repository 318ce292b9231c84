import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What came back, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly setCookies: readonly string[];
  readonly text: string;
  json<T = Record<string, unknown>>(): T;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** What every browser sends with a navigation over plain http. */
export const PAGE_LOAD = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

/**
 * A browser as far as cookies go: it keeps what it is told to, by name, and sends it back. It follows no redirect, and sends the
 * target as it stands.
 */
export class TestBrowser {
  readonly jar = new Map<string, string>();
  readonly #ca: string | undefined;

  constructor(ca?: string) {
    this.#ca = ca;
  }

  /** @param url - absolute; what follows the authority is sent untouched */
  async get(url: string, asked: Asked = {}): Promise<Answer> {
    const { origin, target } = splitUrl(url);
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie !== '' && { cookie }), ...asked.headers };
    const answer = await ask(origin, target, { ...asked, headers }, this.#ca);
    for (const header of answer.setCookies) this.#keep(header);
    return answer;
  }

  /** Opens a page as a browser does, and follows redirects to the same origin. */
  async open(url: string, asked: Asked = {}): Promise<Answer & { readonly url: string }> {
    let at = url;
    for (let hops = 0; hops < 5; hops += 1) {
      const answer = await this.get(at, { ...asked, headers: { ...PAGE_LOAD, ...asked.headers } });
      if (answer.headers.location === undefined) return { ...answer, url: at };
      at = new URL(answer.headers.location, at).href;
    }
    throw new Error('too many redirects');
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const isRemoved = attributes.some(
      (attribute) => attribute.toLowerCase() === 'max-age=0' || /^expires=.*1970/i.test(attribute),
    );
    if (isRemoved) this.jar.delete(name);
    else this.jar.set(name, pair.slice(name.length + 1));
  }
}

export function ask(origin: string, target: string, asked: Asked, ca?: string): Promise<Answer> {
  const { protocol, hostname, port } = new URL(origin);
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: target,
    method: asked.method ?? 'GET',
    headers: asked.headers ?? {},
    agent: false,
    ...(ca !== undefined && { ca }),
  };
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          setCookies: response.headers['set-cookie'] ?? [],
          text,
          json: () => JSON.parse(text) as never,
        });
      });
    });
    request.on('error', reject);
    request.end(asked.body);
  });
}

function splitUrl(url: string): { origin: string; target: string } {
  const start = url.indexOf('/', url.indexOf('//') + 2);
  return start < 0 ? { origin: url, target: '/' } : { origin: url.slice(0, start), target: url.slice(start) };
}
