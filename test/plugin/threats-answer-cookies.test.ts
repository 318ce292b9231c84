/** Which cookies an answer sets (docs/security.md, T22): ours, whatever the request and the message hold. */
import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { ADAPTERS, type StartApp } from '../support/apps.js';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';

/** What a browser has of the app's own, of DSS and of neighbour hosts. */
const IN_BROWSER = { theme: 'dark', 'app.sid': 'own', neighbour: 'x', [TICKET]: 'old', [PROXY_TICKET]: 'old' };
const IN_MESSAGE = { JSESSIONID: 'planted', theme: 'planted', neighbour: 'planted' };

const KINDS = {
  JWT: {
    interceptor: () => jwtCookieInterceptor({ secret: SECRET }),
    session: false,
    sets: ['dss_sso', 'dss_sso_user'],
  },
  session: { interceptor: () => sessionInterceptor(), session: true, sets: ['connect.sid'] },
  internal: { interceptor: () => internalInterceptor(), session: false, sets: ['dss_sso', TICKET] },
} as const;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

function namesIn(setCookies: readonly string[]): string[] {
  const names = setCookies.map((header) => header.slice(0, header.indexOf('=')));
  return [...new Set(names)].sort();
}

async function setByLifeOf(start: StartApp, kind: keyof typeof KINDS): Promise<Record<string, string[]>> {
  const { interceptor, session } = KINDS[kind];
  const app = await start({ gateways: world.dssUrl, secret: SECRET, interceptor: interceptor() }, { session });
  try {
    const browser = new TestBrowser();
    for (const [name, value] of Object.entries(IN_BROWSER)) browser.jar.set(name, value);
    const login = await browser.get(`${app.url}/?${world.message({ cookies: IN_MESSAGE })}`, { headers: PAGE_LOAD });
    const later = await browser.get(`${app.url}/`);
    const logOut = await browser.get(`${app.url}/logout`, { method: 'POST' });
    expect(browser.jar.get('theme')).toBe('dark');
    expect(browser.jar.get('app.sid')).toBe('own');
    for (const header of login.setCookies) expect(header).toMatch(/; HttpOnly(;|$)/i);
    return { login: namesIn(login.setCookies), later: namesIn(later.setCookies), logOut: namesIn(logOut.setCookies) };
  } finally {
    await app.close();
  }
}

describe.each(Object.entries(ADAPTERS))('%s', (_name, start) => {
  test.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    'a login of kind %s sets its own cookies, its log-out takes them back, and no other cookie is sent again',
    async (kind) => {
      const sets = [...KINDS[kind].sets].sort();
      expect(await setByLifeOf(start, kind)).toEqual({ login: sets, later: [], logOut: sets });
    },
  );
});
