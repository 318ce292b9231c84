import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const text = readFileSync(path.join(root, 'package-lock.json'), 'utf8');

describe('the lock file', () => {
  it('names no registry, so that everyone installs from their own', () => {
    expect(text).not.toContain('"resolved"');
  });

  it('is in step with package.json', () => {
    const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const lock = JSON.parse(text) as { packages: Record<string, object> };

    expect(manifest).toMatchObject(lock.packages[''] ?? {});
    expect(lock.packages['']).toHaveProperty('dependencies');
  });
});
