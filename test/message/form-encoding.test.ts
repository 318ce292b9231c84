import fc from 'fast-check';
import { decodeForm, encodeForm } from '../../src/message/form-encoding.js';
import { PROPERTY_RUNS } from './property-runs.js';

test('encodes every ASCII character as URLSearchParams does, and so as Java does', () => {
  for (let code = 0; code < 128; code += 1) {
    const character = String.fromCharCode(code);
    expect(encodeForm(character)).toBe(new URLSearchParams({ x: character }).toString().slice(2));
  }
});

test('encodes any well-formed text as URLSearchParams does, and decodes it again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!/\p{Cs}/u.test(text));
      expect(encodeForm(text)).toBe(new URLSearchParams({ x: text }).toString().slice(2));
      expect(decodeForm(encodeForm(text))).toBe(text);
    }),
    PROPERTY_RUNS,
  );
});

test.each([
  ['a+b%2Bc', 'a b+c'],
  ['%F0%9F%98%80', '😀'],
  ['%00%0a', '\0\n'],
  ['数', '数'],
])('decodes %p', (text, value) => expect(decodeForm(text)).toBe(value));

test.each(['%', 'a%4', '%g1', '% 1', '%C0%80', '%E0%80%AF', '%ED%A0%80', '%F5%80%80%80', '%80', '%E6%95'])(
  'does not decode %p',
  (text) => expect(decodeForm(text)).toBeUndefined(),
);
