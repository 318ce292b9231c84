import type { Portal } from '../../src/portal/create-portal.js';
import { API, ask, closePortals, keepCookies, PROXY_TICKET, startPortal, TICKET } from './support.js';

const USERS = [
  { userName: 'alice', password: 'pw-alice', proxyUsers: ['hadoop'] },
  { userName: 'bob', password: 'pw-bob' },
  { userName: 'admin', password: 'pw-admin' },
];
const WORKSPACES = [
  { id: 224, name: 'sales', users: ['alice', 'bob'] },
  { id: 7, name: '数据', users: ['bob'] },
];
const APPS = [{ name: 'visualis', url: 'http://127.0.0.1:3000/sso' }];

let portal: Portal;
let alice: Record<string, string>;

beforeEach(async () => {
  portal = await startPortal({ users: USERS, workspaces: WORKSPACES, apps: APPS });
  alice = { [TICKET]: portal.tickets.issue('alice') };
});
afterEach(closePortals);

const EVERY_CALL = [
  ['GET', '/dss/framework/proxy/getProxyUser'],
  ['POST', '/dss/getUsersOfWorkspace'],
  ['GET', '/dss/framework/workspace/getAllWorkspaceUsers?workspaceId=224'],
  ['GET', '/dss/framework/workspace/existUserInWorkspace?workspaceId=224&queryUserName=bob'],
  ['GET', '/dss/framework/workspace/workspaces'],
  ['GET', '/dss/framework/workspace/workspaces/224'],
  ['GET', '/dss/framework/workspace/workspaces/224/appconns'],
  ['GET', '/dss/framework/proxy/list'],
  ['POST', '/dss/framework/proxy/setProxyUser'],
] as const;

describe.each(EVERY_CALL)('%s %s', (method, path) => {
  it('is refused without a ticket, and with a dead one', async () => {
    const without = await ask(portal, API + path, { method });
    expect(without.status).toBe(401);
    expect(without.json).toEqual({
      method: (API + path).split('?')[0],
      status: -1,
      message: 'You are not logged in, please login first(您尚未登录，请先登录)!',
      data: {},
    });

    const dead = await ask(portal, API + path, { method, cookies: { [TICKET]: 'bm9ib2R5+/==' } });
    expect(dead.status).toBe(401);
    expect(dead.json).toMatchObject({ status: -1, message: expect.stringContaining('errCode: 11002'), data: {} });
  });

  it('answers a live ticket with JSON whose data is an object', async () => {
    const answer = await ask(portal, API + path, { method, cookies: alice });
    expect(answer.type).toBe('application/json;charset=UTF-8');
    expect(answer.json.data).toEqual(expect.any(Object));
    expect([200, 400]).toContain(answer.status);
  });
});

describe('workspaces', () => {
  it('lists those of the user', async () => {
    const { json } = await ask(portal, `${API}/dss/framework/workspace/workspaces`, { cookies: alice });
    expect(json.data.workspaces).toEqual([expect.objectContaining({ id: 224, name: 'sales' })]);
  });

  it("sets the workspace cookies when one is entered, and none when it is not the user's", async () => {
    const bob = { [TICKET]: portal.tickets.issue('bob') };
    const entered = await ask(portal, `${API}/dss/framework/workspace/workspaces/7`, { cookies: bob });
    expect(entered.json.data).toMatchObject({ roles: ['developer'], workspace: { id: 7, name: '数据' } });
    expect(entered.cookies).toEqual(['workspaceId=7; Path=/', 'workspaceName=%E6%95%B0%E6%8D%AE; Path=/']);

    const foreign = await ask(portal, `${API}/dss/framework/workspace/workspaces/7`, { cookies: alice });
    expect(foreign.json).toMatchObject({ status: 1, data: {} });
    expect(foreign.cookies).toEqual([]);
  });

  it('shows the apps, under a title in the language asked for', async () => {
    const path = `${API}/dss/framework/workspace/workspaces/224/appconns`;
    const chinese = await ask(portal, path, { cookies: alice, headers: { 'Content-language': 'zh-CN' } });
    expect(chinese.json.data.menus).toEqual([
      expect.objectContaining({
        title: '应用',
        appconns: [expect.objectContaining({ name: 'visualis', accessButtonUrl: 'http://127.0.0.1:3000/sso' })],
      }),
    ]);
    const english = await ask(portal, path, { cookies: alice });
    expect(english.json.data.menus[0].title).toBe('Apps');
  });

  it('lists the members of any workspace, named by the parameter or else by the cookies', async () => {
    const path = `${API}/dss/framework/workspace/getAllWorkspaceUsers`;
    const named = await ask(portal, `${path}?workspaceId=7`, { cookies: alice });
    expect(named.json.data.users).toEqual({
      accessUsers: ['bob'],
      editUsers: ['bob'],
      releaseUsers: ['bob'],
      createUsers: ['bob'],
    });

    const byCookies = await ask(portal, path, { cookies: { ...alice, workspaceId: '224', workspaceName: 'sales' } });
    expect(byCookies.json.data.users.accessUsers).toEqual(['alice', 'bob']);

    const neither = await ask(portal, path, { cookies: { ...alice, workspaceId: '224' } });
    expect(neither.json).toMatchObject({ status: 1, message: expect.stringContaining('50010') });
  });

  it('knows members in upper and lower case', async () => {
    const exists = async (id: number, name: string) => {
      const path = `${API}/dss/framework/workspace/existUserInWorkspace?workspaceId=${id}&queryUserName=${name}`;
      return (await ask(portal, path, { cookies: alice })).json.data.existFlag as unknown;
    };
    expect(await exists(224, 'BOB')).toBe(true);
    expect(await exists(7, 'alice')).toBe(false);
    expect(await exists(99, 'bob')).toBe(false);
  });

  it('answers the old call for members by name, or by the cookies when the body is empty', async () => {
    const path = `${API}/dss/getUsersOfWorkspace`;
    const named = await ask(portal, path, { method: 'POST', cookies: alice, body: { workspaceName: '数据' } });
    expect(named.json).toMatchObject({ status: 0, data: { users: ['bob'] } });
    const empty = await ask(portal, path, {
      method: 'POST',
      cookies: { ...alice, workspaceId: '224', workspaceName: 'sales' },
    });
    expect(empty.json.data).toEqual({ users: ['alice', 'bob'] });
    const unknown = await ask(portal, path, { method: 'POST', cookies: alice, body: { workspaceName: 'x' } });
    expect(unknown.json).toMatchObject({ status: 1, data: {} });
  });
});

describe('proxy users', () => {
  it('lists those of the user, and the user', async () => {
    const { json } = await ask(portal, `${API}/dss/framework/proxy/list`, { cookies: alice });
    expect(json.data).toEqual({ proxyUserList: ['hadoop', 'alice'] });
  });

  it('are switched to by a cookie of its own, whatever user the body names', async () => {
    const switched = await ask(portal, `${API}/dss/framework/proxy/setProxyUser`, {
      method: 'POST',
      cookies: alice,
      body: { userName: 'bob', proxyUserName: 'hadoop' },
    });
    expect(switched.json.status).toBe(0);
    const jar = keepCookies(alice, switched.cookies);
    expect(Object.keys(jar)).toEqual([TICKET, PROXY_TICKET]);
    const { json } = await ask(portal, `${API}/dss/framework/proxy/getProxyUser`, { cookies: jar });
    expect(json.data).toEqual({ userName: 'alice', proxyUser: 'hadoop' });
  });

  it('are refused when they are not on the list', async () => {
    const refused = await ask(portal, `${API}/dss/framework/proxy/setProxyUser`, {
      method: 'POST',
      cookies: alice,
      body: { userName: 'alice', proxyUserName: 'root' },
    });
    expect(refused.json).toMatchObject({ status: 1, data: {} });
    expect(refused.cookies).toEqual([]);
  });

  it('have no name without a valid proxy ticket: 60050', async () => {
    for (const cookies of [alice, { ...alice, [PROXY_TICKET]: 'junk' }, { ...alice, [PROXY_TICKET]: '' }]) {
      const { status, json } = await ask(portal, `${API}/dss/framework/proxy/getProxyUser`, { cookies });
      expect(status).toBe(400);
      expect(json).toMatchObject({ status: 1, message: expect.stringContaining('60050'), data: {} });
    }
  });

  it("go with anybody's ticket, as in DSS", async () => {
    const cookies = { ...alice, [PROXY_TICKET]: portal.tickets.issueProxy('bob', 'root') };
    const { json } = await ask(portal, `${API}/dss/framework/proxy/getProxyUser`, { cookies });
    expect(json.data).toEqual({ userName: 'alice', proxyUser: 'root' });
  });
});

describe('tickets', () => {
  const userInfo = async (ticket: string) =>
    (await ask(portal, `${API}/user/userInfo`, { cookies: { [TICKET]: ticket } })).json.data.userName as unknown;

  it('are 256 random bits in Base64', () => {
    const tickets = Array.from({ length: 100 }, () => portal.tickets.issue('alice'));
    expect(new Set(tickets).size).toBe(100);
    for (const ticket of tickets) expect(ticket).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(tickets.join('')).toContain('+');
    expect(tickets.join('')).toContain('/');
  });

  it('die at log-out, one by one', async () => {
    const other = portal.tickets.issue('alice');
    await ask(portal, `${API}/user/logout`, { method: 'POST', cookies: alice });
    expect(await userInfo(alice[TICKET] ?? '')).toBeUndefined();
    expect(await userInfo(other)).toBe('alice');
  });

  it('die when they were not used for `ticketTtl`', async () => {
    const brief = await startPortal({ users: USERS, ticketTtl: 1 });
    const ticket = brief.tickets.issue('alice');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { status, json } = await ask(brief, `${API}/user/userInfo`, { cookies: { [TICKET]: ticket } });
    expect(status).toBe(400);
    expect(json.message).toContain('LoginExpireException');
  });

  it('are issued for users of the portal only', () => {
    expect(() => portal.tickets.issue('mallory')).toThrow(TypeError);
    expect(() => portal.tickets.issueProxy('mallory', 'root')).toThrow(/alice, bob, admin/);
  });
});

describe('the interface', () => {
  it('takes the JSON of Linkis clients, which call it Content-Encoding: utf-8', async () => {
    const { json } = await ask(portal, `${API}/user/login`, {
      method: 'POST',
      body: { password: 'pw-admin', userName: 'ADMIN' },
      headers: { 'Content-Encoding': 'utf-8' },
    });
    expect(json).toMatchObject({ status: 0, data: { userName: 'admin', isAdmin: true } });
  });

  it('answers unknown calls with 404, and bodies that are no JSON or too long with 400 and 413', async () => {
    const unknown = await ask(portal, `${API}/dss/nothing`, { cookies: alice });
    expect([unknown.status, unknown.json.status]).toEqual([404, 1]);

    const broken = await fetch(`${portal.url}${API}/user/login`, {
      method: 'POST',
      body: '{',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ status: 1, data: {} });

    const long = await ask(portal, `${API}/user/login`, { method: 'POST', body: { userName: 'x'.repeat(70_000) } });
    expect(long.status).toBe(413);
  });

  it('keeps a bounded log of what it was asked, with headers as they came', async () => {
    await ask(portal, `${API}/user/userInfo?x=1`, { cookies: alice });
    await ask(portal, '/');
    expect(portal.requests).toHaveLength(1);
    expect(portal.requests[0]).toEqual({
      method: 'GET',
      path: `${API}/user/userInfo?x=1`,
      headers: expect.objectContaining({ cookie: `${TICKET}=${alice[TICKET]}` }),
      at: expect.any(Number),
    });

    for (let round = 0; round < 21; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => ask(portal, `${API}/user/publicKey`)));
    }
    expect(portal.requests).toHaveLength(1000);
    expect(portal.requests.every(({ path }) => path.endsWith('/publicKey'))).toBe(true);
  });
});
