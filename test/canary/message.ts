/** A message as DSS sends it, or nearly. */
export interface MessageParts {
  readonly dssUrl: string;
  /** Name and value, in order; a name may come twice. */
  readonly cookies: readonly (readonly [name: string, value: string])[];
  readonly workspace?: string;
  readonly appName?: string;
  readonly redirect?: string;
}

export const TICKET = 'linkis_user_session_ticket_id_v1';
export const PROXY_TICKET = 'dss_user_session_proxy_ticket_id_v1';

/** The query of a message, without `?`. */
export function messageQuery({ dssUrl, cookies, workspace = 'bdap', appName, redirect }: MessageParts): string {
  const parameters: readonly (readonly [string, string | undefined])[] = [
    ['redirect', redirect],
    ['dssurl', dssUrl],
    ['cookies', cookies.map((pair) => pair.join('=')).join(';')],
    ['workspace', workspace],
    ['appName', appName],
  ];
  return parameters
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}
