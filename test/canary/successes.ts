import { advance } from '../support/clock.js';
import { PAGE_LOAD, type TestBrowser } from '../support/client.js';
import { envelope } from './gateways.js';
import { PROXY_TICKET, TICKET } from './message.js';
import type { Stage } from './stage.js';

const DUE = 310_000;
const GRACE_OVER = 700_000;
const LIFETIME_OVER = 43_300_000;

/** What a browser may come back with instead of its own cookies. */
const OURS = ['dss_sso', 'dss_sso_user', 'connect.sid', 'koa.sess'];

/** Whom the app answered for last. */
async function userAt(stage: Stage, browser: TestBrowser, target = '/'): Promise<string | undefined> {
  return (await stage.send(browser, target)).json<{ user?: string }>().user;
}

type Scene = (stage: Stage, browser: TestBrowser) => Promise<void>;

function expectUser(user: string | undefined, expected: string | undefined): void {
  if (user !== expected) throw new Error(`the app answered for ${String(user)}, not for ${String(expected)}`);
}

async function logIn(stage: Stage, browser: TestBrowser, user = 'alice'): Promise<string> {
  const ticket = stage.gateways.ticketOf(user);
  expectUser(await userAt(stage, browser, `/in?${stage.message(ticket)}`), user);
  return ticket;
}

/** A login whose gateway answers as it is told. */
async function logInAtOdd(stage: Stage, browser: TestBrowser): Promise<string> {
  const ticket = stage.canaries.hatch('ticket');
  stage.gateways.odd.answer(ticket, { 'user/userInfo': envelope(200, 0, 'OK', { userName: 'alice' }) });
  const query = stage.message(ticket, { dssUrl: stage.gateways.odd.url });
  expectUser(await userAt(stage, browser, `/in?${query}`), 'alice');
  return ticket;
}

/** The life of logins, as long as nothing is refused. */
export const SUCCESSES: Readonly<Record<string, Scene>> = {
  async 'a back-end call, and the same again'(stage, browser) {
    const ticket = await logIn(stage, browser);
    expectUser(await userAt(stage, browser, `/in?${stage.message(ticket)}&page=2`), 'alice');
    expectUser(await userAt(stage, browser), 'alice');
    expectUser(await userAt(stage, browser, '/users'), 'alice');
  },
  async 'a page load that ends on a clean URL'(stage, browser) {
    const ticket = stage.gateways.ticketOf('alice');
    const { status, headers } = await stage.send(browser, `/in?a=1&${stage.message(ticket)}&b=2`, {
      headers: PAGE_LOAD,
    });
    if (status !== 303 || headers.location !== './in?a=1&b=2') throw new Error('the URL was not cleaned');
    expectUser(await userAt(stage, browser), 'alice');
  },
  async 'a message with a redirect'(stage, browser) {
    const query = stage.message(stage.gateways.ticketOf('alice'), { redirect: '/#/projects' });
    const { status, headers } = await stage.send(browser, `/in?${query}`);
    if (status !== 303 || headers.location !== '/#/projects') throw new Error('the browser was not sent on');
  },
  async 'a message in odd spellings'(stage, browser) {
    const query = stage.message(stage.gateways.ticketOf('alice'));
    const odd = query.replace('dssurl=', 'dss%75rl=').replace('cookies=', '%63ookie%73=');
    expectUser(await userAt(stage, browser, `/in?${odd}&${odd}`), 'alice');
  },
  async 'a proxy user, in a workspace'(stage, browser) {
    const ticket = stage.gateways.ticketOf('alice');
    const cookies = [
      [TICKET, ticket],
      [PROXY_TICKET, stage.gateways.proxyTicketOf('alice', 'hadoop')],
      ['workspaceId', '224'],
      ['workspaceName', 'bdap'],
    ] as const;
    expectUser(await userAt(stage, browser, `/in?${stage.message(ticket, { cookies })}`), 'hadoop');
    await stage.send(browser, '/users');
    expectUser(await userAt(stage, browser), 'hadoop');
  },
  async 'another workspace'(stage, browser) {
    const ticket = await logIn(stage, browser);
    expectUser(await userAt(stage, browser, `/in?${stage.message(ticket, { workspace: 'dev' })}`), 'alice');
  },
  async 'another ticket of the same user'(stage, browser) {
    await logIn(stage, browser);
    await logIn(stage, browser);
    expectUser(await userAt(stage, browser), 'alice');
  },
  async 'another user'(stage, browser) {
    await logIn(stage, browser, 'alice');
    await logIn(stage, browser, 'bob');
    expectUser(await userAt(stage, browser), 'bob');
  },
  async 'a confirmation that says yes'(stage, browser) {
    await logIn(stage, browser);
    advance(DUE);
    expectUser(await userAt(stage, browser), 'alice');
  },
  async 'a confirmation that says no'(stage, browser) {
    stage.gateways.portal.tickets.kill(await logIn(stage, browser));
    advance(DUE);
    expectUser(await userAt(stage, browser), undefined);
  },
  async 'a confirmation that says no, and repeats the ticket'(stage, browser) {
    const ticket = await logInAtOdd(stage, browser);
    const message = `errCode: 11002 ,desc: ${ticket} ${encodeURIComponent(ticket)}`;
    stage.gateways.odd.answer(ticket, { 'user/userInfo': envelope(400, 1, message) });
    advance(DUE);
    expectUser(await userAt(stage, browser), undefined);
  },
  async 'an outage, and what comes after grace'(stage, browser) {
    const ticket = await logInAtOdd(stage, browser);
    stage.gateways.odd.answer(ticket, { 'user/userInfo': envelope(500, 1, `no session for ${ticket}`) });
    advance(DUE);
    expectUser(await userAt(stage, browser), 'alice');
    advance(GRACE_OVER);
    for (const headers of [{}, PAGE_LOAD]) {
      const { status } = await stage.send(browser, '/', { headers });
      if (status !== 502) throw new Error(`status ${status} after grace`);
    }
  },
  async 'a confirmation that is reset'(stage, browser) {
    const ticket = await logInAtOdd(stage, browser);
    stage.gateways.odd.answer(ticket, { 'user/userInfo': { kind: 'reset' } });
    advance(DUE);
    expectUser(await userAt(stage, browser), 'alice');
  },
  async 'the end of a lifetime'(stage, browser) {
    await logIn(stage, browser);
    advance(LIFETIME_OVER);
    expectUser(await userAt(stage, browser), undefined);
  },
  async 'a message with a ticket that died meanwhile'(stage, browser) {
    const ticket = await logIn(stage, browser);
    stage.gateways.portal.tickets.kill(ticket);
    advance(DUE);
    const { status } = await stage.send(browser, `/in?${stage.message(ticket)}`);
    if (status !== 401) throw new Error(`status ${status} for a dead ticket`);
    expectUser(await userAt(stage, browser), undefined);
  },
  async 'logout()'(stage, browser) {
    await logIn(stage, browser);
    const stolen = new Map(browser.jar);
    expectUser(await userAt(stage, browser, '/logout'), undefined);
    for (const [name, value] of stolen) browser.jar.set(name, value);
    expectUser(await userAt(stage, browser), undefined);
  },
  async "the app's own log-out"(stage, browser) {
    await logIn(stage, browser);
    await stage.send(browser, '/app-logout');
    for (const name of ['dss_sso_user', TICKET]) browser.jar.delete(name);
    expectUser(await userAt(stage, browser), undefined);
  },
  async endLogins(stage, browser) {
    await logIn(stage, browser, 'bob');
    await stage.endLogins('bob');
    expectUser(await userAt(stage, browser), undefined);
  },
  async 'cookies that were tampered with'(stage, browser) {
    await logIn(stage, browser);
    for (const name of OURS) {
      const value = browser.jar.get(name);
      if (value === undefined) continue;
      const kind = name === 'dss_sso_user' ? 'jwt' : name === 'dss_sso' ? 'our cookie' : 'session id';
      for (const other of [`${value.slice(0, -6)}AAAAAA`, `${value.slice(0, 20)}%zz`, stage.canaries.hatch(kind)]) {
        browser.jar.set(name, stage.canaries.adopt(kind, other));
        await stage.send(browser, '/');
        await stage.send(browser, '/private', { headers: PAGE_LOAD });
        await stage.send(browser, `/in?${stage.message(stage.canaries.hatch('ticket'))}`, { headers: PAGE_LOAD });
      }
      browser.jar.set(name, value);
    }
  },
  async 'a store and a session that fail while a login is used and ended'(stage, browser) {
    const ticket = await logIn(stage, browser);
    const secrets = [ticket, ...browser.jar.values()];
    for (const target of ['/', '/users', '/logout', `/in?${stage.message(ticket)}`]) {
      for (const part of ['store', 'session', 'removeUser', 'renewUser'] as const) {
        stage.saboteur.fail([part], secrets);
        advance(2_000);
        await stage.send(browser, target);
      }
    }
    stage.saboteur.fail(['store'], secrets);
    await stage.endLogins('alice');
    stage.saboteur.stop();
  },
};
