import { EN } from '../../src/portal/pages/words-en.js';
import { ZH } from '../../src/portal/pages/words-zh.js';
import { ask, closePortals, PROXY_TICKET, startPortal, TICKET } from './support.js';

afterEach(closePortals);

/** What a text says: those made of names are made of these. */
function say(words: object, key: string): string {
  const text = (words as Record<string, string | ((...names: string[]) => string)>)[key];
  return (typeof text === 'function' ? text('ALICE', 'HADOOP') : text) ?? '';
}

it('has the same texts in both languages', () => {
  expect(Object.keys(ZH).sort()).toEqual(Object.keys(EN).sort());
});

it.each(Object.keys(EN))('%s is there in English and in Chinese', (key) => {
  expect(say(EN, key)).toMatch(/^[\x20-\x7e“”]+$/);
  expect(say(ZH, key)).toMatch(/\p{Script=Han}/u);
  expect(say(ZH, key).replace(/ALICE|HADOOP|DSS|JavaScript|workspaces|proxyUsers/g, '')).not.toMatch(/[a-z]{3,}/i);
  for (const name of say(EN, key).match(/ALICE|HADOOP/g) ?? []) expect(say(ZH, key)).toContain(name);
});

describe('a page', () => {
  const PAGES = ['/', '/frame/tool', '/calls', '/nothing'];

  /** What a reader gets of a page, by eye or by ear. */
  function readable(html: string): string {
    const attributes = [...html.matchAll(/ (?:aria-label|title|placeholder|alt|data-\w+)="([^"]*)"/g)].map(
      ([, text]) => text,
    );
    const text = html.replace(/<code>.*?<\/code>/gs, ' ').replace(/<[^>]*>/g, ' ');
    return [text, ...attributes].join(' ');
  }

  it.each(PAGES)('%s has no text but those, whoever looks at it', async (path) => {
    const portal = await startPortal({
      users: [{ userName: 'u1', password: 'pw', proxyUsers: ['u2'] }],
      workspaces: [{ id: 1, name: 'w1', users: ['u1'] }],
      apps: [{ name: 'tool', url: 'http://127.0.0.1:1/' }],
    });
    const dead = await ask(portal, '/api/rest_j/v1/user/userInfo', { cookies: { [TICKET]: 'dead' } });
    expect(dead.status).toBe(400);
    const signedIn = {
      [TICKET]: portal.tickets.issue('u1'),
      [PROXY_TICKET]: portal.tickets.issueProxy('u1', 'u2'),
    };
    for (const cookies of [{}, { [TICKET]: 'dead' }, signedIn]) {
      const { text } = await ask(portal, path, { cookies, headers: { 'Accept-Language': 'zh-CN' } });
      const letters = readable(text).match(/[a-z]{3,}/gi) ?? [];
      expect(letters.filter((word) => !['DSS', 'English', 'JavaScript', 'tool', 'http'].includes(word))).toEqual([]);
    }
  });
});
