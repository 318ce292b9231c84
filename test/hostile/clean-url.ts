import { byNode, PAGE_LOAD, query, shown, to, type Expected, type HostileCase, alice } from './hostile-case.js';

const MESSAGE = query();
/** Connect has no layer that a target without a path could reach. */
const notFound: Expected = { verdict: 'server', status: 404 };

/** Start of the target, then what follows the message; the location that comes of it. */
const PAGE_LOADS: readonly (readonly [start: string, end: string, location: string])[] = [
  ['/?', '', './'],
  ['/page?', '', './page'],
  ['/a/b/?', '', './'],
  ['/a/b?', '&x=1', './b?x=1'],
  ['/page?x=1&', '&y=2', './page?x=1&y=2'],
  ['/page?&&', '&&', './page'],
  ['/page?x=%zz&', '&%ff', './page?x=%zz&%ff'],
  ['/page?x=a+b%20c&', '', './page?x=a+b%20c'],
  ['/page?=&', '', './page?='],
  ['/page?', '&dssurls=1&DSSURL=2', './page?dssurls=1&DSSURL=2'],
  ['/page?', '&workspace=w', './page'],
  ['/page?', '&%77orkspace=w&x', './page?x'],
  ['/page?', '&appName=corpus&app%4eame=corpus', './page'],
  ['/page?', '&redirect=', './page'],
  ['/page?', '&redirect=&re%64irect=', './page'],
  ['/page?', '&x=//evil.example', './page?x=//evil.example'],
  ['/page?', '&x=?dssurl=y', './page?x=?dssurl=y'],
  ['/page?', '#fragment', './page'],
  ['/page?', '&x=1#y', './page?x=1'],
  // what another host could be read out of
  ['//evil.example?', '', './evil.example'],
  ['//evil.example/?', '', './'],
  ['///evil.example/?', '', './'],
  ['//evil.example/%2f..?', '', './%2f..'],
  ['//evil.example//x?', '', './x'],
  ['/\\evil.example?', '', './%5Cevil.example'],
  ['/\\evil.example/?', '', './'],
  ['/\\\\evil.example?', '', './%5C%5Cevil.example'],
  ['/x/\\evil.example?', '', './%5Cevil.example'],
  ['/.//evil.example/?', '', './'],
  ['/.//evil.example?', '', './evil.example'],
  ['/x/..//evil.example?', '', './evil.example'],
  ['/%2f%2fevil.example?', '', './%2f%2fevil.example'],
  ['/%5cevil.example?', '', './%5cevil.example'],
  ['/%09/evil.example?', '', './evil.example'],
  ['/@evil.example?', '', './@evil.example'],
  ['/;@evil.example?', '', './;@evil.example'],
  ['/http://evil.example?', '', './evil.example'],
  ['/http:evil.example?', '', './http:evil.example'],
  ['/javascript:alert(1)?', '', './javascript:alert(1)'],
  ['/x:y?', '', './x:y'],
  ['/..?', '', './..'],
  ['/.?', '', './.'],
  ['/a/..?', '', './..'],
  ['/%2e%2e?', '', './%2e%2e'],
  ['/...?', '', './...'],
  // what a header cannot hold
  ['/page%0d%0aSet-Cookie:x=1?', '', './page%0d%0aSet-Cookie:x=1'],
  ['/%00?', '', './%00'],
  ['/%zz?', '', './%zz'],
  ['/page?x=\\&', '', './page?x=\\'],
  ['/"><script>?', '', './"><script>'],
  ["/'?", '', "./'"],
  // absolute form
  ['http://app.example.com/?', '', './'],
  ['http://app.example.com/page?', '', './page'],
  ['http://evil.example/?', '', './'],
  ['http://evil.example/x?', '', './x'],
  ['http://evil.example//x?', '', './x'],
  ['https://evil.example/x?', '', './x'],
  ['http://u@evil.example/x?', '', './x'],
  ['ftp://evil.example/x?', '', './x'],
  ['http://evil.example/\\x?', '', './%5Cx'],
];

/** Bytes beyond ASCII: Node takes none in a target. */
const BEYOND_ASCII = [
  '/\xe9?',
  '/\xe9\xa1\xb9?',
  '/\xff\xfe?',
  '/\x80?',
  '/\xc2\x85?',
  '/\xe2\x80\xa8?',
  '/page?x=\xe9&',
];

/** Not page loads: the app answers, and sees the URL without the message. */
const CALLS: readonly (readonly [start: string, end: string, seen: string])[] = [
  ['/page?', '', '/page'],
  ['/page?x=1&', '&y=2', '/page?x=1&y=2'],
  ['/page?x=%zz&', '', '/page?x=%zz'],
  ['/page?', '&%77orkspace=w', '/page'],
  ['//evil.example/?', '', '//evil.example/'],
  ['/\\evil.example?', '', '/\\evil.example'],
  ['/.//evil.example?', '', '/.//evil.example'],
  ['/x/..//evil.example?', '', '/x/..//evil.example'],
];

export const cleanUrls: readonly HostileCase[] = [
  ...PAGE_LOADS.map(([start, end, location]) => ({
    name: `page load of ${shown(start)} + message + ${shown(end)}`,
    target: start + MESSAGE + end,
    headers: [PAGE_LOAD],
    expected: to(location),
  })),
  ...BEYOND_ASCII.map((start) => ({
    name: `page load of ${shown(start)} + message`,
    target: start + MESSAGE,
    headers: [PAGE_LOAD],
    expected: byNode,
  })),
  ...CALLS.map(([start, end, url]) => ({
    name: `call of ${shown(start)} + message + ${shown(end)}`,
    target: start + MESSAGE + end,
    expected: { verdict: 'login', user: 'alice', url } as const,
  })),
  {
    name: 'OPTIONS is no message, but its URL is stripped',
    method: 'OPTIONS',
    target: `/page?x=1&${MESSAGE}`,
    expected: { verdict: 'app', url: '/page?x=1' },
  },
  {
    name: 'a navigation by its Sec-Fetch-Mode, whatever it accepts',
    target: `/page?${MESSAGE}`,
    headers: ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Site: none', 'Sec-Fetch-Dest: document', 'Accept: */*'],
    expected: to('./page'),
  },
  {
    name: 'no navigation by its Sec-Fetch-Mode, whatever it accepts',
    target: `/page?${MESSAGE}`,
    headers: ['Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Dest: empty', PAGE_LOAD],
    expected: alice,
  },
  ...[
    'Accept: text/html',
    'Accept: text/html, image/gif, *; q=.2',
    'Accept: application/xhtml+xml',
    'Accept: */*',
    'Accept:',
  ].map((accept) => ({
    name: `a back end with ${accept}`,
    target: `/page?${MESSAGE}`,
    headers: [accept],
    expected: alice,
  })),
  { name: 'POST is no page load', method: 'POST', target: `/page?${MESSAGE}`, headers: [PAGE_LOAD], expected: alice },
  { name: 'HEAD is one', method: 'HEAD', target: `/page?${MESSAGE}`, headers: [PAGE_LOAD], expected: to('./page') },
  { name: 'the target *', method: 'OPTIONS', target: '*', expected: { verdict: 'app' }, at: { Connect: notFound } },
  {
    name: 'the target * with a message',
    method: 'OPTIONS',
    target: `*?${MESSAGE}`,
    expected: { verdict: 'app', url: '*' },
    at: { Connect: notFound },
  },
];
