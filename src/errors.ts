import { types } from 'node:util';

/** Every way a request can be refused, with the HTTP status it is answered with (docs/errors.md has cause and remedy). */
const STATUS = {
  'message-malformed': 400,
  'message-too-large': 400,
  'ticket-missing': 401,
  'ticket-rejected': 401,
  'login-required': 401,
  'gateway-untrusted': 403,
  'app-mismatch': 403,
  'redirect-denied': 403,
  'context-denied': 403,
  'user-switch-denied': 403,
  'proxy-user-denied': 403,
  'workspace-denied': 403,
  'provision-failed': 403,
  'session-unavailable': 500,
  'interceptor-failed': 500,
  'options-invalid': 500,
  'gateway-unreachable': 502,
  'gateway-bad-answer': 502,
  'gateway-error': 502,
  'gateway-busy': 503,
  'store-unavailable': 503,
  'gateway-timeout': 504,
} as const satisfies Record<string, number>;

/** The stable name of a cause. Compare this, never the message. */
export type SSOErrorCode = keyof typeof STATUS;

/** All codes, in the order of their HTTP status. */
export const SSO_ERROR_CODES = Object.freeze(Object.keys(STATUS)) as readonly SSOErrorCode[];

/** What is kept of an error that made another: enough to find the fault, nothing that could carry a secret. */
export interface SSOErrorCause {
  readonly name: string;
  readonly code?: string;
  readonly syscall?: string;
}

/** What names of errors, codes and system calls look like; a value of a user's has digits, small and capital letters together. */
const ERROR_NAME = /^[A-Za-z]{1,64}$/;
const ERROR_CODE = /^[A-Z0-9_]{1,64}$/;
const SYSCALL = /^[a-z_]{1,32}$/;

const BRAND = Symbol.for('dss-sso.SSOError');
const REJECTED_BRAND = Symbol.for('dss-sso.UserRejectedError');

/**
 * The one error of this package. `message` tells an operator what happened and what to do; it never contains a ticket, a cookie,
 * a secret or a full URL. `status` is the HTTP status a refusal with this code is answered with (500 for `options-invalid`, which
 * is thrown at construction only). `cause`, if any, is rebuilt from the original: name, code and syscall.
 *
 * Recognise it with {@link isSSOError}: `instanceof` fails between the ESM and the CommonJS copy of the package.
 */
export class SSOError extends Error {
  override readonly name: string = 'SSOError';
  readonly code: SSOErrorCode;
  readonly status: number;
  declare readonly cause?: SSOErrorCause;

  constructor(code: SSOErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
    if (options.cause !== undefined) {
      Object.defineProperty(this, 'cause', { value: describeCause(options.cause), configurable: true, writable: true });
    }
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether a value is an {@link SSOError}, of whichever copy of the package. */
export function isSSOError(value: unknown): value is SSOError {
  return hasBrand(value, BRAND);
}

/**
 * Thrown by an interceptor's `provision` (or `findOrCreateUser`) when the app has no place for this DSS user: the request is refused
 * with `provision-failed`, and the browser keeps the login it had. The reason goes to the log, not to the browser.
 */
export class UserRejectedError extends Error {
  override readonly name: string = 'UserRejectedError';
  readonly reason: string;

  constructor(reason: string) {
    super(`The app does not accept this user: ${reason}`);
    this.reason = reason;
    Object.defineProperty(this, REJECTED_BRAND, { value: true });
  }
}

/** Whether a value is a {@link UserRejectedError}, of whichever copy of the package. */
export function isUserRejectedError(value: unknown): value is UserRejectedError {
  return hasBrand(value, REJECTED_BRAND);
}

/** Rebuilds an error as the little of it that is safe to show: request objects, options and headers stay behind (security.md section 13). */
export function describeCause(error: unknown): SSOErrorCause {
  // Not `instanceof`: errors of another realm (a worker's, a test runner's) count, too.
  if (!types.isNativeError(error)) return { name: typeof error };
  // Anything may stand there: libraries put whole requests into errors.
  const { name, code, syscall } = error as Partial<Record<'name' | 'code' | 'syscall', unknown>>;
  return {
    name: isLike(name, ERROR_NAME) ? name : 'Error',
    ...(isLike(code, ERROR_CODE) && { code }),
    ...(isLike(syscall, SYSCALL) && { syscall }),
  };
}

function isLike(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}
