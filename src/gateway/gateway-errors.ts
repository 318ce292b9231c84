import { SSOError, type SSOErrorCode } from '../errors.js';
import type { SendError, SendErrorKind } from '../outbound/send-error.js';
import type { TrustedGateway } from './trusted-gateways.js';

/*
 * The errors of gateway calls: what happened and what an operator can do. They name the configured gateway, never what was sent to it
 * or what it wrote.
 */

/** The code a call without an answer is refused with. */
export function codeOf(kind: SendErrorKind): SSOErrorCode {
  switch (kind) {
    case 'refused':
    case 'reset':
    case 'unreachable':
      return 'gateway-unreachable';
    case 'timeout':
      return 'gateway-timeout';
    case 'broken-off':
    case 'not-http':
    case 'too-large':
    case 'encoded':
      return 'gateway-bad-answer';
  }
}

export function noAnswerError(
  gateway: TrustedGateway,
  error: SendError,
  timeout: number,
  maxResponseBytes: number,
): SSOError {
  const code = codeOf(error.kind);
  const cause = { cause: error };
  if (code === 'gateway-timeout') return timeoutError(gateway, timeout);
  if (code === 'gateway-unreachable') {
    const what = `The gateway ${gateway.origin} cannot be reached (${error.code ?? error.kind}).`;
    const hint = 'Check that it runs and that this host can connect to it; for a private CA see gateway.agent.';
    return new SSOError(code, `${what} ${hint}`, cause);
  }
  const reason: Partial<Record<SendErrorKind, string>> = {
    'broken-off': 'it broke off',
    'not-http': 'it is not HTTP',
    'too-large': `it is larger than ${maxResponseBytes} bytes, see gateway.maxResponseBytes`,
    encoded: 'it has a Content-Encoding, which was not asked for',
  };
  return badAnswerError(gateway, reason[error.kind] ?? error.kind, error);
}

export function timeoutError(gateway: TrustedGateway, timeout: number): SSOError {
  return new SSOError(
    'gateway-timeout',
    `The gateway ${gateway.origin} did not answer within ${timeout} ms. Check that this host can reach it, or raise gateway.timeout.`,
  );
}

export function badAnswerError(gateway: TrustedGateway, reason: string, cause?: unknown): SSOError {
  return new SSOError(
    'gateway-bad-answer',
    `The gateway ${gateway.origin} gave an answer that cannot be used: ${reason}. Check that it is a DSS gateway, and that no other ` +
      'server answers in its place.',
    { cause },
  );
}

export function errorAnswerError(gateway: TrustedGateway, reason: string): SSOError {
  return new SSOError(
    'gateway-error',
    `The gateway ${gateway.origin} answered with an error (${reason}). Its log tells why; its text is logged here at level debug.`,
  );
}

export function ticketRejectedError(gateway: TrustedGateway): SSOError {
  return new SSOError(
    'ticket-rejected',
    `The gateway ${gateway.origin} does not accept the ticket, or does so no longer. The user has to sign in to DSS again.`,
  );
}

export function proxyUserDeniedError(gateway: TrustedGateway): SSOError {
  return new SSOError(
    'proxy-user-denied',
    `The gateway ${gateway.origin} does not list the proxy user among those this user may act as. The user has to choose the proxy ` +
      'user in DSS again.',
  );
}

export function proxyListMissingError(gateway: TrustedGateway): SSOError {
  return new SSOError(
    'gateway-error',
    `The gateway ${gateway.origin} has no list of proxy users (HTTP 404 on proxy/list). If proxy users are to be accepted ` +
      'without it, set verifyProxyUser: false.',
  );
}

export function busyError(gateway: TrustedGateway): SSOError {
  return new SSOError(
    'gateway-busy',
    `Too many calls to the gateway ${gateway.origin} are waiting. Check for a flood of logins, or raise gateway.maxConcurrent and ` +
      'gateway.maxQueue.',
  );
}

export function breakerError(gateway: TrustedGateway, code: SSOErrorCode): SSOError {
  return new SSOError(
    code,
    `The gateway ${gateway.origin} did not answer the last calls and is not asked for a moment. Check that it runs and that this host ` +
      'can reach it.',
  );
}

export function closedError(gateway: TrustedGateway): SSOError {
  return new SSOError(
    'gateway-unreachable',
    `The gateway ${gateway.origin} is not asked any more: the plug-in was closed.`,
  );
}
