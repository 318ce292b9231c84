import type { Portal } from '../../src/portal/create-portal.js';
import { API, ask, closePortals, PROXY_TICKET, startPortal, TICKET } from './support.js';

let portal: Portal;
let cookies: Record<string, string>;

beforeEach(async () => {
  portal = await startPortal();
  cookies = { [TICKET]: portal.tickets.issue('alice') };
});
afterEach(closePortals);

const userInfo = () => ask(portal, `${API}/user/userInfo`, { cookies });

describe('faults of the gateway', () => {
  it('status: another HTTP status, the same body', async () => {
    portal.faults.status = 503;
    const answer = await userInfo();
    expect(answer.status).toBe(503);
    expect(answer.json).toMatchObject({ status: 0, data: { userName: 'alice' } });
  });

  it('envelopeStatus: another status, with the HTTP status that goes with it', async () => {
    for (const [envelopeStatus, status] of [
      [-1, 401],
      [1, 400],
      [2, 412],
      [3, 403],
      [4, 206],
      [99, 200],
    ] as const) {
      portal.faults.envelopeStatus = envelopeStatus;
      const answer = await userInfo();
      expect([answer.status, answer.json.status]).toEqual([status, envelopeStatus]);
      expect(answer.json.data).toEqual({ userName: 'alice' });
    }
    portal.faults.status = 200;
    portal.faults.envelopeStatus = -1;
    const both = await userInfo();
    expect([both.status, both.json.status]).toEqual([200, -1]);
  });

  it('body: another body, also none', async () => {
    portal.faults.body = '<html>';
    expect(await userInfo()).toMatchObject({ status: 200, type: 'application/json;charset=UTF-8', text: '<html>' });
    portal.faults.body = '';
    expect((await userInfo()).text).toBe('');
  });

  it('delay: an answer comes late, after that of a later call without delay', async () => {
    portal.faults.delay = 500;
    const order: string[] = [];
    const late = userInfo().then((answer) => order.push(answer.json.data.userName as string));
    while (portal.requests.length === 0) await new Promise(setImmediate);
    portal.faults.delay = undefined;
    await userInfo();
    order.push('in time');
    await late;
    expect(order).toEqual(['in time', 'alice']);
  });

  it('hang: takes calls and never answers; close() ends them', async () => {
    portal.faults.hang = true;
    const call = userInfo().then(
      () => 'answered',
      () => 'ended',
    );
    while (portal.requests.length === 0) await new Promise(setImmediate);
    await portal.close();
    expect(await call).toBe('ended');
  });

  it('forget: every ticket so far is dead for good, later ones live', async () => {
    const proxyTicket = portal.tickets.issueProxy('alice', 'hadoop');
    portal.faults.forget = true;
    expect((await userInfo()).json.message).toContain('LoginExpireException');
    portal.faults.forget = false;
    expect((await userInfo()).status).toBe(400);

    cookies = { [TICKET]: portal.tickets.issue('alice'), [PROXY_TICKET]: proxyTicket };
    expect((await userInfo()).json.data).toEqual({ userName: 'alice' });
    expect((await ask(portal, `${API}/dss/framework/proxy/getProxyUser`, { cookies })).json.message).toContain('60050');
  });

  it('can be taken back one by one, and replaced altogether', async () => {
    portal.faults.status = 500;
    portal.faults.status = undefined;
    expect((await userInfo()).status).toBe(200);

    portal.faults.status = 500;
    portal.faults = { envelopeStatus: 1 };
    expect((await userInfo()).status).toBe(400);
    portal.faults = { forget: true };
    expect((await userInfo()).json.message).toContain('LoginExpireException');
  });

  it('may be there from the start, and spare the pages', async () => {
    const broken = await startPortal({ faults: { status: 500, body: 'x' } });
    expect((await ask(broken, `${API}/user/publicKey`)).status).toBe(500);
    expect((await ask(broken, '/')).status).toBe(200);
  });

  it('that cannot be written are a plain 500', async () => {
    portal.faults.status = 9999;
    expect(await userInfo()).toMatchObject({ status: 500, text: 'The portal failed.' });
  });
});
