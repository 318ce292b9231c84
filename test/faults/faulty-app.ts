import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { PAGE_LOAD, TestBrowser, type Answer } from '../support/client.js';
import { SECRET } from '../support/world.js';

/** An app, what it logged at any level, and how people fare in it. */
export interface FaultyApp extends RunningApp {
  readonly lines: string[];
  /** Opens a message as a click in DSS does; a redirect is not followed. */
  click(browser: TestBrowser, message: string): Promise<Answer>;
  /** Who the app says this browser is. */
  userOf(browser: TestBrowser): Promise<string | undefined>;
  /** Status and code of a request: `[200, undefined]` is well. */
  outcome(browser: TestBrowser): Promise<[number, unknown]>;
}

/** With a `secret` and the JWT cookie, where the options say nothing else. */
export async function startFaultyApp(
  options: Partial<SSOPluginOptions<never>> & Pick<SSOPluginOptions<never>, 'gateways'>,
  appOptions: AppOptions = {},
): Promise<FaultyApp> {
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  const app = await startExpressApp(
    {
      secret: SECRET,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      ...options,
    },
    appOptions,
  );
  return {
    ...app,
    lines,
    click: (browser, message) => browser.get(`${app.url}/page?${message}`, { headers: PAGE_LOAD }),
    userOf: async (browser) => (await browser.get(`${app.url}/`)).json<Seen>().user?.userName,
    async outcome(browser) {
      const answer = await browser.get(`${app.url}/`);
      return [answer.status, answer.json()['code']];
    },
  };
}

/** The code on a refusal page, or in problem details. */
export function codeOf({ text }: Answer): string | undefined {
  return /<meta name="dss-sso-code" content="([^"]+)">/.exec(text)?.[1] ?? /"code":"([^"]+)"/.exec(text)?.[1];
}

/** Logs a new browser in, which must work. */
export async function loggedIn(app: FaultyApp, message: string): Promise<TestBrowser> {
  const browser = new TestBrowser();
  const entry = await app.click(browser, message);
  expect([entry.status, entry.headers.location]).toEqual([303, './page']);
  return browser;
}

/** The same cookies in another browser. */
export function copyOf({ jar }: TestBrowser): TestBrowser {
  const copy = new TestBrowser();
  for (const [name, value] of jar) copy.jar.set(name, value);
  return copy;
}
