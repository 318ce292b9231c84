import fc from 'fast-check';
import { readGateways, TrustedGateways } from '../../src/gateway/trusted-gateways.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

const ENTRIES = [
  'https://dss.example.com',
  'http://10.0.0.5:9001',
  'https://portal.example.com/dss-a',
  'http://[fd00::5]:9001',
];

function trusting(option: unknown): TrustedGateways {
  const { gateways, problems } = readGateways(option);
  expect(problems).toEqual([]);
  return new TrustedGateways(gateways);
}

describe('a dssurl that names a trusted gateway', () => {
  it.each([
    ['https://dss.example.com', 0],
    ['https://dss.example.com/', 0],
    ['HTTPS://DSS.Example.COM/', 0],
    ['https://dss.example.com:443', 0],
    ['https://dss.example.com/api/', 0],
    ['http://10.0.0.5:9001/', 1],
    ['https://portal.example.com/dss-a', 2],
    ['https://portal.example.com/dss-a/', 2],
    ['https://portal.example.com/dss-a/b', 2],
    ['http://[fd00::5]:9001', 3],
  ])('is %s', (dssUrl, index) => {
    expect(trusting(ENTRIES).match(dssUrl)?.url).toBe(ENTRIES[index]);
  });

  it('leads to the entry with the longest base path', () => {
    const gateways = trusting(['https://p.example.com', 'https://p.example.com/a/b', 'https://p.example.com/a']);
    const matched = ['/', '/a', '/a/', '/a/c', '/a/b', '/a/b/c', '/a/bc', '/x'].map((path) =>
      gateways.match(`https://p.example.com${path}`)?.url.slice('https://p.example.com'.length),
    );

    expect(matched).toEqual(['', '/a', '/a', '/a', '/a/b', '/a/b', '/a', '']);
  });

  it('may be an alias; what is used is the entry', () => {
    const gateways = trusting({
      url: 'https://dss.example.com',
      aliases: ['http://10.0.0.9:9001/in/'],
      connect: 'http://127.0.0.1:9001/x/',
    });

    expect(gateways.match('http://10.0.0.9:9001/in/side')).toBe(gateways.all[0]);
    expect(gateways.match('http://10.0.0.9:9001/')).toBeUndefined();
    expect(gateways.match('http://127.0.0.1:9001/x')).toBeUndefined();
    expect(gateways.all[0]).toMatchObject({
      url: 'https://dss.example.com',
      origin: 'https://dss.example.com',
      connectUrl: 'http://127.0.0.1:9001/x',
    });
  });
});

describe('a dssurl that names none', () => {
  it.each([
    [
      'another scheme or port',
      ['http://dss.example.com', 'https://dss.example.com:8443', 'https://dss.example.com:80', 'http://10.0.0.5'],
    ],
    [
      'no web scheme',
      [
        'ws://dss.example.com',
        'ftp://dss.example.com',
        'file:///dss.example.com',
        'javascript:alert(1)',
        'data:text/html,x',
      ],
    ],
    [
      'user information and confusion',
      [
        ...[
          'https://u@dss.example.com',
          'https://dss.example.com@evil.example',
          'https://dss.example.com:443@evil.example',
        ],
        ...[
          'https://evil.example#dss.example.com',
          'https://evil.example?dss.example.com',
          'https://evil.example/https://dss.example.com',
        ],
        ...['https://evil.example\\@dss.example.com', 'https://dss.example.com\\.evil.example'],
      ],
    ],
    [
      'games with names',
      [
        ...[
          'https://dss.example.com.',
          'https://dss.example.com.evil.example',
          'https://evildss.example.com',
          'https://dss%2eexample.com',
        ],
        ...[
          'https://dss.example.com%00.evil.example',
          'https://ｄss.example.com',
          'https://dѕs.example.com',
          'https://dss。example.com',
        ],
        'https://dss.example.com\u0000.evil.example',
      ],
    ],
    [
      'games with addresses',
      [
        ...['http://167772165:9001', 'http://0xa.0.0.5:9001', 'http://012.0.0.5:9001', 'http://10.0.5:9001'],
        ...['http://[::ffff:10.0.0.5]:9001', 'http://[FD00:0::5]:9001', 'http://[fd00::5%25eth0]:9001'],
      ],
    ],
    [
      'other forms',
      [
        ...[
          '',
          '//dss.example.com',
          'dss.example.com',
          'https:dss.example.com',
          'https:/dss.example.com',
          'https:\\\\dss.example.com',
        ],
        ...[
          'https://dss.example.com:',
          'https://dss.example.com:0443',
          'https://dss.example.com?x',
          'https://dss.example.com#',
        ],
        ...[
          'https://dss.example.com/?',
          ' https://dss.example.com',
          'https://dss.exam ple.com',
          'https://dss.example.com/a b',
        ],
        ...[
          'https://dss.example.com\t',
          'https://dss.\nexample.com',
          'https://dss.example.com\r\n',
          'https:///dss.example.com',
        ],
      ],
    ],
    [
      'another base path',
      [
        '/',
        '',
        '/dss-ab',
        '/DSS-A',
        '/dss-a/../dss-b',
        '/dss-a%2f..',
        '/dss%2da',
        '/./dss-a',
        '//dss-a',
        '/x/../dss-a',
        '/dss-a/%2E%2e/b',
      ].map((path) => `https://portal.example.com${path}`),
    ],
    [
      'a path that servers resolve differently',
      ['//', '/a//b', '/%2e/', '/a/..', '/.', '/%2F', '/%5c'].map((path) => `https://dss.example.com${path}`),
    ],
  ])('has %s', (_, dssUrls) => {
    const gateways = trusting(ENTRIES);

    expect(dssUrls.filter((dssUrl) => gateways.match(dssUrl) !== undefined)).toEqual([]);
  });
});

describe('a match', () => {
  /** A second parser, made of RFC 3986 appendix B alone: authority is all between `//` and the next `/`, `?` or `#`. */
  function originOf(text: string): string | undefined {
    const parts = /^([^:/?#]+):\/\/([^/?#]*)/.exec(text);
    const [scheme = '', authority = ''] = (parts ?? []).slice(1).map((part) => part.toLowerCase());
    const at = authority.lastIndexOf('@');
    const port = /:(\d+)$/.exec(authority)?.[1];
    const host = authority.slice(at + 1, port === undefined ? undefined : -port.length - 1);
    const defaultPort = { http: '80', https: '443' }[scheme];
    return parts === null
      ? undefined
      : `${scheme}://${host}${port === undefined || port === defaultPort ? '' : `:${port}`}`;
  }

  it('has the origin of an entry, for two parsers, whatever is tried', () => {
    const gateways = trusting(ENTRIES);
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...ENTRIES) },
      fc.constantFrom(
        'https',
        'http',
        ':',
        '//',
        '/',
        '\\',
        '@',
        '?',
        '#',
        '.',
        '..',
        '%2e',
        '%2f',
        ':443',
        ':80',
        ':9001',
        '[',
        ']',
        '%00',
      ),
      fc.constantFrom(
        'dss.example.com',
        'evil.example',
        '10.0.0.5',
        'portal.example.com',
        '/dss-a',
        '[fd00::5]',
        'u@',
        'DSS',
        '\u212a',
        '。',
      ),
      fc.string({ maxLength: 2, unit: 'binary' }),
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    let matches = 0;
    fc.assert(
      fc.property(text, (dssUrl) => {
        const matched = gateways.match(dssUrl);
        if (matched === undefined) return;
        matches += 1;
        expect(new URL(dssUrl).origin).toBe(matched.origin);
        expect(originOf(dssUrl)).toBe(matched.origin);
      }),
      // Few of these texts match, so it takes some to see one.
      { ...PROPERTY_RUNS, numRuns: Math.max(PROPERTY_RUNS.numRuns, 200) },
    );
    expect(matches).toBeGreaterThan(0);
  });
});

describe('the option gateways', () => {
  it.each([
    ['https://DSS.example.com/', 'https://dss.example.com'],
    ['HTTPS://dss.example.com:443', 'https://dss.example.com'],
    ['https://portal.example.com/dss-a/', 'https://portal.example.com/dss-a'],
    ['https://數據.example', 'https://xn--97uqn.example'],
  ])('stores %s as %s', (url, stored) => {
    expect(readGateways(url).gateways.map((gateway) => gateway.url)).toEqual([stored]);
  });

  it('tells of plain http to other machines, where DSS or we would use it', () => {
    const { insecure, problems } = readGateways([
      'http://localhost:9001',
      'http://dss.localhost',
      'http://127.0.0.2',
      'http://127.10.20.30',
      'http://[::1]',
      'https://a.example',
      'http://b.example/x',
      { url: 'https://c.example', connect: 'http://10.0.0.7:9001' },
    ]);

    expect(problems).toEqual([]);
    expect(insecure).toEqual(['http://b.example/x', 'http://10.0.0.7:9001']);
  });

  it.each(['http://mylocalhost', 'http://localhost.b.example', 'http://127.0.0.1.b.example', 'http://127.b.example'])(
    'takes %s for another machine',
    (url) => expect(readGateways(url).insecure).toEqual([url]),
  );

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'gateways is required'],
    ['an empty list', [], 'gateways is required'],
    ['null', null, 'gateways must be a base URL'],
    ['a number', [7], 'gateways[0] must be a base URL'],
    ['a hole', [, 'https://a.example'], 'gateways[0] must be a base URL'], // eslint-disable-line no-sparse-arrays
    ['an empty text', '', 'gateways must be a base URL'],
    ['a wildcard', '*', 'gateways must begin with http'],
    ['a wildcard host', 'https://*.example.com', 'gateways must name one host in full'],
    ['a user name', 'https://user:canary@dss.example.com', 'gateways must not contain a user name or password'],
    ['a query', 'https://dss.example.com?', 'gateways must have neither'],
    ['a fragment', 'https://dss.example.com/#', 'gateways must have neither'],
    ['a trailing dot', 'https://dss.example.com.', 'gateways must not have a dot'],
    ['a trailing ideographic dot', 'https://dss.example.com。', 'gateways must not have a dot'],
    ['another scheme', 'ws://dss.example.com', 'gateways must begin with http'],
    ['a scheme that ends like one', 'xhttps://dss.example.com', 'gateways must begin with http'],
    ['no scheme', 'dss.example.com', 'gateways must begin with http'],
    ['no host', 'https://', 'gateways must begin with http'],
    ['white space', ' https://dss.example.com', 'gateways must not contain white space'],
    ['a backslash', 'https://dss.example.com\\x', 'gateways must not contain white space'],
    ['a bad port', 'https://dss.example.com:99999', 'gateways has a host or port that is not valid'],
    ['a percent-escaped host', 'https://dss%2eexample.com', 'gateways must name one host'],
    ['a dot segment', 'https://dss.example.com/a/..', 'gateways must have a plain path'],
    ['an unknown key', { url: 'https://a.example', alias: [] }, 'gateways.alias is not known'],
    ['no url', [{ aliases: ['https://a.example'] }], 'gateways[0].url must be a base URL'],
    ['aliases that are no list', { url: 'https://a.example', aliases: 'x' }, 'gateways.aliases must be a list'],
    ['a bad alias', { url: 'https://a.example', aliases: ['x'] }, 'gateways.aliases[0] must begin with http'],
    ['a bad connect', [{ url: 'https://a.example', connect: 'x' }], 'gateways[0].connect must begin with http'],
    ['one twice', ['https://a.example', 'https://A.example:443/'], 'gateways[1] is listed already, as gateways[0]'],
    [
      'an alias of another',
      ['https://a.example', { url: 'https://b.example', aliases: ['https://a.example'] }],
      'gateways[1].aliases[0] is listed already',
    ],
  ])('must not be or have %s', (_, option, problem) => {
    const { problems } = readGateways(option);

    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join()).not.toContain('canary');
  });

  it('shows no more than the begin of an unknown key', () => {
    const { problems } = readGateways({ url: 'https://a.example', ['k'.repeat(65)]: 1 });

    expect(problems).toEqual([expect.stringContaining(`gateways.${'k'.repeat(64)} is not known`)]);
  });

  it('has one address without aliases', () => {
    const { gateways } = readGateways([{ url: 'https://a.example/dss' }]);

    expect(gateways.map(({ addresses }) => addresses)).toEqual([
      [expect.objectContaining({ url: 'https://a.example/dss' })],
    ]);
  });

  it('names every problem at once', () => {
    const { problems } = readGateways(['x', { url: 'y', connect: 'z', aliases: [1, 2] }]);

    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'gateways[0]',
      'gateways[1].url',
      'gateways[1].connect',
      'gateways[1].aliases[0]',
      'gateways[1].aliases[1]',
    ]);
  });

  it('is read without ever throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (option) => {
        const { gateways, problems } = readGateways(option);
        expect(gateways.length + problems.length).toBeGreaterThan(0);
      }),
      PROPERTY_RUNS,
    );
  });
});
