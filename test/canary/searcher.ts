import type { Canary } from './canaries.js';
import { spellingsOf, type Spelling } from './spellings.js';

/** A canary, or enough of it, in a text. */
export interface Hit {
  readonly canary: Canary;
  readonly encoding: string;
  /** Where in the text. */
  readonly at: number;
  readonly length: number;
}

/** Looks for many canaries at once. Of each that is there it tells the longest part. */
export type Search = (text: string) => Hit[];

interface Block {
  readonly canary: Canary;
  readonly spelling: Spelling;
  /** Where in the spelling the block begins. */
  readonly offset: number;
}

/** Any window of 11 characters or more holds one of these blocks whole, so that the blocks alone need to be looked for. */
const BLOCK = 6;
const BASE = 0x01000193;

/**
 * Finds every canary in every spelling, whole or in part, in one pass: a rolling hash says where a block of a spelling may stand, and
 * the match is then followed to both sides.
 */
export function createSearch(canaries: Iterable<Canary>): Search {
  const blocks = blocksOf(canaries);
  // One bit for each block, at its hash: most places of a text are dismissed with one look.
  const bits = new Uint8Array(2 ** Math.ceil(Math.log2(64 + blocks.size * 4)));
  const mask = bits.length * 8 - 1;
  for (const block of blocks.keys()) {
    const bit = mix(hashOf(block)) & mask;
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  return (text) => {
    const hits: Hit[] = [];
    if (text.length < BLOCK) return hits;
    let hash = hashOf(text);
    for (let at = 0; ; at += 1) {
      const bit = mix(hash) & mask;
      if (((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) hits.push(...matchesAt(text, at, blocks));
      if (at + BLOCK >= text.length) return longestOfEach(hits);
      hash = (Math.imul(hash - Math.imul(text.charCodeAt(at), TOP), BASE) + text.charCodeAt(at + BLOCK)) | 0;
    }
  };
}

function blocksOf(canaries: Iterable<Canary>): Map<string, Block[]> {
  const blocks = new Map<string, Block[]>();
  for (const canary of canaries) {
    for (const spelling of spellingsOf(canary.text)) {
      for (let offset = 0; offset + BLOCK <= spelling.text.length; offset += BLOCK) {
        const key = spelling.text.slice(offset, offset + BLOCK);
        const block = { canary, spelling, offset };
        const same = blocks.get(key);
        if (same === undefined) blocks.set(key, [block]);
        else same.push(block);
      }
    }
  }
  return blocks;
}

function matchesAt(text: string, at: number, blocks: ReadonlyMap<string, readonly Block[]>): Hit[] {
  return (blocks.get(text.slice(at, at + BLOCK)) ?? []).flatMap(({ canary, spelling, offset }) => {
    let before = 0;
    while (before < offset && at > before && spelling.text[offset - before - 1] === text[at - before - 1]) before += 1;
    let length = before + BLOCK;
    const start = offset - before;
    while (start + length < spelling.text.length && spelling.text[start + length] === text[at - before + length]) {
      length += 1;
    }
    return length < spelling.window ? [] : [{ canary, encoding: spelling.encoding, at: at - before, length }];
  });
}

/** A canary may stand in a text often, and in several spellings that have parts in common. */
function longestOfEach(hits: readonly Hit[]): Hit[] {
  const longest = new Map<Canary, Hit>();
  for (const hit of hits) {
    if (hit.length > (longest.get(hit.canary)?.length ?? 0)) longest.set(hit.canary, hit);
  }
  return [...longest.values()];
}

const TOP = Array.from({ length: BLOCK - 1 }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** Of the first block of a text. */
function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < BLOCK; at += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(at)) | 0;
  return hash;
}

function mix(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 3;
}
