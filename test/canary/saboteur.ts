import { inspect } from 'node:util';

/** A part of an app that can fail. */
export type FailingPart =
  'isUserExistInSession' | 'getUser' | 'provision' | 'addUser' | 'renewUser' | 'removeUser' | 'store' | 'session';

/** Makes parts of an app fail, with errors that hold whatever they got hold of. */
export interface Saboteur {
  /** From now on these parts fail, with these texts in the error. */
  fail(parts: readonly FailingPart[], secrets: readonly string[], makeError?: MakeError): void;
  /** All is well again. */
  stop(): void;
  /** @throws what was asked for, if this part is to fail */
  strike(part: FailingPart): void;
  /** What cookies the interceptor answers with instead of its own, if any. */
  cookies: object[] | undefined;
}

type MakeError = (secrets: readonly string[]) => unknown;

export function createSaboteur(): Saboteur {
  let failing: ReadonlySet<FailingPart> = new Set();
  let error: unknown;
  return {
    fail(parts, secrets, makeError = loadedError) {
      failing = new Set(parts);
      error = makeError(secrets);
    },
    stop() {
      failing = new Set();
      this.cookies = undefined;
    },
    strike(part) {
      if (failing.has(part)) throw error;
    },
    cookies: undefined,
  };
}

/** The worst that HTTP clients, drivers and stores throw: the secret in every place an error has. */
function loadedError(secrets: readonly string[]): Error {
  const text = secrets.join(' ');
  const inner = Object.assign(new Error(`inner ${text}`), { headers: { authorization: text } });
  return Object.assign(new Error(`bad ${text}`, { cause: inner }), {
    code: 'E_SABOTAGE',
    syscall: 'connect',
    address: text,
    path: `/?cookies=${encodeURIComponent(text)}`,
    rawPacket: Buffer.from(text),
    config: { headers: { cookie: text }, auth: { password: text } },
    request: { _header: `GET / HTTP/1.1\r\nCookie: ${text}\r\n\r\n` },
    errors: [inner],
    toJSON: () => ({ text }),
    toString: () => text,
    [Symbol(text)]: text,
    [inspect.custom]: () => text,
  });
}
