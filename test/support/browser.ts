/// <reference lib="dom" />
// The types of playwright-core, and what tests run inside pages, need the browser's own types.
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { findProgram } from './programs.js';

/** A Chromium with a profile of its own, which nobody has used before. */
export interface TestChromium {
  readonly context: BrowserContext;
  /** Ends it and removes the profile. */
  close(): Promise<void>;
}

export interface ChromiumOptions {
  /** What `Accept-Language` asks for. @default en-US */
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  /** @default 1280 x 720 */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Where host names lead, in the syntax of `--host-resolver-rules`. @default as the machine resolves them */
  readonly hosts?: string;
  /** A certificate (PEM) it trusts. */
  readonly trust?: string;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
];

/** @throws Error if there is no Chromium on this machine */
export async function startChromium(options: ChromiumOptions = {}): Promise<TestChromium> {
  const executablePath = findProgram('Chromium', 'CHROMIUM_PATH', ['chromium', 'chromium-browser', 'google-chrome']);
  const { hosts, trust, locale = 'en-US', colorScheme = 'light', viewport = { width: 1280, height: 720 } } = options;
  const profile = await mkdtemp(path.join(tmpdir(), 'dss-sso-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    // People's browsers have it, and it keeps pages that nobody should see again after a log-out.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      ...FLAGS,
      ...(hosts === undefined ? [] : [`--host-resolver-rules=${hosts}`]),
      ...(trust === undefined ? [] : [`--ignore-certificate-errors-spki-list=${keyHash(trust)}`]),
    ],
    locale,
    colorScheme,
    viewport,
  });
  context.setDefaultTimeout(10_000);
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** How Chromium names a public key. */
function keyHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
