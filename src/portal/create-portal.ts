import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallLog } from './call-log.js';
import { createFaults, type PortalFaults } from './faults.js';
import { createGatewayApi } from './gateway-api.js';
import { serveGateway } from './gateway-listener.js';
import { createPages } from './pages/create-pages.js';
import { servePage } from './pages/page-listener.js';
import { createPeople, type People } from './people.js';
import type { Portal, PortalClick, PortalTickets } from './portal.js';
import { checkPortalOptions, isHttpUrl, type PortalApp, type PortalOptions } from './portal-options.js';
import { startServer, stopServer } from './portal-server.js';
import { recordRequest, type PortalRequestRecord } from './request-log.js';
import { refuseStrangeHost } from './request-guard.js';
import { buildSSOLink, type SSOLink } from './sso-link.js';
import { createTicketBook } from './tickets.js';

export type { PortalFaults } from './faults.js';
export type { Portal, PortalClick, PortalTickets } from './portal.js';
export type { PortalApp, PortalOptions, PortalUser, PortalWorkspace } from './portal-options.js';
export type { PortalRequestRecord } from './request-log.js';

/**
 * Makes a development portal that plays DSS: the gateway's REST interface (sso.md section 3), and pages to sign in, choose a workspace, open
 * apps in a tab or a frame, act as a proxy user and back, see the last calls of the gateway, and sign out. It listens on 127.0.0.1 only, and
 * is for development and tests: everybody on the machine can be anybody. Nothing happens before {@link Portal.listen}.
 *
 * @param options - see {@link PortalOptions}; all are optional
 * @returns see {@link Portal}
 * @throws {@link SSOError} `options-invalid`, naming every problem; also if `NODE_ENV` is `production`, without `dangerouslyRunInProduction`
 * @example
 * // An app under development, to click through.
 * const portal = createPortal({ apps: [{ name: 'my-app', url: 'http://127.0.0.1:3000/' }] });
 * console.log(await portal.listen(8088), portal.users);
 * @example
 * // An end-to-end test of one's own app: a click in DSS logs the user in, a log-out in DSS reaches the app.
 * const portal = createPortal({ users: [{ userName: 'alice' }] });
 * const app = await startMyApp({ gateways: [await portal.listen()], revalidateAfter: 0 });
 * const browser = newCookieKeepingClient();
 * const page = await browser.get(portal.ssoUrl({ user: 'alice', app: app.url }));
 * expect(page.text).toContain('Hello alice');
 * expect(portal.requests[0]?.path).toBe('/api/rest_j/v1/user/userInfo');
 *
 * portal.faults.forget = true; // DSS has restarted: all tickets are dead
 * expect((await browser.get(app.url)).status).toBe(401);
 * await portal.close();
 */
export function createPortal(options: PortalOptions = {}): Portal {
  const { users, workspaces, apps, ticketTtl, faults: initialFaults } = checkPortalOptions(options);
  const people = createPeople(users, workspaces);
  const book = createTicketBook(ticketTtl);
  const api = createGatewayApi({ people, tickets: book, apps, ticketTtl });
  const log: PortalRequestRecord[] = [];
  const calls = createCallLog(book);
  const toFaults = (given: PortalFaults) =>
    createFaults(given, () => {
      book.forgetAll();
    });
  let faults = toFaults(initialFaults);
  let server: Server | undefined;

  function urlNow(): string {
    const address = server?.address() as AddressInfo | null | undefined;
    if (address === undefined || address === null)
      throw new TypeError('The portal does not listen: call listen() first.');
    return `http://127.0.0.1:${address.port}`;
  }
  const pages = createPages({ people, tickets: book, apps, calls: calls.list, url: urlNow });

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const refusal = refuseStrangeHost(req.headers, req.socket.localPort ?? 0);
    if (refusal !== undefined) {
      req.resume();
      res.writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(refusal.reason);
      return;
    }
    if (!(req.url ?? '/').startsWith('/api/')) return servePage(req, res, pages, urlNow());
    recordRequest(log, req);
    calls.watch(req, res);
    return serveGateway(req, res, api, { ...faults });
  }

  function listener(req: IncomingMessage, res: ServerResponse): void {
    serve(req, res).catch(() => {
      // A client that left in mid-body, or a fault that Node cannot write, such as a status of 9999.
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('The portal failed.');
    });
  }

  const tickets: PortalTickets = {
    issue: (user) => book.issue(knownUser(people, user)),
    issueProxy: (user, proxyUser) => {
      knownUser(people, user);
      return book.issueProxy(proxyUser);
    },
    kill: (ticket) => {
      book.kill(ticket);
    },
  };

  return {
    async listen(port = 0) {
      if (server !== undefined) throw new TypeError('The portal listens already: close() it first.');
      const starting = createServer(listener);
      server = starting;
      try {
        await startServer(starting, port);
      } catch (error) {
        server = undefined;
        throw error;
      }
      return urlNow();
    },
    async close() {
      const closing = server;
      server = undefined;
      if (closing !== undefined) await stopServer(closing);
    },
    get url() {
      return urlNow();
    },
    ssoUrl: (click) => buildSSOLink({ portalUrl: urlNow(), ...readClick(click, people, apps, tickets) }),
    tickets,
    get requests() {
      return log;
    },
    get faults() {
      return faults;
    },
    set faults(given) {
      faults = toFaults(given);
    },
    get users() {
      return users.map(({ userName, password }) => ({ userName, password }));
    },
  };
}

function knownUser(people: People, userName: string): string {
  if (people.users.some((user) => user.userName === userName)) return userName;
  const names = people.users.map((user) => user.userName).join(', ');
  throw new TypeError(`The portal has no user ${JSON.stringify(userName)}. It has: ${names}.`);
}

function readClick(
  click: PortalClick,
  people: People,
  apps: readonly PortalApp[],
  tickets: PortalTickets,
): Omit<SSOLink, 'portalUrl'> {
  const { user, proxyUser, redirect, workspace: name } = click;
  const app = findApp(apps, click.app);
  return {
    app: redirect === undefined ? app : { ...app, redirect },
    userName: user,
    ticket: tickets.issue(user),
    proxyTicket: proxyUser === undefined ? undefined : tickets.issueProxy(user, proxyUser),
    workspace: name === undefined ? people.workspacesOf(user)[0] : (people.workspaceByName(name) ?? { name }),
  };
}

function findApp(apps: readonly PortalApp[], wanted: string | PortalApp): SSOLink['app'] {
  if (typeof wanted !== 'string') return wanted;
  const listed = apps.find((app) => app.name === wanted);
  if (listed !== undefined) return listed;
  if (isHttpUrl(wanted)) return { url: wanted };
  throw new TypeError(
    `The portal has no app ${JSON.stringify(wanted)}. It has: ${apps.map((app) => app.name).join(', ') || 'none'}.`,
  );
}
