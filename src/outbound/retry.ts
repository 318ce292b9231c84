import { now } from '../clock.js';
import { send, type OutboundRequest, type OutboundResponse } from './send.js';
import { SendError } from './send-error.js';

/**
 * Makes a call, and makes it again, at most `retries` times and before its deadline, if no byte of an answer came: a call that was
 * refused never began, and a GET whose connection was lost (a kept one that the server had just closed, most often) changes nothing.
 * Never after a time-out or an answer.
 *
 * @param isStopped - asked before a call is made again, so that closing a client ends its calls
 */
export async function sendWithRetries(
  request: OutboundRequest,
  retries: number,
  isStopped: () => boolean = () => false,
): Promise<OutboundResponse> {
  for (let left = retries; ; left -= 1) {
    try {
      return await send(request);
    } catch (error) {
      if (left <= 0 || isStopped() || !isRepeatable(request, error) || now() >= request.deadline) throw error;
    }
  }
}

function isRepeatable(request: OutboundRequest, error: unknown): boolean {
  if (!(error instanceof SendError)) return false;
  return error.kind === 'refused' || (error.kind === 'reset' && request.method === 'GET');
}
