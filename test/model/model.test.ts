/**
 * Random users, browsers (with stolen cookies among them), tickets, log-outs, faults, late answers and restarts, in two processes under one
 * clock. The gateway's own book says who may be whom (security.md sections 9 and 18).
 */
import fc from 'fast-check';
import { anyCommand, comeToAnEnd } from './commands.js';
import { House, type HouseOptions } from './house.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('./clock.js'));
jest.mock('../../src/outbound/send.js', () => jest.requireActual<object>('./wire.js'));

const unhandled: unknown[] = [];
const keep = (reason: unknown): void => void unhandled.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', keep);
});
afterAll(() => {
  process.off('unhandledRejection', keep);
});

/** `npm run nightly` multiplies the sequences. */
const NIGHTS = Number(process.env['MODEL_RUNS'] ?? 1);

/** In CI, so many sequences; a tenth while working. */
const runs = (inCI: number): number => Math.ceil((process.env['CI'] === undefined ? inCI / 10 : inCI) * NIGHTS);

test.each<[HouseOptions['keeping'], number]>([
  ['sealed cookie', 1_200],
  ['sealed cookie, shared store', 700],
  ['shared store', 300],
  ['session', 500],
  ['session, shared store', 500],
])(
  'whoever is logged in was named by the gateway for the ticket held, recently enough, and a log-out is one: %s',
  async (keeping, inCI) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('switch' as const, 'refuse' as const),
        fc.commands([anyCommand], { maxCommands: 80, size: 'max' }),
        async (onUserSwitch, commands) => {
          const house = new House({ keeping, onUserSwitch });
          await fc.asyncModelRun(() => ({ model: house.oracle, real: house }), commands);
          await comeToAnEnd(house.oracle, house);
          expect(unhandled).toEqual([]);
        },
      ),
      { numRuns: runs(inCI) },
    );
  },
  600_000 * NIGHTS,
);
