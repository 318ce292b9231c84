import { nodeHttp, nodeHttps } from './node-clients.js';
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
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
  /** Ends the call when it is aborted, as a lost connection does; also on an agent that others use. */
  readonly signal?: AbortSignal;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Interim answers (1xx) that are waited through: they count towards no other limit. */
const MAX_INTERIM = 16;

/**
 * Makes one HTTP call, bounded in time and size. Follows no redirect, unpacks nothing, keeps no cookies. A connection that failed in
 * any way is destroyed, so that a late answer meets nobody. Over TLS the certificate is verified, whatever the environment says.
 *
 * Rejects with {@link SendError}, or with Node's own TypeError where a header could not be sent at all.
 */
export function send(request: OutboundRequest): Promise<OutboundResponse> {
  return new Promise((resolve, reject) => {
    const timeLeft = request.deadline - now();
    if (timeLeft <= 0) {
      reject(new SendError('timeout'));
      return;
    }
    const call = prepare(request);
    let hasBytes = false;
    let interim = 0;
    let status: number | undefined;
    let isSettled = false;
    const noteBytes = (): void => {
      hasBytes = true;
    };
    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', stop);
      return true;
    };
    const fail = (error: SendError): void => {
      if (!settle()) return;
      call.destroy();
      if (status !== undefined) error.status = status;
      reject(error);
    };
    const stop = (): void => {
      fail(new SendError('reset'));
    };
    const timer = setTimeout(() => {
      fail(new SendError('timeout'));
    }, timeLeft);
    request.signal?.addEventListener('abort', stop);

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
      // Mostly after an answer: an error costs more than the rest of a call's end.
      if (!isSettled) fail(new SendError(hasBytes ? 'broken-off' : 'reset'));
    });
    call.on('information', () => {
      interim += 1;
      if (interim > MAX_INTERIM) fail(new SendError('too-large'));
    });
    call.on('response', (response) => {
      status = response.statusCode;
      readBody(response, request.maxResponseBytes, fail, (read) => {
        if (settle()) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read });
      });
    });
    call.end(request.body);
  });
}

function prepare({ url, method, headers, agent }: OutboundRequest): ClientRequest {
  const options = { method, agent };
  // Stated, because NODE_TLS_REJECT_UNAUTHORIZED=0 would else speak for every agent that says nothing of it.
  const call =
    url.protocol === 'https:'
      ? nodeHttps().request(url, { ...options, rejectUnauthorized: true })
      : nodeHttp().request(url, options);
  // Not among the options: a connection that is kept alive would keep those of its first call, ticket and all.
  for (const [name, value] of Object.entries(headers)) call.setHeader(name, value);
  return call;
}

/** Calls back at once, not through a promise: by the time a promise was settled the connection would have told of its end. */
function readBody(
  response: IncomingMessage,
  maxBytes: number,
  fail: (error: SendError) => void,
  done: (body: Buffer) => void,
): void {
  let read = Buffer.alloc(0);
  let size = 0;
  response.on('error', (error) => {
    fail(new SendError('broken-off', error));
  });
  response.on('data', (chunk: Buffer) => {
    const end = size + chunk.length;
    if (end > maxBytes) {
      fail(new SendError('too-large'));
      return;
    }
    // One buffer that grows: kept one by one, chunks of a byte each would weigh a hundred times what they hold.
    if (end > read.length) read = Buffer.concat([read], Math.min(maxBytes, Math.max(end, 2 * read.length)));
    chunk.copy(read, size);
    size = end;
  });
  response.on('end', () => {
    done(read.subarray(0, size));
  });
  if (response.headers['content-encoding'] !== undefined) fail(new SendError('encoded'));
  else if (Number(response.headers['content-length']) > maxBytes) fail(new SendError('too-large'));
}
