/** What a verified message means for a browser that has a login (design.md section 4). */
import { HiddenMap } from '../../src/message/hidden-map.js';
import type { Message } from '../../src/message/read-message.js';
import { changeOf, hasTicketOf } from '../../src/plugin/login-change.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import type { LoginWorkspace, RememberedLogin } from '../../src/plugin/remembered-login.js';

const GATEWAY = 'https://dss.example.com';
const WORKSPACE = { name: 'dev', id: 7, verified: true };

const LOGIN: RememberedLogin = {
  id: 'id',
  user: toDSSUser('alice'),
  workspace: WORKSPACE,
  dssUrl: GATEWAY,
  ticketName: 'ticket_v2',
  cookies: new HiddenMap([['ticket_v2', 'secret']]),
  interceptorCookies: [],
  verifiedAt: 1,
  messageAt: 1,
};
const TICKET = { name: 'ticket_v2', value: 'secret' };

function messageWith(ticket?: Message['ticket']): Message {
  return {
    dssUrl: GATEWAY,
    forwarded: new HiddenMap(),
    cookies: new HiddenMap(),
    ...(ticket !== undefined && { ticket }),
  };
}

function change({
  userName = 'alice',
  proxyUser,
  dssUrl = GATEWAY,
  ticket = TICKET,
  workspace = WORKSPACE,
  login = LOGIN,
}: {
  userName?: string;
  proxyUser?: string;
  dssUrl?: string;
  ticket?: Message['ticket'];
  workspace?: LoginWorkspace;
  login?: RememberedLogin;
} = {}): string {
  const verified = { userName, ...(proxyUser !== undefined && { proxyUser }), verifiedAt: 2 };
  return changeOf(login, verified, messageWith(ticket), dssUrl, workspace);
}

test('the very login is the same', () => {
  expect(change()).toBe('same');
});

test.each<[string, Parameters<typeof change>[0]]>([
  ['another user', { userName: 'bob' }],
  ['another spelling of the user', { userName: 'Alice' }],
  ['a proxy user', { proxyUser: 'bob' }],
  ['no proxy user any more', { login: { ...LOGIN, user: toDSSUser('alice', 'bob') } }],
  ['the same name at another DSS', { dssUrl: 'https://other.example.com' }],
])('%s is a switch', (_what, arrival) => {
  expect(change(arrival)).toBe('switch');
});

test.each<[string, Parameters<typeof change>[0]]>([
  ['another ticket', { ticket: { ...TICKET, value: 'other' } }],
  ['a ticket of another name', { ticket: { ...TICKET, name: 'ticket_v1' } }],
])('%s of the same user is a new login', (_what, arrival) => {
  expect(change(arrival)).toBe('ticket');
});

test.each<[string, LoginWorkspace]>([
  ['name', { ...WORKSPACE, name: 'prod' }],
  ['id', { ...WORKSPACE, id: 8 }],
  ['proof', { ...WORKSPACE, verified: false }],
])('the same login in a workspace of another %s is in another workspace', (_what, workspace) => {
  expect(change({ workspace })).toBe('workspace');
});

test('the ticket of a login is its name, its value and its DSS', () => {
  expect(hasTicketOf(LOGIN, messageWith(TICKET), GATEWAY)).toBe(true);
  expect(hasTicketOf(LOGIN, messageWith(TICKET), 'https://other.example.com')).toBe(false);
  expect(hasTicketOf(LOGIN, messageWith({ ...TICKET, name: 'ticket_v1' }), GATEWAY)).toBe(false);
  expect(hasTicketOf(LOGIN, messageWith({ ...TICKET, value: 'other' }), GATEWAY)).toBe(false);
  expect(hasTicketOf(LOGIN, messageWith(), GATEWAY)).toBe(false);
});
