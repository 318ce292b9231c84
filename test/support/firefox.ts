import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from './eventually.js';
import { createFirefoxDriver } from './firefox-driver.js';
import { firefoxTab } from './firefox-tab.js';
import { connectMarionette, type Marionette } from './marionette.js';
import { findProgram } from './programs.js';
import type { BrowserCookie, TestBrowser, TestBrowserOptions } from './tab.js';

/** It comes as people have it, but asks for nothing on the network by itself. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'app.update.disabledForTesting': true,
  'browser.aboutwelcome.enabled': false,
  'browser.dom.window.dump.enabled': true,
  'browser.newtabpage.enabled': false,
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'marionette.port': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.proxy.type': 0,
  'network.trr.mode': 5,
  'remote.prefs.recommended': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
};

/** @throws Error if there is no Firefox on this machine */
export async function startFirefox({ everyNameAt, trust }: TestBrowserOptions): Promise<TestBrowser> {
  const executable = findProgram('Firefox', 'FIREFOX_PATH', ['firefox-esr', 'firefox']);
  const profile = await mkdtemp(path.join(tmpdir(), 'dss-sso-firefox-'));
  await writePreferences(profile, {
    ...PREFERENCES,
    'network.dns.forceResolve': '127.0.0.1',
    'network.socket.forcePort': [80, 443, 8443].map((port) => `${port}=${everyNameAt}`).join(';'),
  });
  const flags = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile];
  const program = spawn(executable, flags, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
  });
  const ended = once(program, 'exit');
  const end = async (): Promise<void> => {
    program.kill('SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const marionette = await connectMarionette(await listeningPort(program));
    return await drive(marionette, trust, async () => {
      await marionette.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
      marionette.close();
      await end();
    });
  } catch (error) {
    await end();
    throw error;
  }
}

async function writePreferences(profile: string, preferences: Readonly<Record<string, unknown>>): Promise<void> {
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(path.join(profile, 'user.js'), lines.join(''));
}

async function listeningPort(program: ChildProcess): Promise<number> {
  if (program.stdout === null) throw new Error('Firefox has no output.');
  program.stderr?.resume();
  let printed = '';
  for await (const line of createInterface({ input: program.stdout })) {
    const port = /Marionette\tINFO\tListening on port (\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      program.stdout.resume();
      return Number(port);
    }
    printed += `${line}\n`;
  }
  throw new Error(`Firefox did not start: ${printed}`);
}

async function drive(marionette: Marionette, trust: string, close: () => Promise<void>): Promise<TestBrowser> {
  const session = (await marionette.send('WebDriver:NewSession', { pageLoadStrategy: 'normal' })) as {
    capabilities: { browserVersion: string };
  };
  const driver = createFirefoxDriver(marionette);
  await driver.asBrowser(
    (certificate) => {
      Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB).addCertFromBase64(certificate, 'CT,,');
    },
    trust.replaceAll(/-----[A-Z ]+-----|\s/g, ''),
  );
  const handles = async (): Promise<string[]> => (await marionette.send('WebDriver:GetWindowHandles')) as string[];
  return {
    name: 'Firefox',
    version: session.capabilities.browserVersion,
    async newTab() {
      const { handle } = (await marionette.send('WebDriver:NewWindow', { type: 'tab', focus: true })) as {
        handle: string;
      };
      return firefoxTab(driver, handle);
    },
    async tabOpenedBy(act) {
      const before = new Set(await handles());
      await act();
      const opened = await eventually('a tab opens', async () => (await handles()).find((each) => !before.has(each)));
      return firefoxTab(driver, opened);
    },
    cookies: () => driver.asBrowser(readCookies),
    clearCookies: () => driver.asBrowser(() => Services.cookies.removeAll()),
    close,
  };
}

/** Runs inside Firefox, with its own interfaces. */
function readCookies(): BrowserCookie[] {
  return Array.from(Services.cookies.cookies, (cookie) => ({
    name: cookie.name,
    value: cookie.value,
    domain: cookie.host,
    path: cookie.path,
    httpOnly: cookie.isHttpOnly,
    secure: cookie.isSecure,
    sameSite: cookie.sameSite === 2 ? 'Strict' : cookie.sameSite === 1 ? 'Lax' : 'None',
    partitioned: cookie.originAttributes.partitionKey !== '',
  }));
}
