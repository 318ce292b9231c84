import { alice, DSS_URL, message, nobody, refused, type Expected, type HostileCase } from './hostile-case.js';

const denied = refused(403, 'context-denied');

interface Context {
  readonly site?: string;
  readonly mode?: string;
  readonly dest?: string;
  readonly origin?: string;
  readonly other?: readonly string[];
}

function row(expected: Expected, method: string, { site, mode, dest, origin, other = [] }: Context): HostileCase {
  const headers = [
    ...(site === undefined ? [] : [`Sec-Fetch-Site: ${site}`]),
    ...(mode === undefined ? [] : [`Sec-Fetch-Mode: ${mode}`]),
    ...(dest === undefined ? [] : [`Sec-Fetch-Dest: ${dest}`]),
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...other,
  ];
  return {
    name: `${method} under ${headers.join(', ')}`,
    method,
    target: message({ redirect: '/r' }),
    headers,
    expected,
  };
}

const PREFETCHES = [
  'Sec-Purpose: prefetch',
  'Sec-Purpose: prefetch;prerender',
  'Sec-Purpose: prefetch;anonymous-client-ip',
  'Sec-Purpose: PREFETCH',
  'Purpose: prefetch',
  'Purpose: Prefetch',
  'X-Moz: prefetch',
];
const HANDSHAKE = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
const PARTS = [
  'image',
  'script',
  'style',
  'font',
  'audio',
  'video',
  'track',
  'object',
  'embed',
  'worker',
  'sharedworker',
  'serviceworker',
  'manifest',
  'report',
  'xslt',
  'json',
  'fencedframe',
  'webidentity',
  'Document',
  'x',
];
const MODES = ['cors', 'no-cors', 'same-origin', 'websocket', 'Navigate', 'x'];
const FOREIGN = [
  'https://evil.example',
  'null',
  'http://app.example.com.evil.example',
  'https://app.example.com:8443',
  'https://evilapp.example.com',
  'https://dss.example.com.',
  'https://dss.example.com:8443',
  'http://dss.example.com',
  'HTTPS://DSS.EXAMPLE.COM',
  'https://dss.example.com/',
  'https://u@app.example.com',
  'app.example.com',
  '*',
  'file://',
  'https://app.example.com, https://evil.example',
];
const OWN = ['http://app.example.com', 'https://app.example.com'];
const TRUSTED = [
  DSS_URL,
  'http://10.0.0.5:9001',
  'https://portal.example.com',
  'http://[fd00::5]:9001',
  'https://pages.example.com',
];
const PAGE = { mode: 'navigate', dest: 'document' } as const;
const FRAMES = ['iframe', 'frame'] as const;

const signedIn: Expected = { verdict: 'redirect', location: '/r' };

export const requestContexts: readonly HostileCase[] = [
  ...PREFETCHES.map((header) => row(denied, 'GET', { other: [header] })),
  ...PREFETCHES.map((header) => row(denied, 'GET', { site: 'none', ...PAGE, other: [header] })),
  ...PARTS.map((dest) => row(denied, 'GET', { site: 'cross-site', mode: 'no-cors', dest })),
  ...PARTS.slice(0, 8).map((dest) => row(denied, 'GET', { site: 'same-origin', mode: 'no-cors', dest })),
  // how DSS opens an app
  ...['cross-site', 'same-site', 'same-origin', 'none'].flatMap((site) =>
    ['GET', 'HEAD'].map((method) => row(signedIn, method, { site, ...PAGE })),
  ),
  row(signedIn, 'GET', { site: 'cross-site', ...PAGE, origin: 'https://evil.example' }),
  // frames
  ...FRAMES.map((dest) => row(denied, 'GET', { site: 'cross-site', mode: 'navigate', dest })),
  ...FRAMES.flatMap((dest) =>
    ['same-site', 'same-origin'].map((site) => row(signedIn, 'GET', { site, mode: 'navigate', dest })),
  ),
  ...FRAMES.map((dest) => row(denied, 'GET', { site: 'cross-site', mode: 'navigate', dest, origin: DSS_URL })),
  // calls and forms of other pages
  ...MODES.flatMap((mode) =>
    ['cross-site', 'same-site'].map((site) => row(denied, 'GET', { site, mode, dest: 'empty' })),
  ),
  ...['cross-site', 'same-site'].map((site) => row(denied, 'GET', { site })),
  ...['POST', 'PUT', 'DELETE'].map((method) => row(denied, method, { site: 'cross-site', ...PAGE })),
  ...['X', 'cross-origin', 'Cross-Site', 'same-origin, cross-site'].map((site) =>
    row(denied, 'GET', { site, mode: 'cors', dest: 'empty' }),
  ),
  ...FOREIGN.flatMap((origin) => [
    row(denied, 'POST', { origin }),
    row(denied, 'GET', { site: 'cross-site', mode: 'cors', dest: 'empty', origin }),
  ]),
  ...['PUT', 'DELETE', 'PATCH'].map((method) => row(denied, method, { origin: 'https://evil.example' })),
  ...FOREIGN.slice(0, 2).map((origin) => row(signedIn, 'GET', { origin })),
  ...TRUSTED.flatMap((origin) => [
    row(signedIn, 'POST', { origin }),
    row(signedIn, 'POST', { site: 'cross-site', ...PAGE, origin }),
    row(signedIn, 'GET', { site: 'cross-site', mode: 'cors', dest: 'empty', origin }),
  ]),
  ...OWN.map((origin) => row(signedIn, 'POST', { origin })),
  ...OWN.map((origin) => row(signedIn, 'POST', { site: 'same-origin', mode: 'cors', dest: 'empty', origin })),
  row(signedIn, 'POST', {}),
  // handshakes of WebSockets, which Chromium sends without Sec-Fetch-*
  ...FOREIGN.slice(0, 8).map((origin) => row(denied, 'GET', { origin, other: HANDSHAKE })),
  row(denied, 'GET', { origin: 'https://evil.example', other: HANDSHAKE.slice(0, 1) }),
  row(denied, 'GET', { origin: 'https://evil.example', other: HANDSHAKE.slice(2) }),
  ...[DSS_URL, ...OWN].map((origin) => row(signedIn, 'GET', { origin, other: HANDSHAKE })),
  row(signedIn, 'GET', { site: 'same-origin', mode: 'cors', dest: 'empty' }),
  // the context is checked before gateway and ticket, and only where there is a message
  {
    name: 'a foreign call with another gateway',
    target: message({ dssurl: 'x', cookies: '' }),
    headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors'],
    expected: denied,
  },
  {
    name: 'a foreign call without a message',
    method: 'POST',
    target: '/app',
    headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors', 'Origin: https://evil.example'],
    expected: nobody,
  },
  {
    name: 'a preflight',
    method: 'OPTIONS',
    target: message(),
    headers: ['Origin: https://evil.example', 'Access-Control-Request-Method: GET'],
    expected: nobody,
  },
  { name: 'no signal at all', target: message(), expected: alice },
];
