import { createSecretKey } from 'node:crypto';
import { readSecrets } from '../../src/secrets.js';

const problemsOf = (secret: unknown): string[] => {
  const problems: string[] = [];
  readSecrets(secret, 'secret', (problem) => problems.push(problem));
  return problems;
};
const published = Buffer.from('your-256-bit-secret-your-256-bit-secret');

describe('a secret of bytes is as weak as the same secret of text', () => {
  test.each<[string, unknown, string]>([
    ['an empty page of memory', Buffer.alloc(64), 'secret is too uniform to be random'],
    ['a KeyObject of one byte', createSecretKey(Buffer.alloc(32, 7)), 'secret is too uniform to be random'],
    ['a published example', published, 'secret is a published example, known to everybody'],
    ['a KeyObject of it', createSecretKey(published), 'secret is a published example, known to everybody'],
  ])('%s', (_name, secret, problem) => {
    expect(problemsOf(secret)).toEqual([problem]);
  });
});
