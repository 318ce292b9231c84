import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Lines of the head after the first, as they came. */
  readonly lines: readonly string[];
  /** The value of a header; of several the first. */
  header(name: string): string | undefined;
  readonly body: string;
}

/**
 * Sends bytes that no HTTP client would send. What is not given stays out, `Host` among it.
 *
 * @param target - one character a byte
 * @param headers - lines such as `Host: app`, one character a byte
 */
export function rawRequest(url: string, target: string, headers: readonly string[] = []): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const request = [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(read(Buffer.concat(chunks).toString('latin1')));
    });
    socket.write(Buffer.from(request, 'latin1'));
  });
}

function read(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  return {
    status: Number(first.split(' ')[1] ?? 0),
    lines,
    header(name) {
      const line = lines.find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}: `));
      return line?.slice(name.length + 2);
    },
    body: text.slice(end + 4),
  };
}
