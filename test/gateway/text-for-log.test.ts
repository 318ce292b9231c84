import { gatewayTextForLog } from '../../src/gateway/gateway-text.js';

const cookie = (value: string): { name: string; value: string } => ({ name: 'ticket', value });

describe('a text of a gateway, as the log shows it', () => {
  test.each([
    ['as it is', "a+/'=", "a+/'="],
    ['percent-encoded', 'a+/', 'a%2B%2F'],
    ['percent-encoded in small letters', 'a+/', 'a%2b%2f'],
    ['percent-encoded twice', 'a+/', 'a%252B%252F'],
    ['form-encoded', "a'", 'a%27'],
    ['in Base64', 'a+/b', 'YSsvYg=='],
    ['in Base64 without padding', 'a+/b', 'YSsvYg'],
    ['in hexadecimal', 'a/b', '612f62'],
    ['in hexadecimal capitals', 'a/b', '612F62'],
  ])('hides a short ticket %s', (_how, ticket, spelling) => {
    expect(gatewayTextForLog(`x ${spelling} y`, [cookie(ticket)])).toBe('x *** y');
    expect(gatewayTextForLog(`x ${spelling} y`, [cookie('other')])).toBe(`x ${spelling} y`);
  });

  test('hides the longer value first, of which a shorter one is a part', () => {
    for (const cookies of [
      ['ab', 'abcd'],
      ['abcd', 'ab'],
    ]) {
      expect(gatewayTextForLog('x abcd y ab', cookies.map(cookie))).toBe('x *** y ***');
    }
  });

  test('is left alone by an empty value', () => {
    expect(gatewayTextForLog('no such user', [cookie(''), cookie('t1')])).toBe('no such user');
  });

  test.each([
    ['login failed! reason: NonLoginException', 'login failed! reason: NonLoginException'],
    ['ticket abcdefghijk1 ends', 'ticket *** ends'],
    ['ticket abcdefghij1 ends', 'ticket abcdefghij1 ends'],
    ['abcdefghijkl abcdefghijk%', 'abcdefghijkl ***'],
    ['MTIzNDU2Nzg5MA==', '***'],
    ['1abcdefghijklmn', '***'],
    ['', ''],
  ])('hides long words that may be a part of a ticket: %p is %p', (text, shown) => {
    expect(gatewayTextForLog(text, [])).toBe(shown);
  });

  test('is 200 characters long at most, and hides before it cuts', () => {
    expect(gatewayTextForLog('a '.repeat(200), [])).toBe('a '.repeat(100));
    const end = 'a '.repeat(99);
    expect(gatewayTextForLog(`${end}t1cket`, [cookie('t1cket')])).toBe(`${end}**`);
  });

  test('is one line, with nothing invisible in it', () => {
    expect(gatewayTextForLog('a\r\nb\u2028c\u2029d\u200be\u0000 数', [])).toBe(
      'a\\u{d}\\u{a}b\\u{2028}c\\u{2029}d\\u{200b}e\\u{0} 数',
    );
  });
});
