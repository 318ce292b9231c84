/** A request's target without what might be a secret. */
export interface ShownTarget {
  /** The part that all calls of the gateway share, or nothing. */
  readonly prefix: string;
  readonly path: string;
  /** With its `?`, if there is one. */
  readonly query: string;
}

/** The parameters of the gateway's calls (sso.md section 3): numbers and names. */
const HARMLESS = ['workspaceId', 'queryUserName'];
const HIDDEN = '…';
const MAX_VALUE = 64;
const MAX_PATH = 120;

/**
 * What may be shown of a target: of the query only what the gateway's calls are known to have, and no segment of the path that no call has.
 * Anything else can be a ticket, if a client is wrong enough.
 */
export function targetToShow(target: string): ShownTarget {
  const [path = '', ...rest] = target.split('?');
  const prefix = /^\/api\/rest_j\/v1(?=\/)/.exec(path)?.[0] ?? '';
  const shown = path.slice(prefix.length).split('/').map(showSegment).join('/');
  return {
    prefix,
    path: shown.length > MAX_PATH ? shown.slice(0, MAX_PATH) + HIDDEN : shown,
    query: rest.length === 0 ? '' : `?${showQuery(rest.join('?'))}`,
  };
}

function showSegment(segment: string): string {
  return /^[\w.-]{0,24}$/.test(segment) ? segment : HIDDEN;
}

function showQuery(query: string): string {
  const given = [...new URLSearchParams(query)];
  const shown = given
    .filter(([name]) => HARMLESS.includes(name))
    .map(([name, value]) => `${name}=${value.length > MAX_VALUE ? HIDDEN : value}`)
    .slice(0, HARMLESS.length);
  return [...shown, ...(shown.length < given.length ? [HIDDEN] : [])].join('&');
}
