import { SSOError } from '../errors.js';

/** The most a DSS message may hold, in UTF-16 code units and in pieces (security.md section 3). */
export const MESSAGE_LIMITS = {
  query: 16_384,
  parameters: 256,
  dssurl: 512,
  cookies: 8_192,
  cookiePairs: 100,
  cookieName: 128,
  cookieValue: 4_096,
  workspace: 255,
  appName: 128,
  redirect: 2_048,
} as const;

/**
 * Refuses what is over its limit.
 *
 * @param thing - what was measured, as an operator knows it
 * @throws {@link SSOError} `message-too-large`
 */
export function checkSize(thing: string, size: number, limit: number): void {
  if (size <= limit) return;
  throw new SSOError(
    'message-too-large',
    `The DSS message is too large: ${thing}, at most ${limit}. Check what builds the URL of this app in DSS.`,
  );
}
