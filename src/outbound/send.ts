import { nodeHttp, nodeHttps } from './node-clients.js';
import type { Agent, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { now } from '../clock.js';
import { SendError, toSendError } from './send-error.js';

export type { Agent, IncomingHttpHeaders };

export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly agent: Agent;
  /** When everything must be over: connecting, headers, body. In ms of the clock, not a duration. */
  readonly deadline: number;
  /** Of the body, counted as it is read. */
  readonly maxResponseBytes: number;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Makes one HTTP call, bounded in time and size. Follows no redirect, unpacks nothing, keeps no cookies. A connection that failed in
 * any way is destroyed, so that a late answer meets nobody.
 *
 * Rejects with {@link SendError}, or with Node's own TypeError where a header could not be sent at all.
 */
export function send(request: OutboundRequest): Promise<OutboundResponse> {
  return new Promise((resolve, reject) => {
    const { url, method, headers, agent, body } = request;
    const timeLeft = request.deadline - now();
    if (timeLeft <= 0) {
      reject(new SendError('timeout'));
      return;
    }
    const call = (url.protocol === 'https:' ? nodeHttps() : nodeHttp()).request(url, { method, headers, agent });
    let hasBytes = false;
    let isSettled = false;
    const noteBytes = (): void => {
      hasBytes = true;
    };
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      return true;
    };
    const fail = (error: SendError): void => {
      if (!settle()) return;
      call.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      fail(new SendError('timeout'));
    }, timeLeft);

    // Only the connection can tell whether a byte came: a broken status line reaches no other event.
    call.on('socket', (socket) => {
      socket.once('data', noteBytes);
      call.once('close', () => socket.removeListener('data', noteBytes));
    });
    call.on('error', (error) => {
      fail(toSendError(error, hasBytes));
    });
    // Ends the calls that end in neither an answer nor an error, such as one with an unwanted 101.
    call.on('close', () => {
      fail(new SendError(hasBytes ? 'broken-off' : 'reset'));
    });
    call.on('response', (response) => {
      readBody(response, request.maxResponseBytes, fail, (read) => {
        if (settle()) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read });
      });
    });
    call.end(body);
  });
}

/** Calls back at once, not through a promise: by the time a promise was settled the connection would have told of its end. */
function readBody(
  response: IncomingMessage,
  maxBytes: number,
  fail: (error: SendError) => void,
  done: (body: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('error', (error) => {
    fail(new SendError('broken-off', error));
  });
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) fail(new SendError('too-large'));
    else chunks.push(chunk);
  });
  response.on('end', () => {
    done(Buffer.concat(chunks));
  });
  if (response.headers['content-encoding'] !== undefined) fail(new SendError('encoded'));
  else if (Number(response.headers['content-length']) > maxBytes) fail(new SendError('too-large'));
}
