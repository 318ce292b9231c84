import type { ServerResponse } from 'node:http';
import type { Verdict } from '../plugin/verdict.js';

/**
 * Applies a verdict to Node's answer.
 * @returns whether the app goes on; `false`: the request is answered
 */
export function applyVerdict(verdict: Verdict, response: ServerResponse, isHead: boolean): boolean {
  if (verdict.kind === 'pass') return true;
  if (response.headersSent) {
    // Half an answer is on its way already: nothing of it may look like a login.
    response.destroy();
    return false;
  }
  response.statusCode = verdict.status;
  if (verdict.kind === 'redirect') {
    response.setHeader('Location', verdict.location);
    response.setHeader('Content-Length', '0');
    response.end();
    return false;
  }
  for (const [name, value] of Object.entries(verdict.headers)) response.setHeader(name, value);
  response.setHeader('Content-Length', String(Buffer.byteLength(verdict.body)));
  response.end(isHead ? undefined : verdict.body);
  return false;
}
