/**
 * Why a call brought no answer:
 *
 * - `refused`, `reset`: no connection, or one that was lost before a byte of an answer came. Such a call may be repeated.
 * - `unreachable`: no address, no route, no trusted certificate
 * - `timeout`: the deadline passed
 * - `broken-off`: an answer began and did not end
 * - `not-http`: what came is not HTTP
 * - `too-large`, `encoded`: an answer this client does not read: over its limit, or with a Content-Encoding
 */
export type SendErrorKind =
  'refused' | 'reset' | 'unreachable' | 'timeout' | 'broken-off' | 'not-http' | 'too-large' | 'encoded';

/** A call that brought no answer. Rebuilt from the platform's error, which could show headers and bodies. */
export class SendError extends Error {
  override readonly name = 'SendError';
  readonly kind: SendErrorKind;
  declare readonly code?: string;
  declare readonly syscall?: string;
  /** The HTTP status of an answer that began and could not be read. */
  declare status?: number;

  constructor(kind: SendErrorKind, cause?: unknown) {
    super(`No answer: ${kind}`);
    this.kind = kind;
    const { code, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
    if (typeof code === 'string') this.code = code;
    if (typeof syscall === 'string') this.syscall = syscall;
  }
}

/** Names what the platform reported. `hasBytes`: a byte of an answer came before. */
export function toSendError(error: unknown, hasBytes: boolean): SendError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code.startsWith('HPE_')) return new SendError('not-http', error);
  if (hasBytes) return new SendError('broken-off', error);
  if (code === 'ECONNREFUSED') return new SendError('refused', error);
  if (code === 'ECONNRESET' || code === 'EPIPE') return new SendError('reset', error);
  return new SendError('unreachable', error);
}
