import { inspect } from 'node:util';
import fc from 'fast-check';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import {
  decodeLogin,
  encodeLogin,
  newLoginId,
  proxyTicketOf,
  ticketOf,
  toWorkspace,
  type RememberedLogin,
} from '../../src/plugin/remembered-login.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => /^[^\p{C}\p{Z}]+$/u.test(text));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const time = fc.integer({ min: 1, max: 4_000_000_000_000 });
const place = fc.record(
  { name, path: name.map((text) => `/${text}`), domain: name, partitioned: fc.constant(true) },
  { requiredKeys: ['name', 'path'] },
);

const login: fc.Arbitrary<RememberedLogin> = fc
  .record({
    id: fc.constant(0).map(newLoginId),
    userName: name,
    proxyUser: optional(name),
    workspaceName: optional(name),
    workspaceId: optional(fc.integer({ min: 1, max: 2_147_483_647 })),
    verified: fc.boolean(),
    appName: optional(name),
    ticketName: fc.constantFrom('linkis_user_session_ticket_id_v1', '__proto__'),
    proxyTicketName: optional(fc.constant('dss_user_session_proxy_ticket_id_v1')),
    cookies: fc.array(fc.tuple(name, fc.string()), { maxLength: 5 }),
    interceptorCookies: fc.array(place, { maxLength: 3 }),
    verifiedAt: time,
    messageAt: time,
  })
  .map(({ userName, proxyUser, workspaceName, workspaceId, verified, appName, proxyTicketName, cookies, ...rest }) => ({
    ...rest,
    user: toDSSUser(userName, proxyUser),
    workspace: toWorkspace(workspaceName, workspaceId, verified),
    ...(appName !== undefined && { appName }),
    dssUrl: 'https://dss.example.com',
    ...(proxyTicketName !== undefined && { proxyTicketName }),
    cookies: new HiddenMap([[rest.ticketName, 'ticket'], ...cookies]),
  }));

const plain = ({ cookies, ...rest }: RememberedLogin): object => ({ ...rest, cookies: [...cookies] });

describe('a remembered login', () => {
  test('reads back as it was written', () => {
    fc.assert(
      fc.property(login, (written) => {
        const read = decodeLogin(encodeLogin(written));
        expect(read === undefined ? undefined : plain(read)).toEqual(plain(written));
        expect(Object.isFrozen(read)).toBe(true);
      }),
      PROPERTY_RUNS,
    );
  });

  test('is not there for any other text, and nothing throws', () => {
    const other = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.jsonValue(), { minLength: 14, maxLength: 16 }).map((list) => JSON.stringify([1, ...list.slice(1)])),
    );
    fc.assert(
      fc.property(other, (text) => {
        expect(decodeLogin(text)).toBeUndefined();
      }),
      PROPERTY_RUNS,
    );
  });

  test('is not there when any one field has another type', () => {
    const fields = JSON.parse(
      encodeLogin({
        id: newLoginId(),
        user: toDSSUser('alice', 'hadoop'),
        workspace: toWorkspace('bdap', 224, true),
        appName: 'demo',
        dssUrl: 'https://dss.example.com',
        ticketName: 't',
        proxyTicketName: 'p',
        cookies: new HiddenMap([['t', 'x']]),
        interceptorCookies: [{ name: 'jwt', path: '/' }],
        verifiedAt: 1,
        messageAt: 2,
      }),
    ) as unknown[];
    expect(decodeLogin(JSON.stringify(fields))?.user.userName).toBe('alice');
    for (let at = 0; at < fields.length; at += 1) {
      for (const wrong of [{}, { length: 1 }, [[1]], at === 5 ? '224' : -0.5]) {
        if ((at === 5 || at > 12) && typeof wrong === 'number') continue;
        const text = JSON.stringify(fields.map((field, index) => (index === at ? wrong : field)));
        expect([at, wrong, decodeLogin(text)]).toEqual([at, wrong, undefined]);
      }
    }
    expect(decodeLogin(JSON.stringify([...fields, 1]))).toBeUndefined();
    expect(decodeLogin(JSON.stringify(fields.slice(1)))).toBeUndefined();
  });

  test('of an earlier or later layout is not read', () => {
    fc.assert(
      fc.property(login, fc.integer(), (written, version) => {
        fc.pre(version !== 1);
        const fields = JSON.parse(encodeLogin(written)) as unknown[];
        expect(decodeLogin(JSON.stringify([version, ...fields.slice(1)]))).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test('has a user whose packed look means nothing', () => {
    const user = toDSSUser('proxy_05aliceroot');
    expect(user).toEqual({ userName: 'proxy_05aliceroot', effectiveUser: 'proxy_05aliceroot' });
    expect(toDSSUser('alice', 'hadoop')).toEqual({ userName: 'alice', proxyUser: 'hadoop', effectiveUser: 'hadoop' });
    expect(Object.isFrozen(user)).toBe(true);
  });

  test('knows its tickets by name, and shows none of them', () => {
    const written: RememberedLogin = {
      id: newLoginId(),
      user: toDSSUser('alice'),
      workspace: toWorkspace(undefined, undefined, false),
      dssUrl: 'https://dss.example.com',
      ticketName: 't',
      proxyTicketName: 'p',
      cookies: new HiddenMap([
        ['t', 'secret-ticket'],
        ['p', 'secret-proxy-ticket'],
      ]),
      interceptorCookies: [],
      verifiedAt: 1,
      messageAt: 1,
    };
    expect(ticketOf(written)).toEqual({ name: 't', value: 'secret-ticket' });
    expect(proxyTicketOf(written)).toEqual({ name: 'p', value: 'secret-proxy-ticket' });
    for (const shown of [
      inspect(written, { depth: 9, showHidden: true }),
      JSON.stringify(written),
      String(written.cookies),
    ]) {
      expect(shown).not.toContain('secret');
    }
  });

  test('has an id of 128 random bits', () => {
    const ids = Array.from({ length: 1_000 }, newLoginId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});
