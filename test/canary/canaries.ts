import { randomBytes } from 'node:crypto';

/** What a marked text stands for. Outputs say which kinds they may hold; almost all may hold none. */
export type CanaryKind =
  'ticket' | 'proxy ticket' | 'message cookie' | 'browser cookie' | 'our cookie' | 'jwt' | 'session id' | 'secret';

/** A text that must stay where it belongs. */
export interface Canary {
  readonly kind: CanaryKind;
  readonly text: string;
}

/** All canaries of a run. */
export interface Canaries {
  /** A new one, marked, of high entropy, with what escapes differently in each encoding. */
  hatch(kind: CanaryKind): string;
  /** A text that was made elsewhere (a ticket of the portal, a cookie of an answer). Texts too short to be told from chance are left out. */
  adopt(kind: CanaryKind, text: string): string;
  readonly all: readonly Canary[];
}

/** Shorter texts could be there by chance. */
const MIN_LENGTH = 16;

export function createCanaries(): Canaries {
  const known = new Map<string, Canary>();
  const adopt = (kind: CanaryKind, text: string): string => {
    if (text.length >= MIN_LENGTH && !known.has(text)) known.set(text, { kind, text });
    return text;
  };
  return {
    // A secret may hold anything; everything else has to fit into a cookie.
    hatch: (kind) =>
      adopt(kind, kind === 'secret' ? `cnry"${random()}\\${random()}'&<` : `cnry+${random()}/${random()}==`),
    adopt,
    get all() {
      return [...known.values()];
    },
  };
}

function random(): string {
  return randomBytes(15).toString('base64');
}
