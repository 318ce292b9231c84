import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createGatewayClient,
  type GatewayClient,
  type GatewayClientSettings,
} from '../../src/gateway/gateway-client.js';
import type { TicketQuestion } from '../../src/gateway/ticket-question.js';
import { readGateways, type TrustedGateway } from '../../src/gateway/trusted-gateways.js';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { isSSOError } from '../../src/errors.js';
import { startHttp, type TestServer } from '../outbound/servers.js';

export const TICKET = 'linkis_user_session_ticket_id_v1';
export const PROXY_TICKET = 'dss_user_session_proxy_ticket_id_v1';

/** Everything the client and the plug-in's log were told, as text. */
export interface Lab {
  readonly client: GatewayClient;
  readonly log: string[];
}

export function lab(settings: Partial<GatewayClientSettings> = {}): Lab {
  const log: string[] = [];
  const write = (message: string, details?: object): void => {
    log.push(`${message} ${JSON.stringify(details)}`);
  };
  const client = createGatewayClient({
    timeout: 5_000,
    retries: 1,
    maxResponseBytes: 65_536,
    maxConcurrent: 32,
    maxQueue: 2_048,
    logger: { debug: write, warn: write },
    ...settings,
  });
  return { client, log };
}

export function trusted(url: string): TrustedGateway {
  const [gateway] = readGateways(url).gateways;
  if (gateway === undefined) throw new Error(`not a gateway: ${url}`);
  return gateway;
}

export function question(
  url: string,
  ticket: string,
  more: { proxyTicket?: string; forwarded?: [string, string][] } = {},
): TicketQuestion {
  return {
    gateway: trusted(url),
    ticket: { name: TICKET, value: ticket },
    ...(more.proxyTicket !== undefined && { proxyTicket: { name: PROXY_TICKET, value: more.proxyTicket } }),
    forwarded: new HiddenMap(more.forwarded ?? []),
  };
}

export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '')
    .split('; ')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return pairs.find(([key]) => key === name)?.[1];
}

export function reply(response: ServerResponse, httpStatus: number, status: number, data: object, message = ''): void {
  response.writeHead(httpStatus, {
    'Content-Type': 'application/json;charset=UTF-8',
    'Set-Cookie': 'JSESSIONID=planted',
  });
  response.end(JSON.stringify({ method: null, status, message, data }));
}

/** A gateway that knows tickets `ticket-of-NAME`, proxy tickets `proxy-of-NAME`, and who may act as whom. */
export function startGateway(
  proxyUsers: Record<string, string[]> = {},
  dead: ReadonlySet<string> = new Set(),
): Promise<TestServer> {
  return startHttp((request, response) => {
    const path = (request.url ?? '').replace('/api/rest_j/v1/', '');
    const ticket = cookieOf(request, TICKET) ?? '';
    const user = /^ticket-of-(.+)$/.exec(ticket)?.[1];
    if (user === undefined || dead.has(ticket)) {
      if (path === 'user/userInfo')
        reply(response, 400, 1, {}, `login failed! reason: LoginExpireException: errCode: 11002 ,desc: ${ticket}`);
      else reply(response, 401, -1, {}, 'errCode: 11002');
    } else if (path === 'user/userInfo') {
      reply(response, 200, 0, { userName: user });
    } else if (path === 'dss/framework/proxy/getProxyUser') {
      const proxyUser = /^proxy-of-(.+)$/.exec(cookieOf(request, PROXY_TICKET) ?? '')?.[1];
      if (proxyUser === undefined) reply(response, 400, 1, {}, 'errCode: 60050 ,desc: no proxy user');
      else reply(response, 200, 0, { userName: user, proxyUser });
    } else if (path === 'dss/framework/proxy/list') {
      reply(response, 200, 0, { proxyUserList: proxyUsers[user] ?? [user] });
    } else {
      response.writeHead(404).end();
    }
  });
}

/** The code a promise is rejected with; errors that are not ours come through. */
export async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isSSOError(error)) return error.code;
    throw error;
  }
  return 'nothing';
}
