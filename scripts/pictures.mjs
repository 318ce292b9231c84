// Takes the pictures in docs/pictures: the portal's pages and the refusal page, in English and Chinese. `npm run pictures` builds first. It
// needs Chromium, a font with Chinese characters (Debian: fonts-noto-cjk), and the ports 8088 and 3000, which stand in the pictures.
/* global document */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createPortal } from 'dss-sso/portal';
import { createExpressApp } from '../build/examples/express-jwt.js';

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const MAX_BYTES = 150_000;
/** The first one runs. */
const APPS = ['express-jwt', 'koa', 'http'].map((name, index) => ({ name, url: `http://127.0.0.1:${3000 + index}/` }));
const LOCALES = { en: 'en-GB', zh: 'zh-CN' };

/** What differs from start to start gets the same text in every picture, so that a new picture shows what has really changed. */
function settle() {
  const write = (selector, textOf) => {
    for (const [index, element] of [...document.querySelectorAll(selector)].entries()) {
      element.textContent = textOf(index, element.textContent);
    }
  };
  const twoDigits = (number) => String(number).padStart(2, '0');
  write('.people code', (index) => ['nq3RkT8vLw2Z', 'uH5cYb7Xs0Qe', 'm4JdPz9GfW1a'][index]);
  write('time', (index) => `09:41:${twoDigits(26 - index)}.${String((index * 617 + 283) % 1000).padStart(3, '0')}`);
  write('td.duration', (index, text) => text.replace(/\d+/, String((index % 3) + 1)));
  const tickets = [...new Set([...document.querySelectorAll('.ticket code')].map((element) => element.textContent))];
  write('.ticket code', (_, text) => ['9b4e', '405b', 'e27d', '1c83'][tickets.indexOf(text)]);
  write('dl dd:last-child code', () => 'q3XwL0a8ZrTn');
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  const found = [process.env.CHROMIUM_PATH ?? '', ...places].find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error('The pictures need Chromium: install it, so that "chromium" is in the PATH.');
  return found;
}

async function startWorld() {
  const portal = createPortal({ apps: APPS });
  const dssUrl = await portal.listen(8088);
  const server = createServer(createExpressApp(dssUrl, 'express-jwt'));
  await new Promise((resolve, reject) => server.once('error', reject).listen(3000, '127.0.0.1', resolve));
  return {
    portal,
    dssUrl,
    async close() {
      server.close();
      server.closeAllConnections();
      await portal.close();
    },
  };
}

async function takePictures(browser, language, { portal, dssUrl }) {
  const context = await browser.newContext({ locale: LOCALES[language], viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const suffix = language === 'en' ? '' : `-${language}`;
  const take = async (name) => {
    await page.mouse.move(0, 0);
    await page.evaluate(settle);
    const file = path.join(FOLDER, `${name}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes: at most ${MAX_BYTES} are allowed.`);
    console.log(`${path.basename(file)}: ${size} bytes`);
  };
  const chooseProxyUser = async (name) => {
    await page.locator('#proxyUser').selectOption(name);
    await page.locator('form[action="/proxy-user"] select + button').click();
    await page.locator('form.notice button').waitFor();
  };

  await page.goto(dssUrl);
  await take(`sign-in${suffix}`);
  await page.locator('.people button').first().click();
  await page.locator('.cards').waitFor();
  await chooseProxyUser('hadoop');
  await take(`home${suffix}`);
  await page.goto(`${dssUrl}/frame/express-jwt`);
  await page.frameLocator('iframe').getByRole('heading').waitFor();
  await take(`frame${suffix}`);

  // Others sign in as well, and one comes with a ticket that has ended.
  for (const user of ['bob', 'admin']) await fetch(portal.ssoUrl({ user, app: 'express-jwt' }), { redirect: 'manual' });
  const refused = portal.ssoUrl({ user: 'bob', app: 'express-jwt' });
  const [, ticket] = /linkis_user_session_ticket_id_v1=([^;]+)/.exec(new URL(refused).searchParams.get('cookies'));
  portal.tickets.kill(ticket);
  await fetch(refused);
  // Never answered, so that the list stays as it is while its picture is taken.
  await page.route('**/calls/list', () => undefined);
  await page.goto(`${dssUrl}/calls`);
  await take(`calls${suffix}`);
  await context.clearCookies();
  await page.goto(refused);
  await page.locator('meta[name="dss-sso-code"]').waitFor({ state: 'attached' });
  await take(`refusal-${language}`);
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const language of Object.keys(LOCALES)) {
    const world = await startWorld();
    await takePictures(browser, language, world).finally(() => world.close());
  }
} finally {
  await browser.close();
}
