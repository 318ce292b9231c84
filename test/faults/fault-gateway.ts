import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import { TICKET } from '../support/world.js';

/** Instead of the answer a gateway should give. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A gateway that names NAME for the ticket `ticket-of-NAME`, on one port, however often it goes and comes back. */
export interface FaultGateway {
  readonly url: string;
  readonly port: number;
  /** How often it was asked. */
  readonly calls: number;
  /** Connections that are open now. */
  readonly open: number;
  /** What it does instead of answering. */
  fault: Misbehaviour | undefined;
  /** Tickets it does not know any more. */
  readonly dead: Set<string>;
  /** It is gone: connections are refused. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Only of one over TLS. */
  setCertificate(certificate: Certificate): void;
  /** The query of a message for this user. */
  message(user: string, dssUrl?: string): string;
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export async function startFaultGateway(tls?: Certificate): Promise<FaultGateway> {
  const sockets = new Set<Socket>();
  const dead = new Set<string>();
  let calls = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    calls += 1;
    if (gateway.fault === undefined) answer(request, response, dead);
    else gateway.fault(request, response);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const gateway: FaultGateway = {
    url,
    port,
    get calls() {
      return calls;
    },
    get open() {
      return sockets.size;
    },
    fault: undefined,
    dead,
    async stop() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    start: () => listen(port),
    setCertificate(certificate) {
      (server as TlsServer).setSecureContext(certificate);
    },
    message: (user, dssUrl = url) =>
      new SSOUrlBuilder()
        .setReqUrl('http://app.invalid/')
        .setDSSUrl(dssUrl)
        .setWorkspace('bdap')
        .addCookie(TICKET, `ticket-of-${user}`)
        .getBuiltUrl()
        .slice('http://app.invalid/?'.length),
  };
  return gateway;
}

function answer({ headers }: IncomingMessage, response: ServerResponse, dead: ReadonlySet<string>): void {
  const ticket = (headers.cookie ?? '').split('; ').find((pair) => pair.startsWith(`${TICKET}=`));
  const userName = /=ticket-of-(.+)$/.exec(ticket ?? '')?.[1];
  const isKnown = userName !== undefined && !dead.has(`ticket-of-${userName}`);
  response.writeHead(isKnown ? 200 : 401, { 'Content-Type': 'application/json' });
  response.end(
    JSON.stringify({ method: null, status: isKnown ? 0 : -1, message: '', data: isKnown ? { userName } : {} }),
  );
}
