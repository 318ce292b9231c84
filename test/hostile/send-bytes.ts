import { connect } from 'node:net';
import { OWN_HOST, type HostileCase } from './hostile-case.js';

/** An answer as it came over the wire, the connection closed. */
export interface WireAnswer {
  readonly status: number;
  /** The values of a header, in order. */
  headers(name: string): readonly string[];
  readonly body: string;
}

const MAX_WAIT = 20_000;

/** The bytes of a case: nothing is escaped, normalised or added but what ends the connection and counts the body. */
export function bytesOf(hostile: HostileCase, fill: (text: string) => string): string {
  const { method = 'GET', target, host = [`Host: ${OWN_HOST}`], headers = [], body } = hostile;
  const length = body === undefined ? [] : [`Content-Length: ${fill(body).length}`];
  const head = [`${method} ${target} HTTP/1.1`, ...host, ...headers, ...length, 'Connection: close', '', ''];
  return fill(head.join('\r\n') + (body ?? ''));
}

/** Sends bytes (one character each) over a socket of its own and reads until the server closes. */
export function sendBytes(url: string, bytes: string): Promise<WireAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.setTimeout(MAX_WAIT, () => socket.destroy(new Error('the server neither answered nor closed')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(read(Buffer.concat(chunks).toString('latin1')));
    });
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

function read(text: string): WireAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: (name) =>
      lines
        .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
        .map((line) => line.slice(name.length + 1).trim()),
    body: text.slice(end + 4),
  };
}
