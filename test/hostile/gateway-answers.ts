import {
  alice,
  message,
  PROXY_TICKET_NAME,
  refused,
  ROGUE,
  TICKET,
  TICKET_NAME,
  type Expected,
  type GatewayAnswer,
  type GatewayAnswers,
  type HostileCase,
} from './hostile-case.js';

const rejected = refused(401, 'ticket-rejected');
const failed = refused(502, 'gateway-error');
const bad = refused(502, 'gateway-bad-answer');
const denied = refused(403, 'proxy-user-denied');
const hadoop: Expected = { verdict: 'login', user: 'hadoop' };

const JSON_TYPE = 'application/json';
const YES = '{"method":"/api/user/userInfo","status":0,"message":"OK","data":{"userName":"alice"}}';

function http(
  body: string | Buffer,
  given: { status?: number; type?: string; headers?: Readonly<Record<string, string>> } = {},
): GatewayAnswer {
  const { status = 200, type = JSON_TYPE, headers = {} } = given;
  return {
    kind: 'http',
    status,
    headers: { ...(type !== '' && { 'Content-Type': type }), ...headers },
    body: Buffer.from(body),
  };
}

/** A text of status 1, as gateways send it with HTTP 400. */
function error(text: string, status = 1, http_ = 400): GatewayAnswer {
  return http(JSON.stringify({ method: null, status, message: text, data: {} }), { status: http_ });
}

/** A yes whose user is this JSON text. */
function named(name: string): GatewayAnswer {
  return http(`{"status":0,"data":{"userName":${name}}}`);
}

/** Answers of `user/userInfo`. */
const ANSWERS: readonly (readonly [string, GatewayAnswer, Expected])[] = [
  ['a yes', http(YES), alice],
  ['a yes with a charset', http(YES, { type: 'application/json; charset=utf-8' }), alice],
  ['a yes of a +json type', http(YES, { type: 'application/vnd.dss+json' }), alice],
  ['a yes with white space around', http(`\n ${YES} \n`), alice],
  [
    'a yes that sets cookies',
    http(YES, { headers: { 'Set-Cookie': 'JSESSIONID=planted; Path=/', 'X-Evil': '1' } }),
    alice,
  ],
  [
    'a yes that lists other gateways',
    http('{"status":0,"data":{"userName":"alice","gatewayList":["http://' + ROGUE + '"]}}'),
    alice,
  ],
  ['a yes with status -0', http('{"status":-0,"data":{"userName":"alice"}}'), alice],
  ['a yes with a name of 128', named(JSON.stringify('a'.repeat(128))), { verdict: 'login', user: 'a'.repeat(128) }],
  ['a packed name', named('"proxy_05aliceroot"'), { verdict: 'login', user: 'proxy_05aliceroot' }],
  ['the name __proto__', named('"__proto__"'), { verdict: 'login', user: '__proto__' }],
  ['the name constructor', named('"constructor"'), { verdict: 'login', user: 'constructor' }],
  ['a name with markup', named('"<b>alice</b>"'), { verdict: 'login', user: '<b>alice</b>' }],
  // redirects, to a stranger and to itself
  ...[301, 302, 303, 307, 308].map(
    (status) =>
      [`a ${status} to the rogue`, http(YES, { status, headers: { Location: `http://${ROGUE}/` } }), bad] as const,
  ),
  ...[301, 302, 307].map(
    (status) =>
      [
        `a ${status} to itself`,
        http(YES, { status, headers: { Location: '/api/rest_j/v1/user/userInfo' } }),
        bad,
      ] as const,
  ),
  ['a 300', http(YES, { status: 300 }), bad],
  ['a 304', http('', { status: 304 }), bad],
  ['a 302 that says -1', http('{"status":-1}', { status: 302 }), bad],
  // a definite no
  ['401', error('x', -1, 401), rejected],
  ['401 with a yes', http(YES, { status: 401 }), rejected],
  ['401 with a page', http('<html>', { status: 401, type: 'text/html' }), rejected],
  ['401 without a body', http('', { status: 401, type: '' }), rejected],
  ['status -1 under 200', error('x', -1, 200), rejected],
  ['status -1 under 500', error('x', -1, 500), rejected],
  ['status -1 with a user', http('{"status":-1,"data":{"userName":"alice"}}'), rejected],
  ['a dead ticket', error('login failed! reason: LoginExpireException: errCode: 11002 ,desc: expired'), rejected],
  ['no ticket', error('errCode: 11002 ,desc: You are not logged in, please login first'), rejected],
  ['not logged in, in capitals', error('NOT LOGGED IN'), rejected],
  ['not logged in, in Chinese', error('您尚未登录，请先登录!'), rejected],
  ['not logged in under 200', error('errCode: 11002', 1, 200), rejected],
  // errors
  ['login failed, which says nothing', error('login failed! reason: NullPointerException'), failed],
  ['Already logged in', error('Already logged in, please log out before signing in'), failed],
  ['another error code', error('errCode: 110020 ,desc: x'), failed],
  ['an error code in the data', http('{"status":1,"message":"x","data":{"errCode":11002}}', { status: 400 }), failed],
  ['status 2', error('x', 2, 412), failed],
  ['status 2 that says not logged in', error('not logged in', 2, 412), failed],
  ['status 3', error('x', 3, 403), failed],
  ['status 4', error('x', 4, 206), failed],
  ['status 1 with a user', http('{"status":1,"data":{"userName":"alice"}}'), failed],
  ['500 with a yes', http(YES, { status: 500 }), failed],
  ['502 with a page', http('<html>bad gateway</html>', { status: 502, type: 'text/html' }), failed],
  ['503 without a body', http('', { status: 503, type: '' }), failed],
  // no status that counts
  ...['"0"', 'null', 'false', '""', '[]', '[0]', '{}', '0.5', '5', '-2', '1e400', '200'].map(
    (status) => [`status ${status}`, http(`{"status":${status},"data":{"userName":"alice"}}`), bad] as const,
  ),
  ['no status', http('{"data":{"userName":"alice"}}'), bad],
  ['a status under __proto__', http('{"__proto__":{"status":0,"data":{"userName":"alice"}}}'), bad],
  ['status 0 twice, then 5', http('{"status":0,"status":5,"data":{"userName":"alice"}}'), bad],
  ...[201, 202, 206, 400, 403, 404, 429].map((status) => [`${status} with a yes`, http(YES, { status }), bad] as const),
  ['204', http('', { status: 204, type: '' }), bad],
  ['a 404 page', http('<h1>404</h1>', { status: 404, type: 'text/html' }), bad],
  // no data that counts
  ['no data', http('{"status":0}'), bad],
  ...['null', '[]', '"alice"', '0', 'true', '{}', '[{"userName":"alice"}]'].map(
    (data) => [`data ${data}`, http(`{"status":0,"data":${data}}`), bad] as const,
  ),
  ['data under __proto__', http('{"status":0,"__proto__":{"data":{"userName":"alice"}}}'), bad],
  ['a user under __proto__', http('{"status":0,"data":{"__proto__":{"userName":"alice"}}}'), bad],
  ['a user beside data', http('{"status":0,"userName":"alice","data":{}}'), bad],
  ['a user under another name', http('{"status":0,"data":{"username":"alice","user":"alice"}}'), bad],
  // no user that counts
  ...[
    'null',
    '""',
    '" "',
    '0',
    'true',
    '[]',
    '["alice"]',
    '{}',
    '{"toString":"alice"}',
    '" alice"',
    '"alice "',
    '"a\\u0000b"',
    '"a\\nb"',
    '"a\\r\\nSet-Cookie: x=1"',
    '"a\\u007fb"',
    '"a\\u0085b"',
    '"a\\u2028b"',
    '"a\\u202eb"',
    '"a\\u200bb"',
    '"\\ufeffalice"',
    '"\\ud800"',
    '"\\u00a0alice"',
  ].map((name) => [`the name ${name}`, named(name), bad] as const),
  ['a name of 129', named(JSON.stringify('a'.repeat(129))), bad],
  // not JSON
  ['text/html', http(YES, { type: 'text/html' }), bad],
  ['text/plain', http(YES, { type: 'text/plain' }), bad],
  ['text/json', http(YES, { type: 'text/json' }), bad],
  ['application/jsonp', http(YES, { type: 'application/jsonp' }), bad],
  ['no type', http(YES, { type: '' }), bad],
  ['an empty body', http(''), bad],
  ['a sign-in page', http('<html>Sign in</html>', { type: 'text/html' }), bad],
  ['half of a yes', http(YES.slice(0, 40)), bad],
  ['two of them', http(YES + YES), bad],
  ['a yes and more', http(`${YES};`), bad],
  ['a prefix', http(`)]}',${YES}`), bad],
  ['a callback', http(`f(${YES})`), bad],
  ['a byte order mark', http(`\ufeff${YES}`), bad],
  ['single quotes', http("{'status':0,'data':{'userName':'alice'}}"), bad],
  ...['null', '0', '"x"', '[]', 'true', `[${YES}]`, 'NaN'].map(
    (body) => [`the JSON ${body.slice(0, 12)}`, http(body), bad] as const,
  ),
  ['bytes that are no UTF-8', http(Buffer.from('{"status":0,"data":{"userName":"al\xffice"}}', 'latin1')), bad],
  ['an overlong form', http(Buffer.from('{"status":0,"data":{"userName":"al\xc1\xa9ce"}}', 'latin1')), bad],
  ['UTF-16', http(Buffer.from(YES, 'utf16le')), bad],
  ['deep nesting', http('['.repeat(30_000)), bad],
  ['a body over 64 KiB', http(YES + ' '.repeat(65_536)), bad],
  [
    'a huge number of bytes announced',
    {
      kind: 'bytes',
      bytes: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n${YES}`,
    },
    bad,
  ],
  ...['gzip', 'br', 'deflate', 'x-evil'].map(
    (encoding) =>
      [`Content-Encoding ${encoding}`, http(YES, { headers: { 'Content-Encoding': encoding } }), bad] as const,
  ),
  // not HTTP
  ['a greeting of SSH', { kind: 'bytes', bytes: 'SSH-2.0-OpenSSH_9.6\r\n' }, bad],
  ['a broken status line', { kind: 'bytes', bytes: 'HTTP/1.1 OK 200\r\n\r\n' }, bad],
  [
    'two lengths',
    {
      kind: 'bytes',
      bytes: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    },
    bad,
  ],
  [
    'a length and chunks',
    {
      kind: 'bytes',
      bytes:
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    },
    bad,
  ],
  ['a header of 64 KiB', { kind: 'bytes', bytes: `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(65_536)}\r\n\r\n` }, bad],
  [
    'a body cut short',
    { kind: 'bytes', bytes: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n${YES}` },
    bad,
  ],
  // nothing
  ['a reset', { kind: 'reset' }, refused(502, 'gateway-unreachable')],
  ['no answer', { kind: 'hang' }, refused(504, 'gateway-timeout')],
];

const BOTH = '{"status":0,"data":{"userName":"alice","proxyUser":"hadoop"}}';

/** Answers to a message with a proxy ticket. */
const PROXY_ANSWERS: readonly (readonly [string, GatewayAnswers, Expected])[] = [
  ['both users, and the list has it', { getProxyUser: http(BOTH), 'proxy/list': list('["hadoop"]') }, hadoop],
  [
    'the user itself, unlisted',
    { getProxyUser: http('{"status":0,"data":{"userName":"alice","proxyUser":"alice"}}'), 'proxy/list': list('[]') },
    alice,
  ],
  ['no proxy user', { getProxyUser: http(YES) }, bad],
  ['a null proxy user', { getProxyUser: http('{"status":0,"data":{"userName":"alice","proxyUser":null}}') }, bad],
  ['an empty proxy user', { getProxyUser: http('{"status":0,"data":{"userName":"alice","proxyUser":""}}') }, bad],
  [
    'a list as proxy user',
    { getProxyUser: http('{"status":0,"data":{"userName":"alice","proxyUser":["hadoop"]}}') },
    bad,
  ],
  [
    'a packed proxy user, unlisted',
    { getProxyUser: http('{"status":0,"data":{"userName":"alice","proxyUser":"proxy_05aliceroot"}}') },
    denied,
  ],
  ['code 60050', { getProxyUser: error('errCode: 60050 ,desc: no proxy user') }, denied],
  ['a dead ticket', { getProxyUser: error('x', -1, 401) }, rejected],
  ['proxy service off', { getProxyUser: error('proxy user service is not enable') }, failed],
  ['an empty list', { getProxyUser: http(BOTH), 'proxy/list': list('[]') }, denied],
  ['a list in other letters', { getProxyUser: http(BOTH), 'proxy/list': list('["Hadoop","hadoop2","hado"]') }, denied],
  ['a text as list', { getProxyUser: http(BOTH), 'proxy/list': list('"hadoop"') }, bad],
  ['an object as list', { getProxyUser: http(BOTH), 'proxy/list': list('{"0":"hadoop","length":1}') }, bad],
  ['a list with a number', { getProxyUser: http(BOTH), 'proxy/list': list('["hadoop",1]') }, bad],
  ['a list within the list', { getProxyUser: http(BOTH), 'proxy/list': list('[["hadoop"]]') }, bad],
  ['no list', { getProxyUser: http(BOTH), 'proxy/list': http('{"status":0,"data":{}}') }, bad],
  ['no such path', { getProxyUser: http(BOTH), 'proxy/list': http('', { status: 404, type: '' }) }, failed],
  [
    'a list that moved',
    { getProxyUser: http(BOTH), 'proxy/list': http('', { status: 302, headers: { Location: `http://${ROGUE}/` } }) },
    bad,
  ],
];

function list(names: string): GatewayAnswer {
  return http(`{"status":0,"data":{"proxyUserList":${names}}}`);
}

export const gatewayAnswers: readonly HostileCase[] = [
  ...ANSWERS.map(([what, answer, expected]) => ({
    name: `the gateway answers with ${what}`,
    target: message(),
    gateway: { userInfo: answer },
    expected,
  })),
  ...PROXY_ANSWERS.map(([what, gateway, expected]) => ({
    name: `to a proxy ticket the gateway answers with ${what}`,
    target: message({ cookies: `${TICKET_NAME}%3D${TICKET}%3B${PROXY_TICKET_NAME}%3Dp-hadoop` }),
    gateway,
    expected,
  })),
];
