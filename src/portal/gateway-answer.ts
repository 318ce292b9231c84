/** An answer of the gateway before it is written: DSS's envelope, and the cookies that go with it (sso.md section 3). */
export interface GatewayAnswer {
  /** `null` but in errors that come from the gateway itself: then the path that was asked. */
  readonly method: string | null;
  readonly status: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The HTTP status, where it is not the one of `status`. */
  readonly httpStatus?: number;
  readonly cookies?: readonly string[];
}

const HTTP_STATUS = new Map([
  [0, 200],
  [-1, 401],
  [1, 400],
  [2, 412],
  [3, 403],
  [4, 206],
]);

/** The HTTP status that goes with an envelope's status. */
export function httpStatusOf(status: number): number | undefined {
  return HTTP_STATUS.get(status);
}

export function success(
  message: string,
  data: Readonly<Record<string, unknown>> = {},
  cookies: readonly string[] = [],
): GatewayAnswer {
  return { method: null, status: 0, message, data, cookies };
}

export function failure(message: string, data: Readonly<Record<string, unknown>> = {}): GatewayAnswer {
  return { method: null, status: 1, message, data };
}

/** Which kind of nobody asks: without a ticket, or with one that is dead. */
export type Nobody = 'no-ticket' | 'dead-ticket';

/** The text of Linkis's exceptions; a gateway in a cluster also names itself in it. */
export function linkisError(code: number, description: string): string {
  return `errCode: ${code} ,desc: ${description} ,ip: null ,port: 0 ,serviceKind: null`;
}

const NOT_LOGGED_IN = {
  'no-ticket': linkisError(11002, 'You are not logged in, please login first(您尚未登录，请先登录!)'),
  'dead-ticket': linkisError(11002, 'You are not logged in, please login first!(您尚未登录，请先登录!)'),
};
const EXCEPTION = { 'no-ticket': 'NonLoginException', 'dead-ticket': 'LoginExpireException' };

/** `user/userInfo` wraps the exception: status 1 and HTTP 400, unlike every other path. */
export function userInfoForNobody(path: string, nobody: Nobody): GatewayAnswer {
  const message = `login failed! reason: ${EXCEPTION[nobody]}: ${NOT_LOGGED_IN[nobody]}`;
  return { method: path, status: 1, message, data: {} };
}

export function heartbeatForNobody(nobody: Nobody): GatewayAnswer {
  return { method: null, status: -1, message: NOT_LOGGED_IN[nobody], data: {} };
}

/** What the gateway's filter says before a call outside `/user/` reaches its service. */
export function refusalOfNobody(path: string, nobody: Nobody): GatewayAnswer {
  const message =
    nobody === 'no-ticket' ? 'You are not logged in, please login first(您尚未登录，请先登录)!' : NOT_LOGGED_IN[nobody];
  return { method: path, status: -1, message, data: {} };
}
