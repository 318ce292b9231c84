import type { Portal } from '../../src/portal/create-portal.js';
import { API, ask, askAsHost, closePortals, startPortal } from './support.js';

let portal: Portal;
let port: string;

beforeEach(async () => {
  portal = await startPortal({ users: [{ userName: 'alice', password: 'pw' }] });
  port = new URL(portal.url).port;
});
afterEach(closePortals);

describe('the Host header', () => {
  it.each([
    'evil.example',
    '127.0.0.1',
    'localhost',
    '127.0.0.1.evil.example:PORT',
    'evil.example:PORT',
    '127.0.0.1:1',
    '[::1]:PORT',
  ])('refuses %j with 421, for pages and calls', async (pattern) => {
    const host = pattern.replace('PORT', port);
    expect((await askAsHost(portal, host)).status).toBe(421);
    expect((await askAsHost(portal, host, `${API}/user/publicKey`)).status).toBe(421);
    expect(portal.requests).toEqual([]);
  });

  it('takes 127.0.0.1 and, for calls, localhost; pages on localhost move to 127.0.0.1', async () => {
    expect((await askAsHost(portal, `127.0.0.1:${port}`)).status).toBe(200);
    expect((await askAsHost(portal, `LOCALHOST:${port}`, `${API}/user/publicKey`)).status).toBe(200);
    expect(await askAsHost(portal, `localhost:${port}`)).toEqual({ status: 303, location: `${portal.url}/` });
  });
});

describe('calls that change something', () => {
  const body = { userName: 'alice', password: 'pw' };
  const paths = ['/sign-in', `${API}/user/login`];
  const post = (path: string, headers: Record<string, string>) => ask(portal, path, { method: 'POST', body, headers });

  it.each(paths)('%s takes own pages, and clients that are no browser', async (path) => {
    expect((await post(path, {})).status).toBe(200);
    expect((await post(path, { Origin: portal.url, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });

  it.each(paths)('%s refuses other origins', async (path) => {
    const foreign: Record<string, string>[] = [
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
      { Origin: portal.url.replace(port, '1') },
      { Origin: portal.url.replace('http:', 'https:') },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: portal.url, 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const refused = await post(path, headers);
      expect(refused.status).toBe(403);
      expect(refused.cookies).toEqual([]);
    }
  });

  it.each(paths)('%s refuses what a form can send', async (path) => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'text/plain',
      'application/jsonp',
    ]) {
      expect((await post(path, { 'Content-Type': type })).status).toBe(415);
    }
  });

  it('without a body are taken from a DSS back end, and need JSON from a browser', async () => {
    const path = `${API}/user/logout`;
    expect((await ask(portal, path, { method: 'POST' })).status).toBe(200);
    expect((await ask(portal, path, { method: 'POST', headers: { Origin: portal.url } })).status).toBe(415);
  });

  it('tell Java clients of a refusal in an envelope', async () => {
    const { json, type } = await post(`${API}/user/login`, { Origin: 'http://evil.example' });
    expect(type).toBe('application/json;charset=UTF-8');
    expect(json).toEqual({ method: null, status: 3, message: expect.any(String), data: {} });
  });
});
