/**
 * Where browsers really go (docs/security.md, redirects and the clean URL): the rows of the hostile corpus that a browser can send, at
 * an app behind TLS. Every other name leads to a server, too, which writes down who comes.
 */
import { ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { cleanUrls } from '../hostile/clean-url.js';
import { DSS_URL, OWN_HOST, query, ROGUE, TICKET, type HostileCase } from '../hostile/hostile-case.js';
import { redirects } from '../hostile/redirects.js';
import { BROWSERS } from '../support/browsers.js';
import type { Tab } from '../support/tab.js';
import { createWorld, SECRET, type World } from '../support/world.js';
import { startInternet, type Internet } from './internet.js';
import { createApp } from './site.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

const HOME = `https://${OWN_HOST}`;
const REPORTS = 'reports.example.com';
const EVIL = 'evil.example';
const REFUSAL = 'meta[name="dss-sso-code"]';

const asRow = (hostile: HostileCase): [string, HostileCase] => [hostile.name, hostile];
/** A browser names the host itself, and writes a target of the origin form. */
const sendable = ({ host, target, method }: HostileCase): boolean =>
  host === undefined && method === undefined && target.startsWith('/');

const REDIRECTS = redirects.filter(sendable).map(asRow);
/** Those from which another host could be read. */
const CLEAN = cleanUrls
  .filter((row) => sendable(row) && /evil|\.\.|:/.test(row.target.replace(query(), '')))
  .map(asRow);

describe.each(BROWSERS)('in %s', (_name, start) => {
  const share = closeAfterAll();
  let world: World;
  let internet: Internet;
  let tab: Tab;

  beforeAll(async () => {
    world = await share(createWorld());
    internet = await share(startInternet(OWN_HOST, REPORTS, EVIL));
    const sso = ssoPluginFilter({
      gateways: { url: DSS_URL, connect: world.dssUrl },
      appName: 'corpus',
      redirectOrigins: [`https://${REPORTS}`],
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    });
    await share(Promise.resolve(sso.filter));
    internet.serve(OWN_HOST, createApp(sso, ''));
    const browser = await share(start({ everyNameAt: internet.port, trust: internet.certificate }));
    tab = await browser.newTab();
  });

  /** @returns the address as the browser reads it */
  async function open({ target }: HostileCase): Promise<URL> {
    const address = `${HOME}${target}`
      .replaceAll(TICKET, encodeURIComponent(world.portal.tickets.issue('alice')))
      .replaceAll(ROGUE, `${EVIL}:8443`);
    await tab.goto(address);
    return new URL(address);
  }

  it('would come to another host, if the app sent it there', async () => {
    await tab.goto(`https://${EVIL}/here`);
    expect(await tab.text('h1')).toBe('Elsewhere');
    expect(internet.exchanges.map(({ host, path }) => `${host}${path}`)).toContain(`${EVIL}/here`);
  });

  describe('with a redirect in the message', () => {
    it.each(REDIRECTS)('%s', async (_row, hostile) => {
      const { expected } = hostile;
      const opened = await open(hostile);
      const address = await tab.address();
      if (expected.verdict === 'redirect') {
        expect(address).toBe(new URL(expected.location, HOME).href);
      } else if (expected.verdict === 'refused') {
        expect(address).toBe(opened.href);
        expect(await tab.run((selector) => document.querySelector(selector)?.getAttribute('content'), REFUSAL)).toBe(
          expected.code,
        );
      } else {
        expect(address).toBe(`${HOME}/app`);
      }
    });
  });

  describe('without one it stays at the page, and the address has no message', () => {
    it.each(CLEAN)('%s', async (_row, hostile) => {
      const opened = await open(hostile);
      const address = new URL(await tab.address());
      expect(address.origin + address.pathname + address.hash).toBe(HOME + opened.pathname + opened.hash);
      expect([...address.searchParams.keys()]).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(dssurl|cookies|workspace|appName|redirect)$/)]),
      );
      expect(await tab.text('h1')).toMatch(/^Hello alice/);
    });
  });

  it('has never asked another host but the one that is listed', () => {
    // Chromium asks its makers' hosts, too.
    const asked = internet.exchanges.filter(
      ({ host, path }) => host.includes('example') && path !== '/here' && path !== '/favicon.ico',
    );
    expect([...new Set(asked.map(({ host }) => host))].sort()).toEqual([OWN_HOST, REPORTS]);
  });
});
