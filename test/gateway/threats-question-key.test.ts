/** Two questions share an answer only if they are one (docs/security.md, T5 and T32): a difference in any single part makes another key. */
import fc from 'fast-check';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { questionKey, type TicketQuestion } from '../../src/gateway/ticket-question.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { trusted } from './double.js';

/** Everything that is sent, and whom it is sent to, as one list of texts. */
interface Parts {
  readonly gateway: string;
  readonly ticketName: string;
  readonly ticket: string;
  readonly proxyName: string;
  readonly proxyTicket: string;
  readonly forwardedName: string;
  readonly forwarded: string;
}

const PARTS: Parts = {
  gateway: 'https://dss.example.com',
  ticketName: 'ticket',
  ticket: 'of-alice',
  proxyName: 'proxy',
  proxyTicket: 'of-hadoop',
  forwardedName: 'route',
  forwarded: 'one',
};
const NAMES = Object.keys(PARTS) as (keyof Parts)[];

function keyOf(parts: Parts): string {
  const question: TicketQuestion = {
    gateway: trusted(parts.gateway),
    ticket: { name: parts.ticketName, value: parts.ticket },
    proxyTicket: { name: parts.proxyName, value: parts.proxyTicket },
    forwarded: new HiddenMap([[parts.forwardedName, parts.forwarded]]),
  };
  return questionKey(question);
}

test.each(NAMES)('another %s is another question', (name) => {
  expect(keyOf({ ...PARTS, [name]: `${PARTS[name]}2` })).not.toBe(keyOf(PARTS));
});

test('without a proxy ticket, or without a forwarded cookie, it is another question', () => {
  const ticket = { name: 'ticket', value: 'of-alice' };
  const gateway = trusted(PARTS.gateway);
  const none = new HiddenMap([]);
  const questions: TicketQuestion[] = [
    { gateway, ticket, forwarded: none },
    { gateway, ticket, forwarded: new HiddenMap([['route', '']]) },
    { gateway, ticket, proxyTicket: { name: 'route', value: '' }, forwarded: none },
  ];
  expect(new Set(questions.map((question) => questionKey(question))).size).toBe(3);
});

test('text that moves from one part to the next makes another question, wherever the border is', () => {
  const text = fc.string({ maxLength: 4, unit: fc.constantFrom('a', '1', ':', '9') });
  const neighbours = fc.constantFrom<[keyof Parts, keyof Parts]>(
    ['ticketName', 'ticket'],
    ['ticket', 'proxyName'],
    ['proxyName', 'proxyTicket'],
    ['proxyTicket', 'forwardedName'],
    ['forwardedName', 'forwarded'],
  );
  fc.assert(
    fc.property(neighbours, text, fc.string({ minLength: 1, maxLength: 4 }), text, ([one, next], head, moved, tail) => {
      const before = { ...PARTS, [one]: `x${head}${moved}`, [next]: `x${tail}` };
      const after = { ...PARTS, [one]: `x${head}`, [next]: `${moved}x${tail}` };
      fc.pre(JSON.stringify(before) !== JSON.stringify(after));
      expect(keyOf(before)).not.toBe(keyOf(after));
    }),
    PROPERTY_RUNS,
  );
});
