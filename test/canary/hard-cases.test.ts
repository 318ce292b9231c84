/** The canaries where a defence is most easily forgotten, one case each. */
import type { Leak } from './outputs.js';
import { envelope } from './gateways.js';
import { play } from './play.js';
import { enter, failure, type Refusal } from './refusals.js';
import { spellingsOf } from './spellings.js';
import { ORDINARY } from './ways.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

async function leaksOf(refusal: Refusal): Promise<readonly Leak[]> {
  const { leaks, problems } = await play(ORDINARY, { refusals: [refusal], only: [refusal.what] });
  expect(problems).toEqual([]);
  return leaks;
}

function echo(what: string, write: (ticket: string) => string): Refusal {
  return {
    code: 'gateway-error',
    what,
    tell: ({ odd }, ticket) => odd.answer(ticket, { 'user/userInfo': envelope(400, 1, write(ticket)) }),
    target: enter((_ticket, { gateways }) => ({ dssUrl: gateways.odd.url })),
  };
}

const ENCODINGS = spellingsOf(`a+/="'&<>\\ ticket of some length`).map(({ encoding }) => encoding);

describe('the log does not repeat a gateway that repeats the ticket', () => {
  test.each(ENCODINGS)('in the spelling %s', async (encoding) => {
    const write = (ticket: string): string => {
      const spellings = spellingsOf(ticket);
      return `no session for <${(spellings.find((spelling) => spelling.encoding === encoding) ?? spellings[0])?.text ?? ''}>`;
    };
    expect(await leaksOf(echo(encoding, write))).toEqual([]);
  });

  test.each<[string, (ticket: string) => string]>([
    ['its beginning', (ticket) => `no session for ${ticket.slice(0, 20)}...`],
    ['its end', (ticket) => `no session for ...${ticket.slice(-20)}`],
    ['it with a line break in it', (ticket) => `no session for ${ticket.slice(0, 24)}\n${ticket.slice(24)}`],
    ['its Base64, among other things', (ticket) => `no session for ${btoa(`{"user":1,"id":"${ticket}"}`)}`],
  ])('by %s', async (what, write) => {
    expect(await leaksOf(echo(what, write))).toEqual([]);
  });
});

describe('what an app does wrong with a ticket stays its own', () => {
  test.each<[string, (text: string) => unknown]>([
    ['code', (text) => Object.assign(new Error('x'), { code: text })],
    ['syscall', (text) => Object.assign(new Error('x'), { syscall: text })],
    ['name', (text) => Object.assign(new Error('x'), { name: text })],
  ])('in the %s of an error', async (what, makeError) => {
    expect(await leaksOf(failure('addUser', [what, ([ticket = '']) => makeError(ticket)]))).toEqual([]);
  });

  test.each(['sameSite', 'domain', 'maxAge', 'name'])(
    'in the attribute %s of a cookie that cannot be set',
    async (attribute) => {
      const refusal: Refusal = {
        code: 'interceptor-failed',
        what: attribute,
        ticket: 'of alice',
        sabotage: (saboteur, ticket) => {
          saboteur.cookies = [{ name: 'app', value: 'v', [attribute]: `${ticket};\n` }];
        },
        target: enter(),
      };
      expect(await leaksOf(refusal)).toEqual([]);
    },
  );
});
