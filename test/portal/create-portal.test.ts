import { inspect } from 'node:util';
import { isSSOError } from '../../src/errors.js';
import { createPortal, type PortalOptions } from '../../src/portal/create-portal.js';
import { parseDSSMsg } from '../../src/message/dss-msg.js';
import { API, ask, closePortals, startPortal, TICKET } from './support.js';

afterEach(closePortals);

function refusalOf(options: unknown): string {
  try {
    createPortal(options as PortalOptions);
  } catch (error) {
    if (isSSOError(error) && error.code === 'options-invalid') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('options', () => {
  it('are all optional', async () => {
    const portal = await startPortal();
    expect(portal.users.map((user) => user.userName)).toEqual(['alice', 'bob', 'admin']);
    expect(new Set(portal.users.map((user) => user.password)).size).toBe(3);
  });

  it('are checked at construction, every problem named', () => {
    const message = refusalOf({
      users: [{ userName: 'alice' }, { userName: 'Alice', password: '' }, { userName: 'a\nb' }, 7],
      workspaces: [
        { id: 0, name: 'w', users: ['nobody'] },
        { name: 'w', users: [] },
      ],
      apps: [
        { name: 'a', url: 'javascript:alert(1)' },
        { name: '', url: '/x', redirect: 1 },
      ],
      ticketTtl: 0,
      faults: { status: 99, delay: -1, envelopeStatus: 0.5, body: 1, hang: 'yes', hung: true },
      tickets: [],
    });
    for (const part of [
      'users has "alice" twice',
      'users[1].password',
      'users[2].userName',
      'users[3] must be an object',
      'workspaces[0].id',
      'workspaces[0].users[0]',
      'workspaces[1].id is missing',
      'workspaces has "w" twice',
      'apps[0].url',
      'apps[1].name',
      'apps[1].url',
      'apps[1].redirect',
      'ticketTtl',
      'faults.status',
      'faults.delay',
      'faults.envelopeStatus',
      'faults.body',
      'faults.hang must',
      'faults.hung is not an option; did you mean hang?',
      'tickets is not an option',
    ]) {
      expect(message).toContain(part);
    }
  });

  it.each([[null], [[]], ['x'], [{ users: [] }], [{ users: null }], [{ apps: null }], [{ workspaces: {} }]])(
    'refuses %j',
    (options) => {
      expect(refusalOf(options)).not.toBe('accepted');
    },
  );

  it('never shows a password', () => {
    expect(refusalOf({ users: [{ userName: '', password: 'pw-canary' }] })).not.toContain('canary');
  });

  it('do not work in production, unless one insists', () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      expect(refusalOf({})).toContain('NODE_ENV is production');
      expect(refusalOf({ dangerouslyRunInProduction: false })).toContain('NODE_ENV is production');
      expect(refusalOf({ dangerouslyRunInProduction: true })).toBe('accepted');
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });
});

describe('listening', () => {
  it('is on 127.0.0.1, can end and begin again, and keeps the tickets', async () => {
    const portal = createPortal();
    expect(() => portal.url).toThrow(TypeError);
    expect(() => portal.ssoUrl({ user: 'alice', app: 'http://127.0.0.1:1/' })).toThrow(TypeError);
    const ticket = portal.tickets.issue('alice');
    const url = await portal.listen();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(portal.url).toBe(url);
    await expect(portal.listen()).rejects.toThrow(TypeError);
    await portal.close();
    await portal.close();
    await expect(fetch(url)).rejects.toThrow();

    await portal.listen(Number(new URL(url).port));
    expect(portal.url).toBe(url);
    expect((await ask(portal, `${API}/user/userInfo`, { cookies: { [TICKET]: ticket } })).status).toBe(200);
    await portal.close();
  });

  it('says so when the port is taken, and can be tried again', async () => {
    const first = await startPortal();
    const second = createPortal();
    const port = Number(new URL(first.url).port);
    const failure: unknown = await second.listen(port).catch((error: unknown) => error);
    expect(isSSOError(failure) && failure.code).toBe('options-invalid');
    expect(failure).toHaveProperty('message', expect.stringContaining(`port ${port} of 127.0.0.1: it is taken`));
    await second.listen();
    await second.close();
  });
});

describe('ssoUrl', () => {
  const OPTIONS: PortalOptions = {
    users: [{ userName: 'alice' }, { userName: 'bob' }],
    workspaces: [
      { id: 224, name: '数据 & co', users: ['alice'] },
      { id: 7, name: 'other', users: ['bob'] },
    ],
    apps: [{ name: 'visualis', url: 'http://127.0.0.1:3000/sso?x=1', redirect: '/#/home' }],
  };
  const read = (url: string) => {
    const message = parseDSSMsg(new URL(url).search.slice(1));
    return { ...message, cookies: new Map(message?.cookies) };
  };

  it('signs the user in and makes the message of a click', async () => {
    const portal = await startPortal(OPTIONS);
    const url = portal.ssoUrl({ user: 'alice', app: 'visualis' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/sso\?x=1&/);
    const { cookies, ...message } = read(url);
    expect(message).toEqual({
      dssUrl: portal.url,
      workspaceName: '数据 & co',
      appName: 'visualis',
      redirectUrl: '/#/home',
    });
    expect([...cookies.keys()].sort()).toEqual(['dss_user_name', TICKET, 'workspaceId', 'workspaceName']);
    expect([cookies.get('workspaceId'), cookies.get('workspaceName'), cookies.get('dss_user_name')]).toEqual([
      '224',
      '数据 & co',
      'alice',
    ]);

    const asked = await ask(portal, `${API}/user/userInfo`, { cookies: { [TICKET]: cookies.get(TICKET) ?? '' } });
    expect(asked.json.data).toEqual({ userName: 'alice' });
  });

  it("takes another workspace, even one that is not the user's or does not exist", async () => {
    const portal = await startPortal(OPTIONS);
    const foreign = read(portal.ssoUrl({ user: 'alice', app: 'visualis', workspace: 'other' }));
    expect([foreign.workspaceName, foreign.cookies.get('workspaceId')]).toEqual(['other', '7']);
    const unknown = read(portal.ssoUrl({ user: 'alice', app: 'visualis', workspace: 'none such' }));
    expect([unknown.workspaceName, unknown.cookies.get('workspaceId')]).toEqual(['none such', undefined]);
  });

  it('takes another redirect, a proxy user, and apps that are not listed', async () => {
    const portal = await startPortal(OPTIONS);
    const message = read(
      portal.ssoUrl({ user: 'bob', app: 'http://127.0.0.1:4000/', redirect: '/page', proxyUser: 'hadoop' }),
    );
    expect([message.appName, message.redirectUrl]).toEqual([undefined, '/page']);
    const cookies = Object.fromEntries(message.cookies);
    const asked = await ask(portal, `${API}/dss/framework/proxy/getProxyUser`, {
      cookies: { ...cookies, workspaceName: 'other' },
    });
    expect(asked.json.data).toEqual({ userName: 'bob', proxyUser: 'hadoop' });

    const app = { name: 'unlisted', url: 'http://127.0.0.1:4000/' };
    expect(read(portal.ssoUrl({ user: 'bob', app })).appName).toBe('unlisted');
  });

  it('refuses users and apps that are unknown', async () => {
    const portal = await startPortal(OPTIONS);
    expect(() => portal.ssoUrl({ user: 'mallory', app: 'visualis' })).toThrow(/alice, bob/);
    expect(() => portal.ssoUrl({ user: 'alice', app: 'qualitis' })).toThrow(/visualis/);
  });
});

it('prints no ticket and no password when it is inspected or made JSON', async () => {
  const portal = await startPortal();
  const ticket = portal.tickets.issue('alice');
  await ask(portal, `${API}/user/userInfo`, { cookies: { [TICKET]: ticket } });
  const shown = inspect(portal, { depth: 9, showHidden: true });
  expect(shown).not.toContain(ticket);
  for (const { password } of portal.users) expect(shown).not.toContain(password);
});
