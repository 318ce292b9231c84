import { ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { Request } from 'express';
import { createWorld, SECRET, type MessageOptions, type World } from '../support/world.js';
import { startInternet, type Exchange, type Internet } from './internet.js';
import { createApp } from './site.js';

/** The app, a host beside it on the same site, DSS's pages on another site, and somebody else. */
export const APP = 'app.corp.test';
export const NEIGHBOUR = 'wiki.corp.test';
export const PORTAL = 'portal.dss.test';
export const STRANGER = 'www.evil.test';

/** A company's hosts, all of them over TLS (and plain http, if asked so), and what pages there do to the app. */
export interface Corp {
  readonly world: World;
  readonly internet: Internet;
  readonly filter: SSOPluginFilter<Request>;
  /** An address of the app with a message. */
  link(path?: string, message?: MessageOptions): string;
  /** Puts a page on a host, or what the headers say it is. @returns its address */
  publish(host: string, content: string, headers?: Readonly<Record<string, string | string[]>>): string;
  /** What came of the message that was sent to this path of the app: `login`, or the code of the refusal. */
  verdict(path: string): Promise<string>;
  close(): Promise<void>;
}

interface Page {
  readonly content: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

export interface CorpOptions {
  readonly plugin?: Partial<SSOPluginOptions<Request>>;
  /** Goes on every page of the app. */
  readonly markup?: string;
}

export async function startCorp({ plugin = {}, markup = '' }: CorpOptions = {}): Promise<Corp> {
  const world = await createWorld({ apps: [{ name: 'tool', url: `https://${APP}/` }] });
  const internet = await startInternet('*.corp.test', PORTAL, STRANGER);
  const sso = ssoPluginFilter({
    gateways: [world.dssUrl],
    portalOrigins: [`https://${PORTAL}`],
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...plugin,
  });
  const app = createApp(sso, markup);
  const pages = new Map<string, Page>();
  for (const host of [APP, NEIGHBOUR, PORTAL, STRANGER]) {
    internet.serve(host, (req, res) => {
      const page = pages.get(`${host}${req.url ?? ''}`);
      if (page !== undefined) {
        res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers }).end(page.content);
      } else if (host === APP) {
        app(req, res);
      } else {
        res.writeHead(404, { 'Content-Type': 'text/plain' }).end('Nothing here');
      }
    });
  }
  return {
    world,
    internet,
    filter: sso.filter,
    link: (path = '/', message = {}) => `https://${APP}${path}?${world.message(message)}`,
    publish(host, content, headers = {}) {
      const path = `/published/${pages.size}`;
      const head = 'Content-Type' in headers ? '' : '<!doctype html><html lang="en"><title>Page</title>';
      pages.set(`${host}${path}`, { content: head + content, headers });
      return `https://${host}${path}`;
    },
    verdict: async (path) => verdictOf(await internet.exchange(APP, path)),
    async close() {
      await Promise.all([sso.filter.close(), world.close(), internet.close()]);
    },
  };
}

/** What the app made of a message. */
function verdictOf({ status, setCookies, body }: Exchange): string {
  const code = /"code":"([a-z-]+)"|name="dss-sso-code" content="([a-z-]+)"/.exec(body);
  if (code !== null) return code[1] ?? code[2] ?? '';
  return setCookies.some((cookie) => /^(__Host-)?dss_sso=/.test(cookie)) ? 'login' : `status ${status}`;
}
