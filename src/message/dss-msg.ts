import { SSOError } from '../errors.js';
import { HiddenMap } from './hidden-map.js';
import { splitMessageCookies } from './message-cookies.js';
import { checkSize, MESSAGE_LIMITS } from './message-limits.js';
import {
  checkMessageSizes,
  holdsMessage,
  readMessageParameters,
  type MessageParameter,
  type MessageValues,
} from './parameters.js';

export { messageCookiePairs, splitMessageCookies } from './message-cookies.js';

/** A DSS message as it came: nothing in it is verified. A parameter that is there but empty is an empty string. */
export interface DSSMsg {
  /** Base URL of the DSS gateway, as the message has it: text from outside, not to be called. */
  readonly dssUrl: string;
  readonly workspaceName?: string;
  /** Name of the AppConn the message is addressed to. */
  readonly appName?: string;
  /** Where the browser is to go after login: text from outside, not to be followed unchecked. */
  readonly redirectUrl?: string;
  /** The user's DSS cookies. The map never prints its values. */
  readonly cookies: ReadonlyMap<string, string>;
}

/**
 * Reads the DSS message from a query string, as the Java plug-in does: the first of several values wins, `;` does not separate
 * parameters, of several cookies with one name the last wins. Only escapes and sizes are checked; whether to believe any of it is the
 * filter's business.
 *
 * @param query - the raw query without `?`, or parsed parameters. Of a record only own properties count, and `undefined` is "not given"
 * @returns the message, or `undefined` without `dssurl`: then this is not a DSS request
 * @throws {@link SSOError} `message-malformed` for a broken percent-escape, bytes that are not UTF-8, a cookie without `=`, or a message
 * parameter that is no string; `message-too-large` above a limit
 * @throws TypeError if `query` is none of the three
 * @see spec "The DSS message on the wire", security.md section 3
 * @example
 * parseDSSMsg('dssurl=https%3A%2F%2Fdss.example.com&workspace=bdap')?.workspaceName; // 'bdap'
 */
export function parseDSSMsg(query: string | URLSearchParams | Record<string, string | string[]>): DSSMsg | undefined {
  if (typeof query === 'string') {
    return holdsMessage(query) ? toDSSMsg(readMessageParameters(query)) : undefined;
  }
  if (!isObject(query)) {
    throw new TypeError('parseDSSMsg needs a query string, URLSearchParams, or a record of parameters.');
  }
  const parsed = query instanceof URLSearchParams ? fromSearchParams(query) : fromRecord(query);
  if (parsed === undefined) return undefined;
  checkSize('number of parameters', parsed.count, MESSAGE_LIMITS.parameters);
  checkMessageSizes(parsed.values);
  return toDSSMsg(parsed.values);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

interface ParsedParameters {
  readonly count: number;
  readonly values: MessageValues;
}

function fromSearchParams(params: URLSearchParams): ParsedParameters | undefined {
  if (!params.has('dssurl')) return undefined;
  return { count: params.size, values: eachParameter((name) => params.getAll(name)) };
}

function fromRecord(record: Readonly<Record<string, unknown>>): ParsedParameters | undefined {
  if (ownValues(record, 'dssurl').length === 0) return undefined;
  return { count: Object.keys(record).length, values: eachParameter((name) => ownValues(record, name)) };
}

function eachParameter(read: (name: MessageParameter) => string[]): MessageValues {
  return {
    dssurl: read('dssurl'),
    cookies: read('cookies'),
    workspace: read('workspace'),
    appName: read('appName'),
    redirect: read('redirect'),
  };
}

/** Query parsers make arrays and objects of `a=1&a=2` and `a[b]=1`, so what a record holds is checked. */
function ownValues(record: Readonly<Record<string, unknown>>, name: MessageParameter): string[] {
  const found = Object.hasOwn(record, name) ? record[name] : undefined;
  if (found === undefined) return [];
  const values: unknown[] = Array.isArray(found) ? found : [found];
  if (values.every((value) => typeof value === 'string')) return values;
  throw new SSOError(
    'message-malformed',
    `The parameter "${name}" of the DSS message is not text. Pass the raw query string, or a record of strings and arrays of strings.`,
  );
}

function toDSSMsg(values: MessageValues): DSSMsg {
  const [dssUrl = ''] = values.dssurl;
  const [workspaceName] = values.workspace;
  const [appName] = values.appName;
  const [redirectUrl] = values.redirect;
  const [cookies] = values.cookies;
  return {
    dssUrl,
    ...(workspaceName !== undefined && { workspaceName }),
    ...(appName !== undefined && { appName }),
    ...(redirectUrl !== undefined && { redirectUrl }),
    cookies: cookies === undefined ? new HiddenMap() : splitMessageCookies(cookies),
  };
}
