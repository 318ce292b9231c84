import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readEnvelope } from '../../src/gateway/envelope.js';
import { readUserName } from '../../src/gateway/gateway-data.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

interface Recording {
  readonly name: string;
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: unknown;
}

const recordings = JSON.parse(
  readFileSync(path.join(__dirname, '..', 'recordings', 'gateway-answers.json'), 'utf8'),
) as { answers: Recording[] };

/** Name, HTTP status, body, type. */
type Row = [string, number, unknown, string?];

const JSON_TYPE = 'application/json';

function answer(
  status: number,
  body: unknown,
  type: string | undefined = JSON_TYPE,
): Parameters<typeof readEnvelope>[0] {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { status, headers: type === '' ? {} : { 'content-type': type }, body: bytes };
}

/** The user an answer of `user/userInfo` names, else the code it is refused with. */
function verdictOf(status: number, body: unknown, type?: string): string {
  const reading = readEnvelope(answer(status, body, type));
  if (reading.kind === 'refusal') return reading.code;
  const userName = readUserName(reading.data);
  return userName === undefined ? 'gateway-bad-answer' : `user ${userName}`;
}

/** jest-each takes an argument that a row lacks for a callback. */
function full(rows: Row[]): Required<Row>[] {
  return rows.map(([name, status, body, type = JSON_TYPE]) => [name, status, body, type]);
}

const yes = { method: null, status: 0, message: 'OK', data: { userName: 'alice' } };
const no = (message: string): object => ({ method: null, status: 1, message, data: {} });

describe('an answer to "whose ticket is this?"', () => {
  it.each(
    full([
      ['a plain yes', 200, yes],
      ['a charset', 200, yes, 'application/json;charset=UTF-8'],
      ['a +json type', 200, yes, 'Application/VND.dss+JSON ; x=y'],
      ['only what is needed', 200, { status: 0, data: { userName: 'alice' } }],
      ['more than is needed', 200, { ...yes, status: 0, extra: 1 }],
      ['0.0 as status', 200, '{"status":0.0,"data":{"userName":"alice"}}'],
      ['white space around', 200, ` \n${JSON.stringify(yes)}\r\n`],
    ]),
  )('is a yes with %s', (_, status, body, type) => {
    expect(verdictOf(status, body, type)).toBe('user alice');
  });

  it.each(['proxy_05aliceroot', 'ALICE', '李雷', 'a b', '__proto__', 'constructor', 'x'.repeat(128)])(
    'names %s as it is',
    (userName) => {
      expect(verdictOf(200, { ...yes, data: { userName } })).toBe(`user ${userName}`);
    },
  );

  it.each(
    full([
      ['HTTP 401', 401, { ...yes, status: -1 }],
      ['HTTP 401 whatever it says', 401, yes],
      ['HTTP 401 as HTML', 401, '<h1>401</h1>', 'text/html'],
      ['HTTP 401 without a body', 401, '', ''],
      ['status -1 with HTTP 200', 200, { ...yes, status: -1 }],
      ['status -1 with HTTP 500', 500, { ...yes, status: -1 }],
      ['code 11002', 400, no('login failed! reason: LoginExpireException: errCode: 11002 ,desc: x')],
      ['code 11002 with HTTP 200', 200, no('errCode: 11002 ,desc: x')],
      ['words for it', 400, no('You are not logged in, please login first')],
      ['Chinese words for it', 400, no('您尚未登录，请先登录!')],
    ]),
  )('rejects the ticket with %s', (_, status, body, type) => {
    expect(verdictOf(status, body, type)).toBe('ticket-rejected');
  });

  it.each(
    full([
      ['status 1', 400, no('Failed to get user')],
      ['status 1 and "login failed" alone', 400, no('login failed! reason: NullPointerException')],
      ['status 1 and "Already logged in"', 200, { ...yes, status: 1, message: 'Already logged in, please log out' }],
      ['status 1 and another code', 400, no('errCode: 110021 ,desc: x')],
      ['status 1 and no text', 400, { status: 1, message: 11002, data: {} }],
      ['status 2', 412, { ...yes, status: 2 }],
      ['status 3', 403, { ...yes, status: 3 }],
      ['status 4', 206, { ...yes, status: 4 }],
      ['status 2 about not being logged in', 412, { ...no('errCode: 11002'), status: 2 }],
      ['HTTP 500 and status 0', 500, yes],
      ['HTTP 502 as HTML', 502, '<h1>Bad Gateway</h1>', 'text/html'],
      ['HTTP 503 without a body', 503, '', ''],
    ]),
  )('is an error of the gateway with %s', (_, status, body, type) => {
    expect(verdictOf(status, body, type)).toBe('gateway-error');
  });

  it.each(
    full([
      ['no status', 200, { data: { userName: 'alice' } }],
      ['null as status', 200, { ...yes, status: null }],
      ['text as status', 200, { ...yes, status: '0' }],
      ['false as status', 200, { ...yes, status: false }],
      ['a list as status', 200, { ...yes, status: [0] }],
      ['status 5', 200, { ...yes, status: 5 }],
      ['status -2', 200, { ...yes, status: -2 }],
      ['status 0.5', 200, { ...yes, status: 0.5 }],
      ['a status of the prototype', 200, '{"__proto__":{"status":0,"data":{"userName":"alice"}}}'],
      ['no data', 200, { status: 0, userName: 'alice' }],
      ['null as data', 200, { ...yes, data: null }],
      ['a list as data', 200, { ...yes, data: [{ userName: 'alice' }] }],
      ['text as data', 200, { ...yes, data: 'alice' }],
      ['no user', 200, { ...yes, data: {} }],
      ['null as user', 200, { ...yes, data: { userName: null } }],
      ['the empty user', 200, { ...yes, data: { userName: '' } }],
      ['a number as user', 200, { ...yes, data: { userName: 7 } }],
      ['true as user', 200, { ...yes, data: { userName: true } }],
      ['a list as user', 200, { ...yes, data: { userName: ['alice'] } }],
      ['an object as user', 200, { ...yes, data: { userName: { name: 'alice' } } }],
      ['a user of the prototype', 200, '{"status":0,"data":{"__proto__":{"userName":"alice"}}}'],
      ['another case', 200, { ...yes, data: { username: 'alice' } }],
      ['a line break in the user', 200, { ...yes, data: { userName: 'alice\nroot' } }],
      ['an outer space', 200, { ...yes, data: { userName: 'alice ' } }],
      ['an invisible character', 200, { ...yes, data: { userName: 'al\u200bice' } }],
      ['half a surrogate pair', 200, '{"status":0,"data":{"userName":"\\ud800"}}'],
      ['a user of 129 characters', 200, { ...yes, data: { userName: 'x'.repeat(129) } }],
      ['HTML', 200, '<h1>Welcome</h1>', 'text/html'],
      ['JSON that says it is HTML', 200, yes, 'text/html'],
      ['JSON that says it is text', 200, yes, 'text/plain; application/json'],
      ['a type that only begins right', 200, yes, 'application/jsonp'],
      ['no type', 200, yes, ''],
      ['no body', 200, ''],
      ['half a body', 200, '{"status":0,"data":{"userName":"alice"'],
      ['two bodies', 200, JSON.stringify(yes).repeat(2)],
      ['bytes after it', 200, `${JSON.stringify(yes)}<!-- -->`],
      ['a byte order mark', 200, `\ufeff${JSON.stringify(yes)}`],
      ['a list', 200, [yes]],
      ['null', 200, 'null'],
      [
        'other bytes than UTF-8',
        200,
        Buffer.from(JSON.stringify({ ...yes, data: { userName: 'ren\u00e9' } }), 'latin1'),
      ],
      ['UTF-16', 200, Buffer.from(JSON.stringify(yes), 'utf16le')],
      ['HTTP 201', 201, yes],
      ['HTTP 204', 204, '', ''],
      ['HTTP 400 and status 0', 400, yes],
      ['HTTP 404 and status 0', 404, yes],
      ['HTTP 404 as HTML', 404, 'Not Found', 'text/html'],
      ["a framework's HTTP 404", 404, { timestamp: 'x', status: 404, error: 'Not Found' }],
      ['a redirect', 302, yes],
      ['a redirect that rejects', 307, { ...yes, status: -1 }],
    ]),
  )('cannot be used with %s', (_, status, body, type) => {
    expect(verdictOf(status, body, type)).toBe('gateway-bad-answer');
  });

  it('is read without ever throwing, and names a user only where an answer does', () => {
    const status = fc.constantFrom(200, 400, 401, 302, 500, 0);
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record(
          { status: fc.oneof(fc.constantFrom(0, 1, -1, '0', null)), data: fc.anything(), message: fc.anything() },
          { requiredKeys: [] },
        )
        .map((value) => {
          try {
            return JSON.stringify(value);
          } catch {
            return '';
          }
        }),
    );
    fc.assert(
      fc.property(status, body, (httpStatus, text) => {
        const verdict = verdictOf(httpStatus, text);
        if (!verdict.startsWith('user ')) return;
        expect(httpStatus).toBe(200);
        expect(JSON.parse(text)).toMatchObject({ status: 0, data: { userName: verdict.slice('user '.length) } });
      }),
      PROPERTY_RUNS,
    );
  });
});

describe("the gateway's own text", () => {
  const textOf = (status: number, body: unknown): string | undefined => {
    const reading = readEnvelope(answer(status, body));
    return reading.kind === 'refusal' ? reading.text : undefined;
  };

  it('is kept for the log, with the error numbers in it', () => {
    const reading = readEnvelope(answer(400, no('errCode: 60050 ,desc: a; errCode:7; errCode: 1234567890')));
    expect(reading).toMatchObject({ text: expect.stringContaining('desc: a'), errCodes: [60050, 7] });
  });

  it('is empty where there is none', () => {
    expect(textOf(302, yes)).toBe('');
    expect(textOf(200, '<h1>Welcome</h1>')).toBe('');
    expect(textOf(400, { status: 1, message: 7, data: {} })).toBe('');
    expect(textOf(400, { status: 1, data: {} })).toBe('');
  });
});

describe('a recorded answer of a real gateway', () => {
  const expected: Record<string, string> = {
    login: 'user alice',
    'login with a LIVE ticket': 'user alice',
    'LIVE /user/userInfo': 'user alice',
    'LIVE /user/heartbeat': 'gateway-bad-answer',
    publicKey: 'gateway-bad-answer',
    'logout LIVE': 'gateway-bad-answer',
    'logout without ticket': 'gateway-bad-answer',
    'login, wrong password': 'gateway-error',
    'login, no name': 'gateway-error',
    'login, no password': 'gateway-error',
    'unknown user path': 'gateway-error',
    'no ticket /user/userInfo': 'ticket-rejected',
    'unknown ticket /user/userInfo': 'ticket-rejected',
    'logged-out ticket /user/userInfo': 'ticket-rejected',
    'no ticket /user/heartbeat': 'ticket-rejected',
    'unknown ticket /user/heartbeat': 'ticket-rejected',
    'no ticket /dss/framework/proxy/getProxyUser': 'ticket-rejected',
    'unknown ticket /dss/framework/proxy/getProxyUser': 'ticket-rejected',
  };

  it.each(recordings.answers)('$name', ({ name, httpStatus, body, contentType }) => {
    expect(verdictOf(httpStatus, body, contentType)).toBe(expected[name]);
  });

  it('stands in the table above', () => {
    expect(recordings.answers.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
  });
});
