import { hasFetchMetadata, isPageLoad } from '../../src/plugin/page-load.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const JAVA = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2';

describe('a page load', () => {
  test.each([
    ['a navigation', 'GET', { 'sec-fetch-mode': 'navigate' }, true],
    ['a navigation with HEAD', 'HEAD', { 'sec-fetch-mode': 'navigate' }, true],
    ['a navigation, whatever it accepts', 'GET', { 'sec-fetch-mode': 'navigate', accept: '*/*' }, true],
    ['a form that is sent', 'POST', { 'sec-fetch-mode': 'navigate', accept: BROWSER }, false],
    ['a call, though it accepts pages', 'GET', { 'sec-fetch-mode': 'cors', accept: BROWSER }, false],
    ['an image', 'GET', { 'sec-fetch-mode': 'no-cors', accept: 'image/avif,*/*' }, false],
    ['a request with a site only', 'GET', { 'sec-fetch-site': 'none', accept: BROWSER }, false],
    ['a request with a destination only', 'GET', { 'sec-fetch-dest': 'document', accept: BROWSER }, false],
    ['a request with Sec-Fetch-User only', 'GET', { 'sec-fetch-user': '?1', accept: BROWSER }, false],
    ['a navigation over plain http', 'GET', { accept: BROWSER }, true],
    ['HEAD over plain http', 'HEAD', { accept: BROWSER }, true],
    ['a form over plain http', 'POST', { accept: BROWSER }, false],
    ['PUT over plain http', 'PUT', { accept: BROWSER }, false],
    ["Java's HttpURLConnection", 'GET', { accept: JAVA }, false],
    ['curl', 'GET', { accept: '*/*' }, false],
    ['a client that accepts HTML only', 'GET', { accept: 'text/html' }, false],
    ['a client that accepts XHTML only', 'GET', { accept: 'application/xhtml+xml' }, false],
    ['a call for JSON', 'GET', { accept: 'application/json' }, false],
    ['a client that says nothing', 'GET', {}, false],
  ])('%s: %s %j is one: %s', (_what, method, headers, expected) => {
    expect(isPageLoad(method, headers)).toBe(expected);
  });

  test.each([
    [{}, false],
    [{ accept: BROWSER }, false],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-mode': 'cors' }, true],
    [{ 'sec-fetch-dest': 'empty' }, true],
  ])('%j says where it comes from: %s', (headers, expected) => {
    expect(hasFetchMetadata(headers)).toBe(expected);
  });
});
