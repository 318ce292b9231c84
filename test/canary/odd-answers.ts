import type { SSOErrorCode } from '../../src/errors.js';
import type { GatewayAnswer } from '../hostile/hostile-case.js';
import { envelope, json } from './gateways.js';

/** What a gateway does with a ticket it was asked about, and what we make of it. */
export type OddAnswer = readonly [what: string, code: SSOErrorCode, answer: (ticket: string) => GatewayAnswer];

const both = (ticket: string): string => `${ticket} ${encodeURIComponent(ticket)}`;
const bytes = (text: string): GatewayAnswer => ({ kind: 'bytes', bytes: text });
const head = (...lines: string[]): string => [...lines, '', ''].join('\r\n');

/** A gateway that has the ticket in everything it sends. */
export const ODD_ANSWERS: readonly OddAnswer[] = [
  ['an error that repeats it', 'gateway-error', (t) => envelope(400, 1, `no session of ${both(t)}`)],
  ['an error that repeats it far behind', 'gateway-error', (t) => envelope(400, 1, `${'x'.repeat(180)}${both(t)}`)],
  ['an error in hex', 'gateway-error', (t) => envelope(500, 4, `id ${Buffer.from(t).toString('hex')}`)],
  ['an error in Base64', 'gateway-error', (t) => envelope(400, 1, `id ${Buffer.from(t).toString('base64')}`)],
  ['a status nobody knows', 'gateway-bad-answer', (t) => envelope(200, 77, both(t), { [t]: t })],
  ['a rejection that repeats it', 'ticket-rejected', (t) => envelope(401, -1, both(t), { ticket: t })],
  ["a rejection like userInfo's", 'ticket-rejected', (t) => envelope(400, 1, `errCode: 11002 ,desc: ${both(t)}`)],
  [
    'a redirect that hands it on',
    'gateway-bad-answer',
    (t) => json(302, '{}', { Location: `http://127.0.0.1:1/?t=${encodeURIComponent(t)}` }),
  ],
  [
    'headers that repeat it',
    'gateway-bad-answer',
    (t) => json(200, '{}', { 'X-Ticket': t, 'Set-Cookie': `JSESSIONID=${t}`, ETag: t }),
  ],
  [
    'a page that repeats it',
    'gateway-bad-answer',
    (t) => json(200, `<p>${both(t)}</p>`, { 'Content-Type': 'text/html' }),
  ],
  ['broken JSON that repeats it', 'gateway-bad-answer', (t) => json(200, `{"status": 0, "${t}": ${t}`)],
  ['a type that repeats it', 'gateway-bad-answer', (t) => json(200, '{"status":0}', { 'Content-Type': t })],
  ['an encoding that repeats it', 'gateway-bad-answer', (t) => json(200, t, { 'Content-Encoding': t })],
  ['a name that is no name', 'gateway-bad-answer', (t) => envelope(200, 0, both(t), { userName: ` ${t}` })],
  ['a list as a name', 'gateway-bad-answer', (t) => envelope(200, 0, both(t), { userName: [t] })],
  ['too much', 'gateway-bad-answer', (t) => json(200, t.repeat(2_000))],
  ['a reason phrase', 'gateway-error', (t) => bytes(head(`HTTP/1.1 500 ${t}`, 'Content-Length: 0'))],
  ['something that is not HTTP', 'gateway-bad-answer', (t) => bytes(`${t}\r\n\r\n`)],
  ['a broken header', 'gateway-bad-answer', (t) => bytes(head('HTTP/1.1 200 OK', `${t} ${t}`))],
  ['half an answer', 'gateway-bad-answer', (t) => bytes(`${head('HTTP/1.1 200 OK', 'Content-Length: 999')}${t}`)],
  ['a reset', 'gateway-unreachable', () => ({ kind: 'reset' })],
];
