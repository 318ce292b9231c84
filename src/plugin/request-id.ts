import { randomBytes } from 'node:crypto';

/** Names a request in events, logs and refusals. Not taken from the request: what a client chose could be mistaken for another's. */
export function newRequestId(): string {
  return randomBytes(9).toString('base64url');
}
