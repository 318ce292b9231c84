import { request } from 'node:http';
import type { Portal } from '../../src/portal/create-portal.js';
import { advance } from '../support/clock.js';
import { API, ask, closePortals, PROXY_TICKET, startPortal, TICKET } from './support.js';

jest.mock('../../src/clock.js', () => jest.requireActual('../support/clock.js'));

let portal: Portal;
let alice: Record<string, string>;

beforeEach(async () => {
  portal = await startPortal({
    users: [{ userName: 'alice' }, { userName: 'bob' }],
    workspaces: [{ id: 1, name: 'sales', users: ['alice'] }],
  });
  alice = { [TICKET]: portal.tickets.issue('alice') };
});
afterEach(closePortals);

/** The list as alice sees it: a row is its cells' texts. */
async function rows(path = '/calls'): Promise<string[][]> {
  const { text } = await ask(portal, path, { cookies: alice });
  return [...text.matchAll(/<tr role="row">(<td.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) =>
      cell
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
}

const call = (path: string, cookies: Record<string, string> = {}) => ask(portal, API + path, { cookies });

/** Waits until the newest call says so: an answer is over for the portal a little after it has come. */
async function until(column: number, expected: RegExp): Promise<string[]> {
  for (;;) {
    const [newest = []] = await rows();
    if (expected.test(newest[column] ?? '')) return newest;
    await new Promise(setImmediate);
  }
}

describe('the page of gateway calls', () => {
  it('says what to do while there are none', async () => {
    const { text } = await ask(portal, '/calls', { cookies: alice });
    expect(text).toContain('No calls yet');
    expect(text).toContain('Open an app');
  });

  it('shows time, method, path, status, duration and whose ticket it was, newest first', async () => {
    await call('/user/userInfo', alice);
    await call('/dss/framework/workspace/getAllWorkspaceUsers?workspaceId=1', alice);
    await until(3, /ms/);
    const [newest, oldest] = await rows();
    expect(newest).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
      'GET /api/rest_j/v1 /dss/framework/workspace/getAllWorkspaceUsers ?workspaceId=1',
      '200',
      expect.stringMatching(/^\d+ ms$/),
      expect.stringMatching(/^alice [0-9a-f]{4}$/),
    ]);
    expect(oldest?.[1]).toBe('GET /api/rest_j/v1 /user/userInfo');
    expect(oldest?.[4]).toBe(newest?.[4]);
  });

  it('tells users, proxy users and dead tickets apart', async () => {
    await call('/user/userInfo');
    await call('/user/userInfo', { [TICKET]: 'dead' });
    await call('/user/userInfo', {
      [TICKET]: portal.tickets.issue('bob'),
      [PROXY_TICKET]: portal.tickets.issueProxy('bob', 'hadoop'),
    });
    await call('/user/userInfo', { [TICKET]: portal.tickets.issue('bob'), [PROXY_TICKET]: 'dead' });
    const tickets = (await rows()).map((row) => row[4]);
    expect(tickets).toEqual([
      expect.stringMatching(/^bob [0-9a-f]{4}$/),
      expect.stringMatching(/^bob [0-9a-f]{4} Acting as hadoop$/),
      expect.stringMatching(/^dead or unknown [0-9a-f]{4}$/),
      'no ticket',
    ]);
  });

  it('shows the status that was sent, faults included', async () => {
    portal.faults.status = 503;
    await call('/user/userInfo', alice);
    await until(2, /503/);
  });

  it('shows a call that hangs as waiting, until its caller leaves', async () => {
    portal.faults.hang = true;
    const asking = request(`${portal.url}${API}/user/userInfo`, { agent: false });
    asking.on('error', () => undefined);
    asking.end();
    expect((await until(2, /waiting/))[3]).toBe('');
    asking.destroy();
    expect((await until(2, /no answer/))[3]).toMatch(/^\d+ ms$/);
  });

  it('never shows a ticket or a part of one, nor what stands in a query', async () => {
    const { [TICKET]: ticket = '' } = alice;
    const proxyTicket = portal.tickets.issueProxy('alice', 'hadoop');
    for (const path of [
      `/x?${ticket}`,
      `/x?ticket=${encodeURIComponent(ticket)}`,
      `/${encodeURIComponent(ticket)}`,
      '/<b>',
    ]) {
      await call(path, { ...alice, [PROXY_TICKET]: proxyTicket });
    }
    for (const path of ['/calls', '/calls/list']) {
      const { text } = await ask(portal, path, { cookies: alice });
      for (const secret of [ticket, proxyTicket]) {
        for (let at = 0; at + 6 <= secret.length; at += 1) expect(text).not.toContain(secret.slice(at, at + 6));
      }
      expect(text).not.toContain('<b>&');
      expect(text).not.toContain('/<b>');
    }
  });

  it('keeps the last 100', async () => {
    await call('/first');
    for (let asked = 0; asked < 100; asked += 1) await call('/user/heartbeat');
    const shown = await rows();
    expect(shown).toHaveLength(100);
    expect(shown.at(-1)?.[1]).toContain('/user/heartbeat');
  });

  it('is for whoever is signed in', async () => {
    const page = await ask(portal, '/calls');
    expect([page.status, page.headers.get('location')]).toEqual([303, '/']);
    const list = await ask(portal, '/calls/list', { cookies: { [TICKET]: 'dead' } });
    expect([list.status, list.text]).toEqual([401, '']);
    expect((await ask(portal, '/calls/list')).status).toBe(401);
  });

  it('does not count its own looking on as a call', async () => {
    expect(await rows('/calls/list')).toEqual([]);
    expect(portal.requests).toEqual([]);
  });
});

it('looking on does not keep a ticket alive, nor does a call that asks for nobody', async () => {
  const short = await startPortal({ users: [{ userName: 'alice' }], ticketTtl: 1_000_000 });
  const cookies = { [TICKET]: short.tickets.issue('alice') };
  const statuses: number[] = [];
  for (const passed of [0, 600_000, 600_000]) {
    advance(passed);
    await ask(short, `${API}/user/publicKey`, { cookies });
    statuses.push((await ask(short, '/calls/list', { cookies })).status);
  }
  expect(statuses).toEqual([200, 200, 401]);
});
