import { inspect } from 'node:util';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { messageCookie } from '../../src/message/message-cookie.js';

const map = new HiddenMap([
  ['ticket', 'CANARY'],
  ['workspaceId', 'CANARY2'],
]);

describe('HiddenMap', () => {
  test('is read like any map', () => {
    const visited: string[][] = [];
    map.forEach((value, name) => visited.push([name, value]));

    expect(map.size).toBe(2);
    expect(map.get('ticket')).toBe('CANARY');
    expect(map.get('other')).toBeUndefined();
    expect(map.has('ticket')).toBe(true);
    expect(map.has('__proto__')).toBe(false);
    expect([...map.keys()]).toEqual(['ticket', 'workspaceId']);
    expect([...map.values()]).toEqual(['CANARY', 'CANARY2']);
    expect([...map]).toEqual([...map.entries()]);
    expect(visited).toEqual([...map]);
  });

  test('takes the last of several pairs with one name', () => {
    const twice: [string, string][] = [
      ['a', '1'],
      ['a', '2'],
    ];
    expect([...new HiddenMap(twice)]).toEqual([['a', '2']]);
  });

  test.each([
    ['inspect', inspect(map)],
    ['inspect of all that can be listed', inspect({ deep: [map] }, { depth: 9, showHidden: true, getters: true })],
    ['JSON', JSON.stringify({ map })],
    ['String', String(map)],
    ['its symbols and properties', inspect(Reflect.ownKeys(map))],
    ['a spread', JSON.stringify({ ...map })],
  ])('shows no value in %s', (_, shown) => {
    expect(shown).not.toContain('CANARY');
  });

  test('shows no value when the custom inspection is switched off', () => {
    expect(inspect(map, { customInspect: false, showHidden: true, depth: 9 })).not.toContain('CANARY');
  });

  test('shows its names, with line breaks escaped', () => {
    expect(JSON.parse(JSON.stringify(map))).toEqual(['ticket', 'workspaceId']);
    expect(inspect(new HiddenMap([['a\nb', 'x']]))).toBe('HiddenMap ["a\\nb"]');
  });

  test('cannot be changed', () => {
    const source = new Map([['a', '1']]);
    const copy = new HiddenMap(source);
    source.set('a', '2');
    copy.forEach((_value, _name, seen) => expect(seen).toBe(copy));

    expect(copy.get('a')).toBe('1');
    expect('set' in copy || 'delete' in copy || 'clear' in copy).toBe(false);
    expect(() => Object.assign(copy, { get: () => 'evil' })).toThrow(TypeError);
  });
});

describe('a cookie of the message', () => {
  test('has its value, and shows its name only', () => {
    const cookie = messageCookie('ticket', 'CANARY');
    expect(cookie.value).toBe('CANARY');
    expect(inspect(cookie, { showHidden: true, getters: true })).not.toContain('CANARY');
    expect(JSON.stringify(cookie)).toBe('{"name":"ticket"}');
    expect(inspect(cookie)).toBe('MessageCookie {"name":"ticket"}');
    expect(() => Object.assign(cookie, { name: 'other' })).toThrow(TypeError);
  });
});
