import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { getWorkspace, type GetWorkspaceOptions } from '../../src/gateway/get-workspace.js';
import type { Workspace } from '../../src/message/workspace.js';
import { codeOf } from '../message/code-of.js';
import { ask } from '../support/client.js';

const COOKIES = 'linkis_user_session_ticket_id_v1=ticket==; workspaceId=224; workspaceName=bdap';
const get = (cookie: string | undefined, options?: GetWorkspaceOptions, gatewayUrl?: string | string[]): Workspace =>
  getWorkspace(
    {
      headers: {
        ...(cookie !== undefined && { cookie }),
        ...(gatewayUrl !== undefined && { gateway_url: gatewayUrl }),
      },
    },
    options,
  );

describe('the workspace of a request', () => {
  test("is that of DSS's cookies, with the cookies for calls back", () => {
    const workspace = get(COOKIES);
    expect(workspace).toMatchObject({ workspaceId: 224, workspaceName: 'bdap' });
    expect(workspace.cookies.get('linkis_user_session_ticket_id_v1')).toBe('ticket==');
    expect(workspace).not.toHaveProperty('dssUrl');
  });

  test('may have any clean name, percent-encoded', () => {
    expect(get('workspaceId=1; workspaceName=%E6%95%B0%E6%8D%AE%20%E4%B8%80').workspaceName).toBe('数据 一');
    expect(get(`workspaceId=2147483647; workspaceName=${'a'.repeat(255)}`).workspaceId).toBe(2_147_483_647);
  });

  test.each([
    ['no cookies', undefined],
    ['no name', 'workspaceId=224'],
    ['no id', 'workspaceName=bdap'],
    ['an empty name', 'workspaceId=224; workspaceName='],
    ['an id of 0', 'workspaceId=0; workspaceName=bdap'],
    ['a negative id', 'workspaceId=-1; workspaceName=bdap'],
    ['a leading zero', 'workspaceId=0224; workspaceName=bdap'],
    ['a path', 'workspaceId=../../user/logout; workspaceName=bdap'],
    ['further parameters', 'workspaceId=224&queryUserName=x; workspaceName=bdap'],
    ['an id beyond 2147483647', 'workspaceId=2147483648; workspaceName=bdap'],
    ['an id in hexadecimal', 'workspaceId=0xe0; workspaceName=bdap'],
    ['a line break', 'workspaceId=224; workspaceName=a%0ab'],
    ['an invisible character', 'workspaceId=224; workspaceName=a%E2%80%8B'],
    ['an outer space', 'workspaceId=224; workspaceName=%20bdap'],
    ['a name that is too long', `workspaceId=224; workspaceName=${'a'.repeat(256)}`],
    ['two names', 'workspaceId=224; workspaceName=bdap; workspaceName=other'],
    ['two ids', 'workspaceId=224; workspaceId=225; workspaceName=bdap'],
  ])('is refused with %s', (_what, cookie) => {
    expect(codeOf(() => get(cookie))).toBe('message-malformed');
  });

  test('never shows its cookies', () => {
    const workspace = get(COOKIES);
    for (const shown of [inspect(workspace, { depth: 9, showHidden: true }), JSON.stringify(workspace)]) {
      expect(shown).not.toContain('ticket==');
    }
  });
});

describe('the header GATEWAY_URL', () => {
  const gateways = ['https://dss.example.com', 'http://10.0.0.5:9001'];

  test.each([
    ['https://dss.example.com/', 'https://dss.example.com'],
    ['10.0.0.5:9001', 'http://10.0.0.5:9001'],
    ['http://10.0.0.5:9001/api', 'http://10.0.0.5:9001'],
  ])('that names a listed gateway, %s, gives its entry', (header, dssUrl) => {
    expect(get(COOKIES, { gateways }, header).dssUrl).toBe(dssUrl);
  });

  test.each([
    'https://evil.example',
    'dss.example.com',
    'http://dss.example.com',
    'evil.example/https://dss.example.com',
    '',
    '://',
    'x\ny',
  ])('that names none, %j, is ignored', (header) => {
    expect(get(COOKIES, { gateways }, header)).not.toHaveProperty('dssUrl');
  });

  test('is ignored without a list, and where it came as several', () => {
    expect(get(COOKIES, {}, 'https://dss.example.com')).not.toHaveProperty('dssUrl');
    expect(get(COOKIES, { gateways }, ['https://dss.example.com'])).not.toHaveProperty('dssUrl');
    expect(get(COOKIES, { gateways }, ['10.0.0.5:9001'])).not.toHaveProperty('dssUrl');
    expect(get(COOKIES, { gateways })).not.toHaveProperty('dssUrl');
  });

  test('needs a list without faults', () => {
    expect(codeOf(() => get(COOKIES, { gateways: [] }))).toBe('options-invalid');
    expect(codeOf(() => get(COOKIES, { gateways: 'https://u:p@dss.example.com' }))).toBe('options-invalid');
  });

  test("is found in Node's own requests", async () => {
    const server = createServer((req: IncomingMessage, res) => {
      res.end(JSON.stringify(getWorkspace(req, { gateways })));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = { cookie: COOKIES, GATEWAY_URL: '10.0.0.5:9001' };
    expect((await ask(url, '/', { headers })).json()).toEqual({
      workspaceId: 224,
      workspaceName: 'bdap',
      dssUrl: 'http://10.0.0.5:9001',
      cookies: ['linkis_user_session_ticket_id_v1', 'workspaceId', 'workspaceName'],
    });
    await new Promise((resolve) => server.close(resolve));
  });
});
