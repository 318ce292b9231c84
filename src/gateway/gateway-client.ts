import { isWorkspaceId } from '../message/names.js';
import { createGatewayCaller, type GatewayClientSettings } from './call-gateway.js';
import { readEnvelope } from './envelope.js';
import {
  readProxyUser,
  readProxyUserList,
  readUserName,
  readWorkspaces,
  readWorkspaceUsers,
  type GatewayWorkspace,
} from './gateway-data.js';
import {
  badAnswerError,
  errorAnswerError,
  proxyListMissingError,
  proxyUserDeniedError,
  ticketRejectedError,
} from './gateway-errors.js';
import { gatewayTextForLog } from './gateway-text.js';
import { traceGatewayCall } from './gateway-trace.js';
import { cookiesToSend, type TicketQuestion } from './ticket-question.js';

export type { GatewayClientSettings } from './call-gateway.js';
export type { GatewayWorkspace } from './gateway-data.js';

/**
 * The gateway's REST interface, as far as a login needs it (sso.md section 3). Each call ends at its `deadline` (ms of the clock), which
 * several calls of one verification share. All reject with an SSOError: `ticket-rejected`, or one of the `gateway-…` codes.
 */
export interface GatewayClient {
  userInfo(question: TicketQuestion, deadline: number): Promise<string>;
  /** Sends the proxy ticket, too. Also rejects with `proxy-user-denied`. */
  getProxyUser(question: TicketQuestion, deadline: number): Promise<{ userName: string; proxyUser: string }>;
  /** The proxy users the user may act as. */
  proxyList(question: TicketQuestion, deadline: number): Promise<string[]>;
  /** The workspaces of the user. */
  workspaces(question: TicketQuestion, deadline: number): Promise<GatewayWorkspace[]>;
  /** The users of a workspace, each once. Gateways tell them to any user: the caller has to check that this one is among them. */
  getAllWorkspaceUsers(question: TicketQuestion, workspaceId: number, deadline: number): Promise<string[]>;
  /** Calls that were made, and those that brought no usable answer (a rejected ticket is one). */
  stats(): { readonly calls: number; readonly failures: number };
  /** Destroys the connections; later calls are refused. Safe to call twice. */
  close(): void;
}

/** DSS's number for "no valid proxy ticket". */
const NO_PROXY_USER = 60050;

/**
 * Creates the client, with connections, limits and breakers of its own.
 *
 * @throws TypeError for an agent that accepts any certificate
 * @see security.md section 8
 */
export function createGatewayClient(settings: GatewayClientSettings): GatewayClient {
  const caller = createGatewayCaller(settings);
  let badAnswers = 0;

  function ask<T>(
    question: TicketQuestion,
    deadline: number,
    path: string,
    read: (data: Readonly<Record<string, unknown>>) => T | undefined,
    query = '',
  ): Promise<T> {
    return traceGatewayCall(
      () => ({ gateway: question.gateway.url, call: path }),
      () => answerOf(question, deadline, path, read, query),
    );
  }

  async function answerOf<T>(
    question: TicketQuestion,
    deadline: number,
    path: string,
    read: (data: Readonly<Record<string, unknown>>) => T | undefined,
    query: string,
  ): Promise<T> {
    const { gateway } = question;
    const isProxyCall = path === PATH.getProxyUser;
    const cookies = cookiesToSend(question, isProxyCall);
    const response = await caller.call({ gateway, path, query, cookies, deadline });
    const answer = readEnvelope(response);
    if (answer.kind === 'data') {
      const value = read(answer.data);
      if (value !== undefined) return value;
      badAnswers += 1;
      throw badAnswerError(gateway, `the data of ${path} is missing or of the wrong form`);
    }

    const { code, reason, errCodes } = answer;
    const text = gatewayTextForLog(answer.text, cookies);
    settings.logger.debug('A gateway did not say yes.', { gateway: gateway.url, call: path, code, reason, text });
    if (code === 'ticket-rejected') throw ticketRejectedError(gateway);
    if (code === 'gateway-error' && isProxyCall && errCodes.includes(NO_PROXY_USER))
      throw proxyUserDeniedError(gateway);
    badAnswers += 1;
    if (path === PATH.proxyList && response.status === 404) {
      const error = proxyListMissingError(gateway);
      settings.logger.warn(error.message);
      throw error;
    }
    throw code === 'gateway-error' ? errorAnswerError(gateway, reason) : badAnswerError(gateway, reason);
  }

  return {
    userInfo: (question, deadline) => ask(question, deadline, PATH.userInfo, readUserName),
    getProxyUser: (question, deadline) => ask(question, deadline, PATH.getProxyUser, readProxyUser),
    proxyList: (question, deadline) => ask(question, deadline, PATH.proxyList, readProxyUserList),
    workspaces: (question, deadline) => ask(question, deadline, PATH.workspaces, readWorkspaces),
    getAllWorkspaceUsers(question, workspaceId, deadline) {
      const id = String(workspaceId);
      if (!isWorkspaceId(id)) throw new TypeError('workspaceId must be a whole number from 1 to 2147483647');
      return ask(question, deadline, PATH.workspaceUsers, readWorkspaceUsers, `?workspaceId=${id}`);
    },
    stats: () => ({ calls: caller.counts.calls, failures: caller.counts.unanswered + badAnswers }),
    close: () => {
      caller.close();
    },
  };
}

const PATH = {
  userInfo: 'user/userInfo',
  getProxyUser: 'dss/framework/proxy/getProxyUser',
  proxyList: 'dss/framework/proxy/list',
  workspaces: 'dss/framework/workspace/workspaces',
  workspaceUsers: 'dss/framework/workspace/getAllWorkspaceUsers',
} as const;
