import type { Gateway } from './gateway.js';
import { refusalOfNobody, type GatewayAnswer } from './gateway-answer.js';
import type { PortalRequest } from './portal-request.js';
import { proxyCalls } from './proxy-calls.js';
import { userCalls } from './user-calls.js';
import { workspaceCalls } from './workspace-calls.js';

const GATEWAY_PREFIX = '/api/rest_j/v1/';

/** The gateway's REST interface (sso.md section 3): a request in, an answer out. */
export function createGatewayApi(gateway: Gateway): (request: PortalRequest) => GatewayAnswer {
  const ofUser = userCalls(gateway);
  const calls = new Map(Object.entries({ ...workspaceCalls(gateway), ...proxyCalls(gateway) }));

  return (request) => {
    const name = request.path.startsWith(GATEWAY_PREFIX) ? request.path.slice(GATEWAY_PREFIX.length) : '';
    if (name.startsWith('user/')) return ofUser(request, name.slice('user/'.length));

    const userName = request.ticket === undefined ? undefined : gateway.tickets.userOf(request.ticket);
    if (userName === undefined)
      return refusalOfNobody(request.path, request.ticket === undefined ? 'no-ticket' : 'dead-ticket');

    const id = /\/(\d{1,10})(?=\/|$)/.exec(name)?.[1];
    const call = calls.get(`${request.method} ${id === undefined ? name : name.replace(`/${id}`, '/{id}')}`);
    if (call !== undefined) return call(request, userName, id ?? '');
    return {
      method: request.path,
      status: 1,
      message: 'The portal does not serve this call.',
      data: {},
      httpStatus: 404,
    };
  };
}
