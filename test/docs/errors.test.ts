/** docs/errors.md: a section for each code, and each code can be provoked. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SSO_ERROR_CODES, SSOError, type SSOErrorCode } from '../../src/errors.js';
import { PROVOKE } from './provoke.js';

const text = readFileSync(path.resolve(__dirname, '../../docs/errors.md'), 'utf8');
const sections = text.split(/^## /m).slice(1);
const POINTS = ['Status', 'Cause', 'How to see it', 'Remedy'];

function titleOf(section: string): string {
  return section.slice(0, section.indexOf('\n'));
}

function sectionOf(code: SSOErrorCode): string {
  return sections.find((section) => titleOf(section) === `\`${code}\``) ?? '';
}

test('the sections are the codes, one each, in the same order', () => {
  const coded = sections.map(titleOf).filter((title) => title.startsWith('`'));
  expect(coded).toEqual(SSO_ERROR_CODES.map((code) => `\`${code}\``));
});

test('there is a way to provoke each code, and nothing else', () => {
  expect(Object.keys(PROVOKE).sort()).toEqual([...SSO_ERROR_CODES].sort());
});

describe.each(SSO_ERROR_CODES)('%s', (code) => {
  const { status } = new SSOError(code, 'to read its status');

  test('its section tells status, cause, how to see it and remedy', () => {
    const points = [...sectionOf(code).matchAll(/^- \*\*([^*]+)\*\*: \S/gm)].map(([, point]) => point);
    expect(points).toEqual(POINTS);
  });

  test('its section has the status of the code', () => {
    expect(/^- \*\*Status\*\*: (\d+)/m.exec(sectionOf(code))?.[1]).toBe(String(status));
  });

  test('can be provoked, and answers with its status and code', async () => {
    expect(await PROVOKE[code]()).toEqual({ status, code });
  });
});
