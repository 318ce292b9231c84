/**
 * What stays in memory of a message that was refused: no text of its ticket, wherever it would hang. An app runs in a process of its
 * own; sender and gateways are here. A heap snapshot has every text of V8's heap, and not the bytes of buffers.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { TestBrowser } from '../support/client.js';
import { createCanaries, type Canaries } from './canaries.js';
import { compile, type Compiled } from './compiled.js';
import { startGateways, type Gateways } from './gateways.js';
import type { Order } from './heap-app.js';
import { GATEWAY_REFUSALS, MESSAGE_REFUSALS, type Refusal } from './refusals.js';
import { createSearch, type Hit } from './searcher.js';
import { createMessages, type Stage } from './stage.js';

const FLAGS = ['--expose-gc', '--heap-snapshot-string-limit=1000000'];
const MIN_LENGTH = 12;
const NOBODY: Refusal = {
  code: 'ticket-rejected',
  what: 'nobody',
  target: ({ message }, ticket) => `/?${message(ticket)}`,
};

let compiled: Compiled;
let child: ChildProcess;
let canaries: Canaries;
let gateways: Gateways;
let message: Stage['message'];

beforeAll(() => {
  compiled = compile();
});
afterAll(() => {
  compiled.remove();
});
beforeEach(async () => {
  canaries = createCanaries();
  gateways = await startGateways(canaries);
  message = createMessages(canaries, gateways);
  child = fork(compiled.file('test/canary/heap-app'), { execArgv: FLAGS, env: { ...process.env, NODE_OPTIONS: '' } });
});
afterEach(async () => {
  child.kill();
  await gateways.close();
});

async function order(given: Order): Promise<string> {
  child.send(given);
  // If it ends instead, there is no answer to wait for.
  const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
  if (typeof answer !== 'string') throw new Error(`the app ended with ${String(answer)}`);
  return answer;
}

/** Canaries in the texts of the heap. */
async function lookIntoHeap(): Promise<Hit[]> {
  const file = compiled.file('of.heapsnapshot');
  await order({ act: 'write heap', file });
  const { strings } = JSON.parse(readFileSync(file, 'utf8')) as { strings: string[] };
  const search = createSearch(canaries.all);
  return strings.filter(({ length }) => length >= MIN_LENGTH).flatMap(search);
}

async function refuse(url: string, { target, ticket: whose, tell, headers, code }: Refusal): Promise<void> {
  const ticket = whose === undefined ? canaries.hatch('ticket') : gateways.ticketOf(whose.slice('of '.length));
  tell?.(gateways, ticket);
  const answer = await new TestBrowser().get(url + target({ canaries, gateways, message }, ticket), {
    headers: { ...headers },
  });
  expect(answer.json()['code']).toBe(code);
}

test('the heap of an app has no text of any ticket that was refused, nor of a secret', async () => {
  const secret = canaries.hatch('secret');
  const trusted = [gateways.portal.url, gateways.odd.url, gateways.deadUrl];
  const url = await order({ act: 'start', gateways: trusted, secret });
  const refusals = [...MESSAGE_REFUSALS, ...GATEWAY_REFUSALS].filter(
    ({ app, who }) => app === undefined && who === undefined,
  );
  for (const refusal of refusals) await refuse(url, refusal);
  // A good ticket of somebody the app does not want.
  await refuse(url, { ...NOBODY, code: 'provision-failed', ticket: 'of bob' });
  const refused = canaries.all.map(({ text }) => text);
  expect(refused.length).toBeGreaterThan(refusals.length);

  // Controls: a text that is held is found, and so is the ticket of a login that lives, in a private field of a private field.
  const held = canaries.hatch('ticket');
  await order({ act: 'hold', text: held });
  const living = gateways.ticketOf('alice');
  const others = createMessages(canaries, gateways);
  const browser = new TestBrowser();
  expect((await browser.get(`${url}/?${others(living)}`)).text).toBe('alice');
  for (let visits = 0; visits < 5; visits += 1) expect((await browser.get(`${url}/`)).text).toBe('alice');

  const found = (await lookIntoHeap()).map(({ canary }) => canary.text);
  expect(found).toEqual(expect.arrayContaining([held, living]));
  expect(refused.filter((text) => found.includes(text))).toEqual([]);
}, 60_000);
