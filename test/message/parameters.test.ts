import fc from 'fast-check';
import {
  isDSSRequest,
  MESSAGE_PARAMETERS,
  queryOf,
  readMessageParameters,
  withoutMessageParameters,
} from '../../src/message/parameters.js';
import { codeOf } from './code-of.js';
import { hostileQuery, spelling } from './hostile-query.js';
import { ENDLESS, PROPERTY_RUNS } from './property-runs.js';

describe('queryOf', () => {
  test.each([
    ['/', undefined],
    ['/?', ''],
    ['/a?b=1', 'b=1'],
    ['/a?b=1?c', 'b=1?c'],
    ['/a?b=1#c?d', 'b=1'],
    ['/a#b?c=1', undefined],
    ['http://h/a?b#', 'b'],
    ['//evil/?b', 'b'],
    ['?b', 'b'],
    ['#?b', undefined],
    ['*', undefined],
    ['', undefined],
  ])('finds in %p the query %p', (target, query) => expect(queryOf(target)).toBe(query));
});

describe('isDSSRequest', () => {
  test.each([
    ['/?dssurl', true],
    ['/?a=1&dssurl=x', true],
    ['/?%64%73%73%75%72%6C=x', true],
    ['http://app.example.com/x?dssurl=x#y', true],
    ['/?dssurl=%zz', true],
    ['?dssurl=x', true],
    ['#?dssurl=x', false],
    ['/dssurl', false],
    ['/#?dssurl=x', false],
    ['/?a#&dssurl=x', false],
    ['/?dssurl+=x', false],
    ['/?dssurl%00=x', false],
    ['/?%64ssurl%zz=x', false],
    ['/?%C1%A4ssurl=x', false],
    ['/?%2564ssurl=x', false],
    // Escapes that would be `d` if their digits were counted on beyond 9 and f.
    ['/?%7$ssurl=x', false],
    ['/?%5kssurl=x', false],
    ['/?DSSURL=x', false],
    ['/?x=dssurl%3Dy', false],
    ['/?a%20b', false],
    ['', false],
  ])('takes %p for a DSS request: %p', (target, answer) => expect(isDSSRequest(target)).toBe(answer));

  test('agrees with URLSearchParams on every query of sound names', () => {
    const name = fc.oneof(spelling('dssurl'), fc.constantFrom('a', 'dssur', 'dssurls', 'Dssurl', '', 'x%20', '%64'));
    const query = fc
      .array(fc.tuple(name, fc.constantFrom('', '=', '=dssurl', '=%zz', '==&')))
      .map((pairs) => pairs.map((pair) => pair.join('')).join('&'));
    fc.assert(
      fc.property(query, (text) => {
        expect(isDSSRequest(`/?${text}`)).toBe(new URLSearchParams(text).has('dssurl'));
      }),
      PROPERTY_RUNS,
    );
  });
});

const NONE = { dssurl: [], cookies: [], workspace: [], appName: [], redirect: [] };

describe('readMessageParameters', () => {
  test('gives all values of message parameters in order, and no others', () => {
    expect(
      readMessageParameters('dssurl=a&x=1&workspac%65=b+c&dssurl=%64&cookies&appName==&redirect=/a?b=c;d'),
    ).toEqual({ dssurl: ['a', 'd'], workspace: ['b c'], cookies: [''], appName: ['='], redirect: ['/a?b=c;d'] });
  });

  test('leaves broken escapes of other parameters alone', () => {
    expect(readMessageParameters('%zz=1&x=%&%FF&dssurl=a')).toEqual({ ...NONE, dssurl: ['a'] });
  });

  test('counts parameters, not the "&" between them', () => {
    expect(readMessageParameters(`${'&'.repeat(300)}dssurl=a`)).toEqual({ ...NONE, dssurl: ['a'] });
    expect(codeOf(() => readMessageParameters(`dssurl=a${'&x'.repeat(256)}`))).toBe('message-too-large');
  });

  test('answers for the sizes of cookies before any broken escape', () => {
    const cookies = 'a=1;'.repeat(101);
    expect(codeOf(() => readMessageParameters(`dssurl=%zz&cookies=${cookies}`))).toBe('message-too-large');
  });

  test('checks the second value, too', () => {
    expect(codeOf(() => readMessageParameters('dssurl=a&workspace=a&workspace=%zz'))).toBe('message-malformed');
    expect(codeOf(() => readMessageParameters(`dssurl=a&workspace=a&workspace=${'x'.repeat(256)}`))).toBe(
      'message-too-large',
    );
  });

  test('reads well-formed queries as URLSearchParams does', () => {
    const name = fc.oneof(...MESSAGE_PARAMETERS.map(spelling), fc.string({ maxLength: 5 }).map(encodeURIComponent));
    const value = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((text) => encodeURIComponent(text).replaceAll('%20', '+'));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (pairs) => {
        const query = pairs.map((pair) => pair.join('=')).join('&');
        const second = new URLSearchParams(query);
        const read = readMessageParameters(query);
        for (const parameter of MESSAGE_PARAMETERS) {
          expect(read[parameter]).toEqual(second.getAll(parameter));
        }
      }),
      PROPERTY_RUNS,
    );
  });
});

describe('withoutMessageParameters', () => {
  test.each([
    ['', ''],
    ['a=1', 'a=1'],
    ['dssurl=x', ''],
    ['dssurl=x&a=1', 'a=1'],
    ['a=1&dssurl=x&b=2', 'a=1&b=2'],
    ['a=%zz&%64ssurl=1&dssurl&dssurl=2&B=%e6+;', 'a=%zz&B=%e6+;'],
    ['dssurl=x&cookies=c&workspace=w&appName=n&redirect=r', ''],
    ['%zz=1&dssurl%zz=2&cookies=c', '%zz=1&dssurl%zz=2'],
    ['cookies[]=c&adssurl=x&DSSURL=x&cookies=c', 'cookies[]=c&adssurl=x&DSSURL=x'],
    ['&&dssurl=x&', ''],
    ['&&a&dssurl=x&', '&&a&'],
    ['&&', '&&'],
    ['red%6@rect=x', 'red%6@rect=x'],
  ])('makes of %p the query %p', (query, clean) => expect(withoutMessageParameters(query)).toBe(clean));

  test('leaves no message, changes nothing else, and nothing the second time', () => {
    fc.assert(
      fc.property(hostileQuery, (query) => {
        fc.pre(!query.includes('#'));
        const clean = withoutMessageParameters(query);
        expect(withoutMessageParameters(clean)).toBe(clean);
        expect(isDSSRequest(`/?${clean}`)).toBe(false);
        expect(readMessageParameters(clean)).toEqual(NONE);

        const kept = [...new URLSearchParams(`x&${clean}`)];
        const expected = [...new URLSearchParams(`x&${query}`)].filter(([name]) => !isMessageParameter(name));
        expect(kept).toEqual(expected);
      }),
      PROPERTY_RUNS,
    );
  });
});

test.each(['a', '&', '=', '%', '%64', '&dssur%6', '&%zz=%zz'])('looks through ten megabytes of %p', (unit) => {
  const query = unit.repeat(ENDLESS / unit.length);
  expect(isDSSRequest(`/?${query}`)).toBe(false);
  expect(withoutMessageParameters(query) === query).toBe(true);
  expect(codeOf(() => readMessageParameters(`${query}&dssurl=x`))).toBe('message-too-large');
});

function isMessageParameter(name: string): boolean {
  return MESSAGE_PARAMETERS.some((known) => known === name);
}
