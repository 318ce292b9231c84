import { createGatewayClient, type GatewayClient } from '../../src/gateway/gateway-client.js';
import { questionKey, type TicketQuestion } from '../../src/gateway/ticket-question.js';
import { WorkspaceAnswers } from '../../src/gateway/workspace-answers.js';
import { createWorld, type World } from '../support/world.js';
import { question as questionTo, rejectionOf } from './double.js';

let time = 1_000_000;
jest.mock('../../src/clock.js', () => ({ now: () => time }));

const WORKSPACES = '/workspaces';
const USERS = '/getAllWorkspaceUsers';

let world: World;
let client: GatewayClient;

beforeEach(async () => {
  world = await createWorld();
  const ignore = (): void => undefined;
  client = createGatewayClient({
    timeout: 5_000,
    retries: 0,
    maxResponseBytes: 65_536,
    maxConcurrent: 32,
    maxQueue: 2_048,
    logger: { debug: ignore, warn: ignore },
  });
});
afterEach(async () => {
  client.close();
  await world.close();
});

const answers = (settings: { ttl?: number; max?: number } = {}): WorkspaceAnswers =>
  new WorkspaceAnswers({
    client,
    keyOf: (question) => questionKey(question),
    timeout: 5_000,
    ttl: 60_000,
    max: 100,
    ...settings,
  });
const questionOf = (user: string): TicketQuestion => questionTo(world.dssUrl, world.portal.tickets.issue(user));

describe('what the gateway says of workspaces', () => {
  test('is asked once and remembered for its time', async () => {
    const known = answers();
    const alice = questionOf('alice');
    const first = await known.workspaces(alice);
    expect(first.map(({ id, name }) => [id, name])).toEqual([
      [224, 'bdap'],
      [225, 'dev'],
    ]);
    expect(await known.workspaces(alice)).toEqual(first);
    expect(world.calls(WORKSPACES)).toBe(1);
    time += 60_000;
    await known.workspaces(alice);
    expect(world.calls(WORKSPACES)).toBe(2);
  });

  test('is asked once by many at the same time', async () => {
    const known = answers({ ttl: 0 });
    const alice = questionOf('alice');
    const lists = await Promise.all(Array.from({ length: 20 }, () => known.users(alice, 224)));
    for (const list of lists) expect([...list].sort()).toEqual(['alice', 'bob']);
    expect(world.calls(USERS)).toBe(1);
    await known.users(alice, 224);
    expect(world.calls(USERS)).toBe(2);
  });

  test('is never the answer to another ticket, nor to another workspace', async () => {
    const known = answers();
    const [alice, bob] = [questionOf('alice'), questionOf('bob')];
    const [ofAlice, ofBob] = await Promise.all([known.workspaces(alice), known.workspaces(bob)]);
    expect([ofAlice.length, ofBob.map(({ name }) => name)]).toEqual([2, ['bdap']]);
    expect(await known.users(alice, 225)).toEqual(['alice']);
    expect([...(await known.users(alice, 224))].sort()).toEqual(['alice', 'bob']);
    expect(world.calls(USERS)).toBe(2);
  });

  test('is not remembered when it was no answer, and all who waited hear of it', async () => {
    const known = answers();
    const alice = questionOf('alice');
    world.portal.faults = { body: '{}' };
    const codes = await Promise.all([1, 2, 3].map(() => rejectionOf(known.workspaces(alice))));
    expect(codes).toEqual(['gateway-bad-answer', 'gateway-bad-answer', 'gateway-bad-answer']);
    expect(world.calls(WORKSPACES)).toBe(1);
    world.portal.faults = {};
    expect(await known.workspaces(alice)).toHaveLength(2);
  });

  test('is a rejection for a dead ticket, and not remembered either', async () => {
    const known = answers();
    const dead = questionTo(world.dssUrl, 'dead');
    expect(await rejectionOf(known.users(dead, 224))).toBe('ticket-rejected');
    expect(await rejectionOf(known.users(dead, 224))).toBe('ticket-rejected');
    expect(world.calls(USERS)).toBe(2);
  });

  test('is bounded: the oldest answers make room', async () => {
    const known = answers({ max: 2 });
    const questions = [questionOf('alice'), questionOf('bob'), questionOf('admin')] as const;
    for (const question of questions) await known.workspaces(question);
    await known.workspaces(questions[2]);
    expect(world.calls(WORKSPACES)).toBe(3);
    await known.workspaces(questions[0]);
    expect(world.calls(WORKSPACES)).toBe(4);
  });
});
