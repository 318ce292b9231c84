/** The text of a remembered login, part by part: what is not exactly what was written is no login. */
import { createSecretKey } from 'node:crypto';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import { createLoginVault } from '../../src/plugin/login-vault.js';
import {
  decodeLogin,
  encodeLogin,
  ownCookiesOf,
  subjectOf,
  toWorkspace,
  type RememberedLogin,
} from '../../src/plugin/remembered-login.js';

const LOGIN: RememberedLogin = {
  id: 'an-id',
  user: toDSSUser('alice', 'hadoop'),
  workspace: toWorkspace('bdap', 224, true),
  appName: 'demo',
  dssUrl: 'https://dss.example.com',
  ticketName: 't',
  proxyTicketName: 'p',
  cookies: new HiddenMap([
    ['t', 'x'],
    ['p', 'y'],
    ['entry', 'z'],
  ]),
  interceptorCookies: [{ name: 'jwt', path: '/', domain: 'e.com', partitioned: true }],
  verifiedAt: 1,
  messageAt: 2,
};
const FIELDS = JSON.parse(encodeLogin(LOGIN)) as unknown[];

const FIELD = { id: 1, dssUrl: 8, ticketName: 9, cookies: 11, places: 12, verifiedAt: 13, messageAt: 14 };

function withField(at: number, value: unknown): RememberedLogin | undefined {
  return decodeLogin(JSON.stringify(FIELDS.map((field, index) => (index === at ? value : field))));
}

test.each([FIELD.id, FIELD.dssUrl, FIELD.ticketName])('field %i is a text that is not empty', (at) => {
  expect(withField(at, 'x')).toBeDefined();
  expect(withField(at, '')).toBeUndefined();
});

test.each([FIELD.verifiedAt, FIELD.messageAt])('field %i is a time', (at) => {
  expect(withField(at, 5)).toBeDefined();
  for (const wrong of ['5', null, true, [5]]) expect(withField(at, wrong)).toBeUndefined();
  const endless = FIELDS.map((field, index) => (index === at ? '1e999' : JSON.stringify(field)));
  expect(decodeLogin(`[${endless.join(',')}]`)).toBeUndefined();
});

test('cookies are pairs of texts', () => {
  for (const right of [[], [['a', 'b']]]) expect(withField(FIELD.cookies, right)).toBeDefined();
  for (const wrong of [{}, 'ab', null, ['ab'], [['a']], [['a', 'b', 'c']], [[1, 'b']], [['a', 1]], [{ length: 2 }]]) {
    expect([wrong, withField(FIELD.cookies, wrong)]).toEqual([wrong, undefined]);
  }
});

test('places of cookies have a name and a path, and perhaps a domain and partitions', () => {
  for (const right of [
    { name: 'a', path: '/' },
    { name: 'a', path: '/', domain: 'e.com', partitioned: false },
  ]) {
    expect(withField(FIELD.places, [right])?.interceptorCookies).toEqual([right]);
  }
  for (const wrong of [
    ...[null, 'a', 7, {}, { name: 'a' }, { path: '/' }, { name: '', path: '/' }, { name: 'a', path: '' }],
    ...[
      { name: 1, path: '/' },
      { name: 'a', path: '/', domain: '' },
      { name: 'a', path: '/', domain: 1 },
    ],
    ...[
      { name: 'a', path: '/', partitioned: 1 },
      { name: 'a', path: '/', partitioned: 'true' },
    ],
  ]) {
    expect([wrong, withField(FIELD.places, [wrong])]).toEqual([wrong, undefined]);
  }
});

test('only own cookies are handed out, and events tell whose login it is', () => {
  expect([...ownCookiesOf(LOGIN).keys()].sort()).toEqual(['p', 't']);
  expect(subjectOf(LOGIN)).toEqual({
    user: { userName: 'alice', proxyUser: 'hadoop' },
    workspace: { name: 'bdap', id: 224, verified: true },
    gateway: 'https://dss.example.com',
    ticket: 'x',
  });
  expect(toWorkspace(undefined, undefined, false)).toStrictEqual({ verified: false });
});

describe.each([
  ['sealed', [createSecretKey(Buffer.alloc(32, 7))]],
  ['as it is', []],
])('kept %s', (_what, secrets) => {
  const vault = createLoginVault(secrets, 'login in test');

  test('a login is read once, and found again at its place', () => {
    const text = vault.write(LOGIN, 'here');
    const first = vault.read(text, 'here');
    expect(first?.id).toBe('an-id');
    expect(vault.read(text, 'here')).toBe(first);
    expect(vault.read(vault.write({ ...LOGIN, id: 'other' }, 'here'), 'here')?.id).toBe('other');
  });

  test('what is no login stays none', () => {
    for (const text of ['', 'x', '[]']) {
      expect(vault.read(text, 'here')).toBeUndefined();
      expect(vault.read(text, 'here')).toBeUndefined();
    }
  });
});

test('a sealed login opens at its own place alone, also after it was opened there', () => {
  const vault = createLoginVault([createSecretKey(Buffer.alloc(32, 7))], 'login in test');
  const text = vault.write(LOGIN, 'here');
  expect(vault.read(text, 'there')).toBeUndefined();
  expect(vault.read(text, 'here')?.id).toBe('an-id');
  expect(vault.read(text, 'there')).toBeUndefined();
  expect(vault.read(text, 'here')?.id).toBe('an-id');
});
