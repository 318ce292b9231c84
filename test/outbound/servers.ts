import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createNetServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';

/** A server on loopback that counts. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Connections that were ever made. */
  connections: number;
  /** Requests so far, as `GET /path`. */
  readonly requests: string[];
  /** The Cookie header of each request. */
  readonly cookies: string[];
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** An HTTP server that answers as told; with `tls`, over TLS. */
export async function startHttp(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  tls?: { key: string; cert: string },
): Promise<TestServer> {
  const requests: string[] = [];
  const cookies: string[] = [];
  const counting: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    cookies.push(request.headers.cookie ?? '');
    listener(request, response);
  };
  const server: Server = tls === undefined ? createServer(counting) : createTlsServer(tls, counting);
  return start(server, tls === undefined ? 'http' : 'https', requests, cookies);
}

/** A server that writes bytes: called with the connection and the request's number, whenever the head of a request has come. */
export async function startRaw(onRequest: (socket: Socket, number: number) => void): Promise<TestServer> {
  const requests: string[] = [];
  const server = createNetServer((socket) => {
    let head = '';
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      requests.push(head.split(' ').slice(0, 2).join(' '));
      head = '';
      onRequest(socket, requests.length);
    });
  });
  return start(server, 'http', requests, []);
}

/** A port of loopback on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await startRaw(() => undefined);
  await server.close();
  return server.port;
}

async function start(server: NetServer, scheme: string, requests: string[], cookies: string[]): Promise<TestServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    started.connections += 1;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const started: TestServer = {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    connections: 0,
    requests,
    cookies,
    open,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of open) socket.destroy();
      }),
  };
  return started;
}
