/** Session cookies that browsers will not send where they are needed are warned of (security.md section 10). */
import { warnOfSessionCookie } from '../../src/plugin/session-warnings.js';
import type { Visit } from '../../src/plugin/visit.js';

interface Where {
  readonly embedded?: boolean;
  readonly port?: object;
  readonly ofKoa?: unknown;
}

function warningsOf(data: object | undefined, { embedded = false, port, ofKoa }: Where = {}): string[] {
  const warnings: string[] = [];
  const logger = { warnOnce: (line: string) => void warnings.push(line) };
  warnOfSessionCookie({
    session: { data },
    settings: { logger, embedded, session: port },
    exchange: { request: { sessionOptions: ofKoa } },
  } as unknown as Visit<unknown>);
  return warnings;
}

const FRAMED = { sameSite: 'none', secure: true, partitioned: true };

test.each<[object | undefined, Where]>([
  [undefined, {}],
  [undefined, { embedded: true }],
  [{}, {}],
  [{}, { embedded: true }],
  [{ cookie: null }, { embedded: true }],
  [{ cookie: 'x' }, { embedded: true }],
  [{ cookie: { sameSite: 'strict' } }, { port: {} }],
  [{ cookie: {} }, {}],
  [{ cookie: { sameSite: 'lax' } }, {}],
  [{ cookie: { sameSite: false } }, {}],
  [{ cookie: FRAMED }, { embedded: true }],
  [{ cookie: { ...FRAMED, sameSite: 'None', secure: 'auto' } }, { embedded: true }],
  [{}, { embedded: true, ofKoa: FRAMED }],
])('nothing is said of %j (%j)', (data, where) => {
  expect(warningsOf(data, where)).toEqual([]);
});

test.each<[object, Where]>([
  [{ cookie: { sameSite: 'strict' } }, {}],
  [{ cookie: { sameSite: 'Strict' } }, {}],
  [{ cookie: { sameSite: true } }, {}],
  [{ cookie: {} }, { ofKoa: { sameSite: 'strict' } }],
])('SameSite=Strict is warned of: %j (%j)', (data, where) => {
  expect(warningsOf(data, where)).toEqual([expect.stringContaining('SameSite=Strict')]);
});

test.each([
  {},
  { ...FRAMED, sameSite: 'lax' },
  { ...FRAMED, secure: false },
  { ...FRAMED, secure: undefined },
  { ...FRAMED, partitioned: false },
  { ...FRAMED, partitioned: undefined },
])('in frames a cookie that will not come is warned of: %j', (cookie) => {
  expect(warningsOf({ cookie }, { embedded: true })).toEqual([expect.stringContaining('Partitioned')]);
});
