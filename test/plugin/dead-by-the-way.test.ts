/** A call of the app's own can be what finds out that the ticket is dead. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { startExpressApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET } from '../support/world.js';

test('getWorkspaceUsers of a dead ticket ends the login, and the verified ticket with it', async () => {
  const world = await createWorld();
  const types: string[] = [];
  const app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    onEvent: ({ type }) => types.push(type),
  });
  try {
    const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
    const message = world.message({ ticket, workspaceId: 224 });
    await browser.get(`${app.url}/?${message}`);
    world.portal.tickets.kill(ticket);
    expect((await browser.get(`${app.url}/`)).json<Seen>().user?.userName).toBe('alice');
    expect((await browser.get(`${app.url}/users`)).json()).toMatchObject({ code: 'ticket-rejected' });
    expect(types).toEqual(['login', 'logout']);
    expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
    expect((await browser.get(`${app.url}/?${message}`)).status).toBe(401);
  } finally {
    await app.close();
    await world.close();
  }
});
