import type { IncomingMessage, ServerResponse } from 'node:http';
import { sufferDelay, type PortalFaults } from './faults.js';
import { httpStatusOf, type GatewayAnswer } from './gateway-answer.js';
import { readPortalRequest, UnreadableBodyError, type PortalRequest } from './portal-request.js';
import { refuseForeignChange } from './request-guard.js';

/** Serves the gateway's REST interface on a request: asks `api`, suffers the faults, writes the envelope. */
export async function serveGateway(
  req: IncomingMessage,
  res: ServerResponse,
  api: (request: PortalRequest) => GatewayAnswer,
  faults: PortalFaults,
): Promise<void> {
  const answer = await findAnswer(req, api);
  await sufferDelay(faults);
  if (faults.hang === true) return;
  const envelopeStatus = faults.envelopeStatus ?? answer.status;
  const ownStatus = faults.envelopeStatus === undefined ? answer.httpStatus : undefined;
  const httpStatus = faults.status ?? ownStatus ?? httpStatusOf(envelopeStatus) ?? httpStatusOf(answer.status) ?? 200;
  const { method, message, data, cookies = [] } = answer;
  res.writeHead(httpStatus, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Cache-Control': 'no-store',
    ...(cookies.length > 0 && { 'Set-Cookie': [...cookies] }),
  });
  res.end(faults.body ?? JSON.stringify({ method, status: envelopeStatus, message, data }));
}

async function findAnswer(
  req: IncomingMessage,
  api: (request: PortalRequest) => GatewayAnswer,
): Promise<GatewayAnswer> {
  const refusal = refuseForeignChange(req.method ?? 'GET', req.headers);
  if (refusal !== undefined) {
    req.resume();
    return { method: null, status: 3, message: refusal.reason, data: {}, httpStatus: refusal.status };
  }
  try {
    return api(await readPortalRequest(req));
  } catch (error) {
    if (!(error instanceof UnreadableBodyError)) throw error;
    return { method: null, status: 1, message: error.message, data: {}, httpStatus: error.status };
  }
}
