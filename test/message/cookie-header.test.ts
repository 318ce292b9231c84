import fc from 'fast-check';
import { cookieHeaderHas, parseCookieHeader } from '../../src/message/cookie-header.js';
import { ENDLESS, PROPERTY_RUNS } from './property-runs.js';

const read = (header: string | undefined): Record<string, string> => Object.fromEntries(parseCookieHeader(header));

describe('parseCookieHeader', () => {
  test.each([
    [undefined, {}],
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1; b=2', { a: '1', b: '2' }],
    ['a=1;b=2;', { a: '1', b: '2' }],
    [' \ta\t=\t1 ; ', { a: '1' }],
    ['a=b=c==', { a: 'b=c==' }],
    ['a="q"; b="; c=""', { a: 'q', b: '"', c: '' }],
    ['a=%E6%95%B0; b=%zz; c=%41%', { a: '数', b: '%zz', c: '%41%' }],
    [';a=1;;b=2', { a: '1', b: '2' }],
    ['a="q; b=q"; c="a"b', { a: '"q', b: 'q"', c: '"a"b' }],
    ['novalue; =noname; a=', { a: '' }],
    ['a=1; A=2', { a: '1', A: '2' }],
  ])('reads %p', (header, cookies) => {
    expect(read(header)).toEqual(cookies);
  });

  test('trusts a name given twice only if the values agree', () => {
    expect(read('a=1; a=1; b=2')).toEqual({ a: '1', b: '2' });
    expect(read('a=1; a=2; b=2')).toEqual({ a: '', b: '2' });
    expect(read('a=1; a=2; a=1')).toEqual({ a: '' });
    expect(read('a=; a=1')).toEqual({ a: '' });
  });

  test('holds cookies named like parts of every object', () => {
    expect([...parseCookieHeader('__proto__=1; constructor=2')]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('cookieHeaderHas', () => {
  test.each([
    ['dss_sso=1', true],
    ['a=1; dss_sso=1', true],
    ['a=1;dss_sso =1', true],
    ['dss_sso_2=1; dss_sso=2', true],
    [' dss_sso=1', true],
    ['\tdss_sso\t=1', true],
    ['a dss_sso=1', false],
    ['dss_sso', false],
    ['xdss_sso=1', false],
    ['dss_sso_2=1', false],
    ['a=dss_sso=1', false],
    ['a=1; dss_sso; b=2', false],
    ['', false],
    [undefined, false],
  ])('finds in %p the cookie dss_sso: %p', (header, found) => {
    expect(cookieHeaderHas(header, 'dss_sso')).toBe(found);
  });

  test('agrees with parseCookieHeader on every header', () => {
    const header = fc.array(fc.constantFrom('a', 'aa', 'b', '=', ';', ' ', '\t', '"', '%', '1'), { maxLength: 30 });
    fc.assert(
      fc.property(header, fc.constantFrom('a', 'aa', 'ab', 'b'), (parts, name) => {
        const text = parts.join('');
        expect(cookieHeaderHas(text, name)).toBe(parseCookieHeader(text).has(name));
      }),
      PROPERTY_RUNS,
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (header, name) => {
        parseCookieHeader(header);
        cookieHeaderHas(header, name);
      }),
      PROPERTY_RUNS,
    );
  });
});

test.each([['a'], ['aa='], [' '], [';'], ['='], ['a=1;'], ['"'], ['%4'], ['a ']])(
  'reads ten megabytes of %p',
  (unit) => {
    const header = unit.repeat(ENDLESS / unit.length);
    expect(parseCookieHeader(header).size).toBeLessThan(2);
    expect(typeof cookieHeaderHas(header, 'aa')).toBe('boolean');
  },
);
