// Requests as they stand on the wire.

/** Stands for a number that is another one in each request. */
export const UNIQUE = '{unique}';

/**
 * @param target - may hold {@link UNIQUE}
 * @param headers - beside those that every request has
 */
export function requestText(target, headers = {}) {
  const lines = {
    Host: 'app.example.com',
    'User-Agent': 'bench',
    Accept: '*/*',
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${target} HTTP/1.1\r\n${head.join('')}\r\n`;
}
