/** The searcher has to be trusted before its silence says anything: it finds what is planted, in every encoding. */
import fc from 'fast-check';
import { inspect } from 'node:util';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { createCanaries, type CanaryKind } from './canaries.js';
import { createSearch, type Hit } from './searcher.js';

const upperCase = (text: string): string => text.toUpperCase();
const lowerCase = (text: string): string => text.toLowerCase();
const shortly = (base64: string): string => base64.replace(/=+$/, '');
const jsonOf = (text: string): string => JSON.stringify({ [`a ${text}`]: [text] });

/** How a careless program could write a text down; nothing here is taken from the searcher. */
const WRITE: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  'in lower case': lowerCase,
  'in upper case': upperCase,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (text) => encodeURIComponent(text).replace(/%../g, lowerCase),
  'as a form': (text) => new URLSearchParams([['cookies', text]]).toString(),
  'as a query of the URL parser': (text) => new URL(`http://a/?${new URLSearchParams({ a: text }).toString()}`).href,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded twice in lower case': (text) =>
    encodeURIComponent(encodeURIComponent(text).replace(/%../g, lowerCase)).replace(/%../g, lowerCase),
  'as a form, twice': (text) => new URLSearchParams({ a: new URLSearchParams({ b: text }).toString() }).toString(),
  'in Base64': (text) => Buffer.from(text).toString('base64'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in Base64 without padding': (text) => shortly(Buffer.from(text).toString('base64')),
  'in hex': (text) => Buffer.from(text).toString('hex'),
  'in hex, upper case': (text) => upperCase(Buffer.from(text).toString('hex')),
  'as JSON': jsonOf,
  'as JSON in JSON': (text) => JSON.stringify(jsonOf(text)),
  'as JSON with escaped slashes': (text) => jsonOf(text).replaceAll('/', '\\/'),
  'as JSON of escapes': (text) =>
    text.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'as HTML': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  'as Node shows it': (text) => inspect({ header: [text] }),
};

const KINDS: readonly CanaryKind[] = ['ticket', 'secret'];

/** Bytes or characters around it, so that each of the three alignments of Base64 comes up. */
const around = fc.tuple(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }));

function hatch(kind: CanaryKind): { readonly text: string; readonly search: (text: string) => Hit[] } {
  const canaries = createCanaries();
  const text = canaries.hatch(kind);
  for (let others = 0; others < 3; others += 1) canaries.hatch('ticket');
  return { text, search: createSearch(canaries.all) };
}

describe('the searcher', () => {
  test.each(Object.entries(WRITE))('finds a canary written down %s, whatever stands around it', (_how, write) => {
    for (const kind of KINDS) {
      const { text, search } = hatch(kind);
      fc.assert(
        fc.property(around, around, ([before, after], [left, right]) => {
          const hits = search(left + write(before + text + after) + right);
          expect(hits.map((hit) => hit.canary.text)).toContain(text);
        }),
        { numRuns: PROPERTY_RUNS.numRuns / 10 },
      );
    }
  });

  test('finds any 12 characters of a canary in a row, and not 5', () => {
    const { text, search } = hatch('ticket');
    fc.assert(
      fc.property(around, fc.nat(text.length - 12), fc.integer({ min: 12, max: 30 }), ([left, right], from, length) => {
        const part = text.slice(from, from + length);
        expect(search(left + part + right).length).toBeGreaterThan(0);
        expect(search(`${left} ${part.slice(0, 5)} ${right}`)).toEqual([]);
      }),
      PROPERTY_RUNS,
    );
  });

  test('finds a part of a canary inside other Base64, in each alignment', () => {
    const { text, search } = hatch('ticket');
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.nat(text.length - 18), (before, after, from) => {
        const bytes = Buffer.concat([before, Buffer.from(text.slice(from, from + 18)), after]);
        expect(search(bytes.toString('base64')).length).toBeGreaterThan(0);
        expect(search(bytes.toString('base64url')).length).toBeGreaterThan(0);
      }),
      PROPERTY_RUNS,
    );
  });

  test('says where it is, and what it is', () => {
    const { text, search } = hatch('ticket');
    expect(search(`a ${text}, b`)).toEqual([{ canary: { kind: 'ticket', text }, encoding: 'raw', at: 2, length: 48 }]);
  });

  test('finds nothing in other texts, canaries of another run among them', () => {
    const { search } = hatch('secret');
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        expect(search(text)).toEqual([]);
      }),
      PROPERTY_RUNS,
    );
    for (const kind of KINDS) {
      const { text } = hatch(kind);
      for (const write of Object.values(WRITE)) expect(search(write(text))).toEqual([]);
    }
  });
});
