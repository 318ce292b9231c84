import { EventEmitter, once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createCertificate } from '../support/certificate.js';

/** All the servers a browser can get to: one port that is every host, over TLS or without. */
export interface Internet {
  readonly port: number;
  /** PEM */
  readonly certificate: string;
  readonly exchanges: readonly Exchange[];
  /** Gives a host its server; the others show a page that says "Elsewhere". */
  serve(host: string, listener: RequestListener): void;
  /** The first such exchange there was or will be. */
  exchange(host: string, path: string): Promise<Exchange>;
  exchangeWhere(isWanted: (exchange: Exchange) => boolean): Promise<Exchange>;
  /** As if nobody had asked anything yet. */
  forget(): void;
  close(): Promise<void>;
}

/** A request that was answered. */
export interface Exchange {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  readonly setCookies: readonly string[];
  readonly body: string;
}

const TLS_HANDSHAKE = 0x16;
const ELSEWHERE = '<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>';

/** @param hosts - those that are to be reached over TLS */
export async function startInternet(...hosts: string[]): Promise<Internet> {
  const { key, cert } = await createCertificate(...hosts);
  const listeners = new Map<string, RequestListener>();
  const exchanges: Exchange[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  const sockets = new Set<Socket>();
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const host = (req.headers.host ?? '').replace(/:\d+$/, '');
    record(req, res, host, (exchange) => {
      exchanges.push(exchange);
      news.emit('exchange', exchange);
    });
    (listeners.get(host) ?? showElsewhere)(req, res);
  };
  const plain = createServer(answer);
  const tls = createTlsServer({ key, cert }, answer);
  const front = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? tls : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    port: (front.address() as AddressInfo).port,
    certificate: cert,
    exchanges,
    serve: (host, listener) => void listeners.set(host, listener),
    exchange: (host, path) => exchangeWhere((exchange) => exchange.host === host && exchange.path === path),
    exchangeWhere,
    forget: () => void exchanges.splice(0),
    async close() {
      for (const socket of sockets) socket.destroy();
      front.close();
      await once(front, 'close');
    },
  };

  async function exchangeWhere(isWanted: (exchange: Exchange) => boolean): Promise<Exchange> {
    for (;;) {
      const found = exchanges.find(isWanted);
      if (found !== undefined) return found;
      await once(news, 'exchange');
    }
  }
}

function showElsewhere(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(ELSEWHERE);
}

/** Tells of the exchange when the answer is complete, before the browser can have it. */
function record(req: IncomingMessage, res: ServerResponse, host: string, tell: (exchange: Exchange) => void): void {
  const target = req.url ?? '';
  const end = res.end.bind(res) as (...given: unknown[]) => ServerResponse;
  res.end = ((...given: unknown[]) => {
    const result = end(...given);
    tell({
      host,
      method: req.method ?? '',
      path: target.split('?')[0] ?? '',
      target,
      headers: req.headers,
      status: res.statusCode,
      setCookies: [res.getHeader('Set-Cookie') ?? []].flat().map(String),
      body: typeof given[0] === 'string' || Buffer.isBuffer(given[0]) ? given[0].toString() : '',
    });
    return result;
  }) as typeof res.end;
}
