import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of somebody else, which writes down what browsers tell it. */
export interface RecordingServer {
  readonly port: number;
  readonly requests: readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1; `localhost` leads there too, and is another site to browsers. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const requests: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((req, res) => {
    requests.push({ url: req.url ?? '', headers: req.headers });
    const allowed = { 'Access-Control-Allow-Origin': '*' };
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...allowed });
    res.end('<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
