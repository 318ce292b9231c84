/** What a refused request is answered with (security notes, section 12). */
import { createHash } from 'node:crypto';
import { SSO_ERROR_CODES, SSOError, type SSOErrorCode } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { toRefusal, type RefusalContext, type RefusalSettings } from '../../src/plugin/refusal.js';
import { REFUSAL_TEXTS } from '../../src/plugin/refusal-texts.js';
import { startExpressApp, type RunningApp } from '../support/apps.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const logged: string[] = [];
const keep = (line: string): void => void logged.push(line);
const SETTINGS: RefusalSettings = {
  errorPage: undefined,
  frameAncestors: ['https://dss.example.com', 'https://portal.example.com'],
  logger: { debug: keep, info: keep, warn: keep, error: keep, warnOnce: keep },
};
const HTML = { accept: 'text/html' };

function refuse(
  code: SSOErrorCode,
  headers: Record<string, string> = {},
  settings: Partial<RefusalSettings> = {},
  context: Partial<RefusalContext> = {},
) {
  const error = new SSOError(code, 'operator text with <b>details</b> of ticket-1');
  return toRefusal(error, { headers, requestId: 'request-1', ...context }, { ...SETTINGS, ...settings });
}

describe.each(SSO_ERROR_CODES.map((code) => [code]))('%s', (code) => {
  test('has a title and an advice in both languages', () => {
    for (const language of ['en', 'zh'] as const) {
      const { title, advice } = REFUSAL_TEXTS[code][language];
      expect(title.length).toBeGreaterThan(3);
      expect(advice.length).toBeGreaterThan(6);
      expect(`${title}${advice}`).not.toMatch(/[<>&]/);
      expect(/\p{Script=Han}/u.test(title) && /\p{Script=Han}/u.test(advice)).toBe(language === 'zh');
    }
  });

  test.each(['en', 'zh'] as const)('is a page that can be read and navigated, in %s', (language) => {
    const { body, headers, status, error } = refuse(code, { ...HTML, 'accept-language': language });
    expect(status).toBe(error.status);
    expect(headers['Content-Language']).toBe(language);
    expect(body).toMatch(new RegExp(`^<!DOCTYPE html>\\n<html lang="${language}">`));
    expect(body).toContain('<meta charset="utf-8">');
    expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(body).toContain(`<meta name="dss-sso-code" content="${code}">`);
    expect(body.match(/<h1>[^<]+<\/h1>/g)).toHaveLength(1);
    expect(body.match(/<main>/g)).toHaveLength(1);
    expect(/<title>([^<]+)<\/title>/.exec(body)?.[1]).toBe(REFUSAL_TEXTS[code][language].title);
    expect(body).toContain(`<code>${code}</code>`);
    expect(body).toContain('<code>request-1</code>');
    expect(body).not.toMatch(/<script|\son\w+=|src=|@import|url\(|style="|https?:/i);
    expect(body).not.toContain('operator text');
  });

  test('is problem details for everyone else', () => {
    const { body, headers, status } = refuse(code, { accept: 'application/json' });
    expect(headers['Content-Type']).toBe('application/problem+json');
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(problem).toEqual({
      type: expect.any(String) as string,
      title: REFUSAL_TEXTS[code].en.title,
      status,
      code,
      detail: REFUSAL_TEXTS[code].en.advice,
      requestId: 'request-1',
    });
  });
});

describe('the headers of a refusal', () => {
  test('keep it from caches, frames, sniffers, indexes and other sites', () => {
    for (const headers of [HTML, {}]) {
      const { headers: sent } = refuse('ticket-rejected', headers);
      expect(sent).toMatchObject({
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'no-referrer',
        'X-Content-Type-Options': 'nosniff',
        'X-Robots-Tag': 'noindex',
      });
    }
  });

  test('allow its one style by hash, and nothing else', () => {
    const { body, headers } = refuse('ticket-rejected', HTML);
    const styles = [...body.matchAll(/<style>([^<]*)<\/style>/g)].map(([, style]) => style ?? '');
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '', 'utf8')
      .digest('base64');
    expect(headers['Content-Security-Policy']?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
      'frame-ancestors https://dss.example.com https://portal.example.com',
    ]);
  });

  test('ask to wait where the gateway is busy', () => {
    expect(refuse('gateway-busy').headers['Retry-After']).toBe('1');
    expect(refuse('gateway-error').headers['Retry-After']).toBeUndefined();
  });
});

describe('a page is sent', () => {
  test.each([
    [PAGE_LOAD.accept, true],
    ['text/html', true],
    ['text/html, */*;q=0.1', true],
    ['text/*', true],
    ['application/json', false],
    ['application/problem+json', false],
    ['application/json, text/plain, */*', false],
    ['*/*', false],
    ['', false],
    ['text/html;q=0', false],
    ['text/html;q=0.5, application/problem+json', false],
    ['application/json, text/html;q=0.5', false],
    ['text/html;q=junk', false],
    ['image/avif,image/webp,*/*;q=0.8', false],
    [',,;;q=', false],
  ])('for Accept: %j: %s', (accept, isPage) => {
    expect(refuse('ticket-rejected', { accept }).body.startsWith('<!DOCTYPE')).toBe(isPage);
  });

  test('as problem details, where no Accept came', () => {
    expect(refuse('ticket-rejected').headers['Content-Type']).toBe('application/problem+json');
  });

  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh', 'zh'],
    ['en-GB, zh;q=0.5', 'en'],
    ['fr', 'en'],
    ['fr, zh;q=0.1', 'zh'],
    ['*', 'en'],
    ['', 'en'],
    ['zh-Hant-TW', 'zh'],
    ['\u0000;;q', 'en'],
  ])('in the language of Accept-Language: %j: %s', (language, expected) => {
    for (const headers of [HTML, {}]) {
      expect(refuse('ticket-rejected', { ...headers, 'accept-language': language }).headers['Content-Language']).toBe(
        expected,
      );
    }
  });
});

describe('links', () => {
  test('lead on, and back, escaped', () => {
    const { body } = refuse(
      'ticket-rejected',
      HTML,
      {},
      { continueUrl: './a?x="><b>&y=1', loginUrl: 'https://dss.example.com/?a&b&c="<' },
    );
    expect(body).toContain('<a href="./a?x=%22%3E%3Cb%3E&amp;y=1">');
    expect(body).toContain('<a href="https://dss.example.com/?a&amp;b&amp;c=&quot;&lt;">');
    expect(body).not.toContain('<b>');
  });

  test('stand in problem details only where a login begins', () => {
    const { body } = refuse('login-required', {}, {}, { continueUrl: './a', loginUrl: 'https://dss.example.com' });
    expect(JSON.parse(body)).toMatchObject({ loginUrl: 'https://dss.example.com' });
    expect(body).not.toContain('./a');
  });
});

describe('errorPage', () => {
  test("makes the page, from the error, the language, the request's number and the way back", () => {
    const errorPage = jest.fn(() => '<p>mine</p>');
    const refusal = refuse(
      'user-switch-denied',
      { ...HTML, 'accept-language': 'zh' },
      { errorPage },
      { continueUrl: './a' },
    );
    expect(refusal.body).toBe('<p>mine</p>');
    expect(errorPage).toHaveBeenCalledWith(refusal.error, {
      language: 'zh',
      requestId: 'request-1',
      continueUrl: './a',
    });
  });

  test('gets a way back that can be set down in any quotes', () => {
    const errorPage = jest.fn(() => '');
    refuse('user-switch-denied', HTML, { errorPage }, { continueUrl: `./a'onclick='x?b="<i>&c=\`` });
    expect(errorPage).toHaveBeenCalledWith(
      expect.anything(),
      expect.objectContaining({ continueUrl: './a%27onclick=%27x?b=%22%3Ci%3E&c=%60' }),
    );
  });

  test('is not asked for problem details', () => {
    const errorPage = jest.fn(() => '');
    refuse('ticket-rejected', {}, { errorPage });
    expect(errorPage).not.toHaveBeenCalled();
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('secret of the page');
      },
    ],
    ['returns nothing', () => undefined],
    ['returns a promise', () => Promise.resolve('<p>')],
    ['returns an object', () => ({ toString: () => '<p>' })],
  ])('that %s is replaced by the built-in page, and the log tells', (_what, errorPage) => {
    logged.length = 0;
    const refusal = refuse('ticket-rejected', HTML, { errorPage: errorPage as never });
    expect(refusal.body).toContain('<!DOCTYPE html>');
    expect(logged.join()).toMatch(/errorPage/);
    expect(logged.join()).not.toContain('secret of the page');
  });
});

describe('in a running app', () => {
  let world: World;
  let app: RunningApp;
  beforeAll(async () => {
    world = await createWorld();
    app = await startExpressApp({
      gateways: world.dssUrl,
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      appName: 'demo',
      logger: { debug: keep, info: keep, warn: keep, error: keep },
    });
  });
  afterAll(async () => {
    await app.close();
    await world.close();
  });

  test('nothing of the request is in any body: markup and marks stay outside, wherever they stood', async () => {
    const mark = '"><svg onload=mark>';
    const queries = [
      world.message({ appName: mark }),
      world.message({ workspace: mark, redirect: `https://evil.example/${mark}` }),
      world.message({ ticket: 'dead-mark', workspace: mark }),
      world.message({ dssUrl: `https://mark.example/${encodeURIComponent(mark)}` }),
      `${world.message()}&workspace=${encodeURIComponent(mark)}`,
      `dssurl=${encodeURIComponent(mark)}`,
      `dssurl=${encodeURIComponent(world.dssUrl)}&cookies=mark`,
    ];
    for (const query of queries) {
      for (const accept of ['text/html', 'application/json']) {
        const answer = await ask(
          app.url,
          `/mark/${encodeURIComponent(mark)}?mark=${encodeURIComponent(mark)}&${query}`,
          {
            headers: {
              accept,
              'user-agent': mark,
              referer: `http://mark/${mark}`,
              'x-request-id': 'mark',
              'accept-language': 'mark',
            },
          },
        );
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.text).not.toMatch(/mark|svg|onload|evil|at \w+ \(/i);
        for (const [name, value] of Object.entries(answer.headers))
          expect([name, String(value)].join()).not.toMatch(/mark|svg/i);
      }
    }
  });

  test('the way back to a page is the page without the message, with its parameters escaped', async () => {
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message()}`);
    const answer = await browser.get(`${app.url}/a/p"q?x="><b>&${world.message({ appName: 'other' })}`, {
      headers: PAGE_LOAD,
    });
    expect([answer.status, answer.headers['content-language']]).toEqual([403, 'en']);
    expect(answer.text).toContain('<a href="./p%22q?x=%22%3E%3Cb%3E">');
  });

  test('every refusal has a number of its own, which the log has, too', async () => {
    logged.length = 0;
    const numbers = new Set<unknown>();
    for (let i = 0; i < 5; i += 1) numbers.add((await ask(app.url, '/?dssurl=x', {})).json()['requestId']);
    expect(numbers.size).toBe(5);
    for (const number of numbers) expect(logged.join('\n')).toContain(String(number));
  });
});
