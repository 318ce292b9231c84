import {
  alice,
  encoded,
  malformed,
  message,
  PROXY_TICKET_NAME,
  refused,
  shown,
  TICKET,
  TICKET_NAME,
  tooLarge,
  type Expected,
  type HostileCase,
} from './hostile-case.js';

const missing = refused(401, 'ticket-missing');
const rejected = refused(401, 'ticket-rejected');
const hadoop: Expected = { verdict: 'login', user: 'hadoop' };
const GOOD = `${TICKET_NAME}=${TICKET}`;
const OLD_NAME = 'bdp-user-ticket-id';

/** `cookies` as it reads when decoded. */
const ROWS: readonly (readonly [string, Expected])[] = [
  [GOOD, alice],
  [`;;; ;${GOOD};;`, alice],
  [` ${TICKET_NAME} = ${TICKET} `, alice],
  [`${OLD_NAME}=${TICKET}`, alice],
  [`${TICKET_NAME}=;${OLD_NAME}=${TICKET}`, alice],
  [`${GOOD};${OLD_NAME}=of-somebody-else`, alice],
  [`${GOOD};${GOOD}`, alice],
  [`a=1;a=2;${GOOD}`, alice],
  [`=x;${GOOD}`, alice],
  [`=;${GOOD}`, alice],
  [`a=b=c;${GOOD}`, alice],
  [`a="b;${GOOD}`, alice],
  [`a=\u4e2d\u6587;${GOOD}`, alice],
  [`JSESSIONID=planted;connect.sid=planted;dss_sso=planted;${GOOD}`, alice],
  [`Token-Code=BML-AUTH;Token-User=hadoop;Token-Alive=true;${GOOD}`, alice],
  [`dataworkcloud_inner_request=true;${GOOD}`, alice],
  [`workspaceId=224;workspaceName=bdap;dss_user_name=Alice;${GOOD}`, alice],
  [`${TICKET_NAME}=${TICKET}==`, alice],
  [`${TICKET_NAME}=${TICKET}+/-._~!#$%&'()*:<>?@[]^\`{|}`, alice],
  [`${TICKET_NAME}=${TICKET}${'a'.repeat(4_096 - 16)}`, rejected],
  ['', missing],
  ['a=1', missing],
  [';;;', missing],
  ['=', missing],
  [`${TICKET_NAME}=`, missing],
  [`${TICKET_NAME}= `, missing],
  [`${TICKET_NAME}=\t`, missing],
  [`${TICKET_NAME.toUpperCase()}=${TICKET}`, missing],
  [`x${TICKET_NAME}=${TICKET}`, missing],
  [`${TICKET_NAME}x=${TICKET}`, missing],
  [`${TICKET_NAME}%3D${TICKET}=`, missing],
  [`__Host-${TICKET_NAME}=${TICKET}`, missing],
  [`${OLD_NAME}=`, missing],
  [`${PROXY_TICKET_NAME}=p-hadoop`, missing],
  [`Token-Code=BML-AUTH;Token-User=hadoop`, missing],
  [`${TICKET_NAME}\u200b=${TICKET}`, missing],
  [`\u00a0${TICKET_NAME}=${TICKET}`, missing],
  [`${TICKET_NAME}=unknown`, rejected],
  [`${TICKET_NAME}=${TICKET}x`, rejected],
  [`${TICKET_NAME}=null`, rejected],
  [`${TICKET_NAME}=undefined`, rejected],
  [`${TICKET_NAME}=__proto__`, rejected],
  [`${TICKET_NAME}==${TICKET}`, rejected],
  // pieces that are none
  ['novalue', malformed],
  [`novalue;${GOOD}`, malformed],
  [`${GOOD};novalue`, malformed],
  [`${GOOD}; x ;`, malformed],
  [TICKET_NAME, malformed],
  // one name, two values
  [`${GOOD};${TICKET_NAME}=other`, malformed],
  [`${TICKET_NAME}=;${GOOD}`, malformed],
  [`${GOOD};${TICKET_NAME}=`, malformed],
  [`${GOOD};${OLD_NAME}=a;${OLD_NAME}=b`, malformed],
  [`workspaceId=1;workspaceId=2;${GOOD}`, malformed],
  [`workspaceName=a;workspaceName=b;${GOOD}`, malformed],
  [`dss_user_name=a;dss_user_name=b;${GOOD}`, malformed],
  [`${GOOD};${PROXY_TICKET_NAME}=a;${PROXY_TICKET_NAME}=b`, malformed],
  // proxy tickets
  [`${GOOD};${PROXY_TICKET_NAME}=p-hadoop`, hadoop],
  [`${GOOD};linkis_user_session_proxy_ticket_id_v1=p-hadoop`, hadoop],
  [`${GOOD};${PROXY_TICKET_NAME}=`, malformed],
  [`${GOOD};linkis_user_session_proxy_ticket_id_v1= `, malformed],
  [`${GOOD};${PROXY_TICKET_NAME}=p-hadoop;linkis_user_session_proxy_ticket_id_v1=`, malformed],
  [`${GOOD};${PROXY_TICKET_NAME}=p hadoop`, malformed],
  [`${GOOD};${PROXY_TICKET_NAME}=p-root`, refused(403, 'proxy-user-denied')],
  [`${GOOD};${PROXY_TICKET_NAME}=p-alice`, alice],
  // sizes
  [`${'a=;'.repeat(99)}${GOOD}`, alice],
  [`${'a=;'.repeat(100)}${GOOD}`, tooLarge],
  [`${'a'.repeat(128)}=;${GOOD}`, alice],
  [`${'a'.repeat(129)}=;${GOOD}`, tooLarge],
  [`a=${'a'.repeat(4_096)};${GOOD}`, alice],
  [`a=${'a'.repeat(4_097)};${GOOD}`, tooLarge],
  [`${TICKET_NAME}=${'a'.repeat(4_097)}`, tooLarge],
  [`${GOOD};${PROXY_TICKET_NAME}=${'a'.repeat(4_097)}`, tooLarge],
  [`workspaceName=${'w'.repeat(255)};${GOOD}`, alice],
  [`workspaceName=${'w'.repeat(256)};${GOOD}`, tooLarge],
  // names
  [`workspaceName=a\u202eb;${GOOD}`, malformed],
  [`workspaceName=a\u200bb;${GOOD}`, malformed],
  [`dss_user_name=\ufeffalice;${GOOD}`, malformed],
];

/** Characters that no cookie value has. */
const NO_OCTETS = [
  ' ',
  '"',
  ',',
  '\\',
  '\t',
  '\u0000',
  '\u0001',
  '\n',
  '\r',
  '\r\nX-Evil: 1',
  '\u001f',
  '\u007f',
  '\u0080',
  '\u0085',
  '\u00a0',
  '\u00e9',
  '\u2028',
  '\u4e2d',
  '\ufeff',
];
/** Where they are not in the ticket: controls spoil every message, the rest is another app's affair. */
const CONTROLS = ['\u0000', '\n', '\r', '\u001f', '\u007f', '\u2028', '\u2029'];
const WORKSPACE_IDS = [
  '0',
  '-1',
  '+1',
  '01',
  '1.0',
  '1e3',
  '0x1',
  '2147483648',
  '99999999999',
  'NaN',
  '224&queryUserName=x',
  '../../user/logout',
  '224 225',
  '\u0661',
  '1,2',
  '[1]',
];

export const messageCookies: readonly HostileCase[] = [
  ...ROWS.map(([cookies, expected]) => row(cookies, expected)),
  ...NO_OCTETS.map((character) => row(`${TICKET_NAME}=${TICKET}${character}x`, malformed)),
  ...CONTROLS.map((character) => row(`a=${character};${GOOD}`, malformed)),
  ...WORKSPACE_IDS.map((id) => row(`workspaceId=${id};${GOOD}`, alice)),
  { name: 'nothing but separators', target: message({ cookies: ';'.repeat(8_192) }), expected: missing },
  { name: 'too many separators', target: message({ cookies: ';'.repeat(8_193) }), expected: tooLarge },
  {
    name: 'a ticket whose + is not encoded',
    target: message({ cookies: `${TICKET_NAME}%3D${TICKET}+x` }),
    expected: malformed,
  },
  ...[GOOD, `${TICKET_NAME}=t-1-alice`, `bdp-user-ticket-id=${TICKET}`].map((own) => ({
    name: `no ticket in the message, but the browser's own: ${own}`,
    target: message({ cookies: 'a%3D1' }),
    headers: [`Cookie: ${own}`],
    expected: missing,
  })),
  {
    name: 'a message without cookies, and the browser its own ticket',
    target: message({ cookies: undefined }),
    headers: [`Cookie: ${GOOD}`],
    expected: missing,
  },
];

function row(cookies: string, expected: Expected): HostileCase {
  return { name: `cookies ${shown(cookies)}`, target: message({ cookies: encoded(cookies) }), expected };
}
