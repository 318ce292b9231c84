import { setImmediate as nextTurn } from 'node:timers/promises';
import { PAGE_LOAD, type TestBrowser } from '../support/client.js';
import type { CanaryKind } from './canaries.js';
import { TICKET } from './message.js';
import type { Leak } from './outputs.js';
import { REFUSALS, type Refusal } from './refusals.js';
import { setStage, type Sabotage, type Stage } from './stage.js';
import { SUCCESSES } from './successes.js';
import type { Way } from './ways.js';

/** What came of playing a way through. */
export interface Played {
  readonly leaks: readonly Leak[];
  /** Requests and flows that were played. */
  readonly scenes: number;
  /** Scenes that did not go as they should. */
  readonly problems: readonly string[];
  readonly canaries: Readonly<Partial<Record<CanaryKind, number>>>;
  readonly eventTypes: readonly string[];
  /** Codes of refusals that were told of. */
  readonly codes: readonly string[];
  readonly counts: Readonly<Record<string, { readonly outputs: number; readonly characters: number }>>;
  /** For whoever collected outputs elsewhere: what must not be there. */
  readonly texts: readonly (readonly [CanaryKind, string])[];
}

export interface Playing {
  readonly sabotage?: Sabotage;
  /** Without a logger. What comes out is searched by whoever started the process, not here. */
  readonly silent?: boolean;
  /** @default all */
  readonly only?: readonly string[];
  /** @default those of every way */
  readonly refusals?: readonly Refusal[];
}

const CHINESE_PAGE = { ...PAGE_LOAD, 'accept-language': 'zh-CN' };

/** Plays every scene of a way, each in a new browser, and looks for canaries in all that came out of it. */
export async function play(
  way: Way,
  { sabotage, silent = false, only, refusals = REFUSALS }: Playing = {},
): Promise<Played> {
  const stage = await setStage(way, { ...(sabotage !== undefined && { sabotage }), silent });
  const problems: string[] = [];
  let scenes = 0;
  const take = async (what: string, act: () => Promise<number>): Promise<void> => {
    if (only?.includes(what) === false) return;
    try {
      scenes += await act();
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message}`);
      stage.saboteur.stop();
    }
  };
  try {
    for (const [what, scene] of Object.entries(SUCCESSES)) {
      await take(what, () => scene(stage, stage.newBrowser()).then(() => 1));
    }
    for (const refusal of refusals) {
      if (refusal.isFor?.(way) !== false) await take(refusal.what, () => playRefusal(stage, refusal));
    }
    await take('no place at the gateway', () => playBusy(stage));
  } finally {
    await stage.close();
  }
  return report(stage, scenes, problems, silent);
}

async function playRefusal(stage: Stage, refusal: Refusal): Promise<number> {
  const { who } = refusal;
  const requests: (readonly [isLoggedIn: boolean, headers: Readonly<Record<string, string>>])[] = [
    ...(who === 'logged in'
      ? []
      : ([
          [false, {}],
          [false, PAGE_LOAD],
        ] as const)),
    ...(who === 'anonymous' ? [] : ([[true, CHINESE_PAGE]] as const)),
  ];
  for (const [isLoggedIn, headers] of requests) {
    const browser = stage.newBrowser();
    if (isLoggedIn) await logIn(stage, browser, refusal);
    await refuse(stage, browser, refusal, headers);
  }
  return requests.length;
}

async function logIn(stage: Stage, browser: TestBrowser, { app }: Refusal): Promise<void> {
  const ticket = stage.gateways.ticketOf('alice');
  const cookies = [
    [TICKET, ticket],
    ['workspaceId', '224'],
  ] as const;
  const { status } = await stage.send(browser, `/in?${stage.message(ticket, { cookies })}`, {}, app);
  if (status !== 200) throw new Error(`not even logged in: ${status}`);
}

async function refuse(
  stage: Stage,
  browser: TestBrowser,
  { code, app, tell, sabotage, target, ticket: whose, headers: fixed }: Refusal,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { saboteur, events, gateways, canaries } = stage;
  const ticket = whose === undefined ? canaries.hatch('ticket') : gateways.ticketOf(whose.slice('of '.length));
  const told = events.length;
  tell?.(gateways, ticket);
  sabotage?.(saboteur, ticket, browser);
  const { status } = await stage.send(browser, target(stage, ticket), { headers: { ...headers, ...fixed } }, app);
  saboteur.stop();
  const codes = events.slice(told).flatMap((event) => (event.type === 'refusal' ? [event.code] : []));
  if (status < 400 || codes.join() !== code)
    throw new Error(`status ${status}, refused with ${codes.join() || 'nothing'}`);
}

/** One call takes the only place there is, the others find none. */
async function playBusy(stage: Stage): Promise<number> {
  const { canaries, gateways } = stage;
  const message = (ticket: string): string => `/in?${stage.message(ticket, { dssUrl: gateways.odd.url })}`;
  const hanging = canaries.hatch('ticket');
  gateways.odd.answer(hanging, { 'user/userInfo': { kind: 'hang' } });
  const first = stage.send(stage.newBrowser(), message(hanging), {}, 'busy');
  while (!gateways.odd.wasAsked(hanging)) await nextTurn();
  for (const headers of [{}, PAGE_LOAD, CHINESE_PAGE]) {
    const { status } = await stage.send(stage.newBrowser(), message(canaries.hatch('ticket')), { headers }, 'busy');
    if (status !== 503) throw new Error(`status ${status} where there is no place`);
  }
  await stage.closeFilter('busy');
  await first;
  return 4;
}

function report(
  { canaries, outputs, events }: Stage,
  scenes: number,
  problems: readonly string[],
  silent: boolean,
): Played {
  const kinds: Partial<Record<CanaryKind, number>> = {};
  for (const { kind } of canaries.all) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    leaks: silent ? [] : outputs.leaksOf(canaries),
    scenes,
    problems,
    canaries: kinds,
    eventTypes: [...new Set(events.map(({ type }) => type))].sort(),
    codes: [...new Set(events.flatMap(({ code }) => code ?? []))].sort(),
    counts: Object.fromEntries(outputs.counts),
    texts: canaries.all.map(({ kind, text }) => [kind, text]),
  };
}
