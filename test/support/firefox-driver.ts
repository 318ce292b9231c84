import type { Marionette } from './marionette.js';

/** One command after the other: Firefox's remote control has one current tab. */
export interface FirefoxDriver {
  inTab<T>(handle: string, work: (tab: CurrentTab) => Promise<T>): Promise<T>;
  /** Runs a script with the rights of the browser itself, in the window of its current tab. */
  asBrowser<Argument, Result>(script: (argument: Argument) => Result, argument?: Argument): Promise<Result>;
}

export interface CurrentTab {
  readonly send: (command: string, parameters?: object) => Promise<unknown>;
  readonly execute: (script: (argument: never) => unknown, argument: unknown) => Promise<unknown>;
}

declare global {
  // What of Firefox's own interfaces is used here.
  const Services: { cookies: { cookies: Iterable<FirefoxCookie>; removeAll(): void } };
  const Cc: {
    '@mozilla.org/security/x509certdb;1': {
      getService(type: unknown): { addCertFromBase64(text: string, trust: string): void };
    };
  };
  const Ci: { nsIX509CertDB: unknown };
  const gBrowser: {
    selectedBrowser: {
      browsingContext: {
        sessionHistory: { count: number; getEntryAtIndex(index: number): { URI: { spec: string } } };
      };
    };
  };
}

interface FirefoxCookie {
  name: string;
  value: string;
  host: string;
  path: string;
  isHttpOnly: boolean;
  isSecure: boolean;
  sameSite: number;
  originAttributes: { partitionKey: string };
}

export function createFirefoxDriver(marionette: Marionette): FirefoxDriver {
  let last: Promise<unknown> = Promise.resolve();
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const execute = async (script: (argument: never) => unknown, argument: unknown): Promise<unknown> => {
    const answer = await marionette.send('WebDriver:ExecuteScript', {
      script: `return (${script.toString()})(...arguments)`,
      args: argument === undefined ? [] : [argument],
      newSandbox: true,
    });
    return (answer as { value: unknown }).value;
  };
  return {
    inTab: (handle, work) =>
      exclusively(async () => {
        await marionette.send('WebDriver:SwitchToWindow', { handle, focus: true });
        return work({ send: (command, parameters) => marionette.send(command, parameters), execute });
      }),
    asBrowser: <Argument, Result>(script: (argument: Argument) => Result, argument?: Argument) =>
      exclusively(async () => {
        await marionette.send('Marionette:SetContext', { value: 'chrome' });
        try {
          return (await execute(script, argument)) as Result;
        } finally {
          await marionette.send('Marionette:SetContext', { value: 'content' });
        }
      }),
  };
}
