import {
  alice,
  encoded,
  malformed,
  message,
  nobody,
  query,
  refused,
  TICKET,
  TICKET_NAME,
  type HostileCase,
} from './hostile-case.js';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
  'length',
];

/** Names that objects have by themselves, wherever a name can stand. */
export const prototypeNames: readonly HostileCase[] = NAMES.flatMap((name): HostileCase[] => [
  { name: `${name} as a parameter`, target: `/app?${name}=x&${name}=y`, expected: nobody },
  {
    name: `${name} as a parameter beside a message`,
    target: `/app?${name}=x&${query()}&${name}[${name}]=y`,
    expected: alice,
  },
  { name: `${name} below dssurl`, target: `/app?dssurl[${name}]=x`, expected: nobody },
  {
    name: `${name} as a cookie of the message`,
    target: message({ cookies: encoded(`${name}=x;${name}=y;${TICKET_NAME}=${TICKET}`) }),
    expected: alice,
  },
  {
    name: `${name} as the only cookie`,
    target: message({ cookies: `${name}%3Dx` }),
    expected: refused(401, 'ticket-missing'),
  },
  { name: `${name} as a cookie without a value`, target: message({ cookies: name }), expected: malformed },
  {
    name: `${name} as the ticket`,
    target: message({ cookies: `${TICKET_NAME}%3D${name}` }),
    expected: refused(401, 'ticket-rejected'),
  },
  { name: `${name} as the workspace`, target: message({ workspace: name }), expected: alice },
  { name: `${name} as the app`, target: message({ appName: name }), expected: refused(403, 'app-mismatch') },
  { name: `${name} as the gateway`, target: message({ dssurl: name }), expected: refused(403, 'gateway-untrusted') },
  { name: `${name} as the redirect`, target: message({ redirect: name }), expected: refused(403, 'redirect-denied') },
  { name: `${name} as a header`, target: message(), headers: [`${name}: x`], expected: alice },
  {
    name: `${name} as the value of Sec-Fetch-Site`,
    target: message(),
    headers: [`Sec-Fetch-Site: ${name}`],
    expected: refused(403, 'context-denied'),
  },
]);
