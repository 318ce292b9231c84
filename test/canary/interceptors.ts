import { inspect } from 'node:util';
import { UserRejectedError } from '../../src/errors.js';
import type { AnyUserInterceptor, InterceptorContext } from '../../src/plugin/user-interceptor.js';
import type { Outputs } from './outputs.js';
import type { FailingPart, Saboteur } from './saboteur.js';

type Method = (...given: unknown[]) => unknown;

const PARTS: Readonly<Record<string, FailingPart>> = {
  isUserExistInSession: 'isUserExistInSession',
  getUser: 'getUser',
  provision: 'provision',
  addUserToSession: 'addUser',
  addUserToRequest: 'addUser',
  addCookiesToRequest: 'addUser',
  renewUser: 'renewUser',
  removeUser: 'removeUser',
};

/** An interceptor that looks at everything it is given, and can fail in each of its methods. */
export function watched<Req>(
  interceptor: AnyUserInterceptor<Req>,
  outputs: Outputs,
  saboteur: Saboteur,
): AnyUserInterceptor<Req> {
  const methods: Record<string, Method> = {
    // The ready-made ones have these only if asked to.
    provision: () => undefined,
    renewUser: () => undefined,
    removeUser: () => undefined,
    ...(interceptor as unknown as Record<string, Method>),
  };
  const watchedMethods = Object.entries(methods).map(([name, method]): [string, Method] => [
    name,
    (...given) => {
      for (const value of given) if (!isRequest(value)) outputs.print(`argument of ${name}`, value);
      // The session is the app's own, and leads to the request, which is looked at where the app gets it.
      const { session: _, ...context } = given.at(-1) as InterceptorContext;
      outputs.walk('the interceptor context', context);
      saboteur.strike(PARTS[name] ?? 'getUser');
      const isAdding = PARTS[name] === 'addUser';
      return isAdding && saboteur.cookies !== undefined ? saboteur.cookies : method.apply(interceptor, given);
    },
  ]);
  return Object.fromEntries(watchedMethods) as unknown as AnyUserInterceptor<Req>;
}

/** The app's own reason, in the app's own words: it is meant for the log. */
export function rejection(): UserRejectedError {
  return new UserRejectedError(`no account ${inspect({ in: 'the directory' })}`);
}

function isRequest(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('socket' in value || 'req' in value);
}
