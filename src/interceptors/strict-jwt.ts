import type { KeyObject } from 'node:crypto';
import { hash, randomBytes } from 'node:crypto';
import type JsonWebToken from 'jsonwebtoken';
import type { JwtPayload, VerifyErrors } from 'jsonwebtoken';
import { now } from '../clock.js';
import { SSOError } from '../errors.js';
import { chain, type MaybePromise } from '../maybe-promise.js';
import { isCleanName } from '../message/names.js';
import { deriveKey } from '../secrets.js';
import { BoundedCache } from '../store/bounded-cache.js';

/** What one of our tokens says. Times in seconds. */
export interface StrictClaims {
  readonly sub: string;
  readonly pxy?: string;
  /** The remembered login it belongs to. */
  readonly sid?: string;
  readonly iat: number;
  readonly exp: number;
}

/** The token is ours and says this; whether its time is over is for the caller to judge. */
export interface VerifiedToken {
  readonly claims: StrictClaims;
  readonly isExpired: boolean;
}

interface VerifiedClaims {
  readonly claims: StrictClaims;
  /** Whom alone it is for. */
  readonly audience: string;
}

export interface StrictJwtSettings {
  /** The first signs, all verify. */
  readonly keys: readonly KeyObject[];
  readonly issuer: string;
  /** ms */
  readonly maxAge: number;
  /** Whether tokens name a login (`sid`): then all must, else none may. */
  readonly isBound: boolean;
}

const ALGORITHM = 'HS256';
const TYPE = 'dss-sso+jwt';
const HEADER_NAMES = ['alg', 'kid', 'typ'];
const CLAIM_NAMES = ['sub', 'pxy', 'sid', 'iat', 'exp', 'nbf', 'iss', 'aud', 'jti'];
const MAX_TOKEN = 3_072;
const TOLERANCE_S = 5;
const MAX_USER_NAME = 128;
const VERIFIED_TTL = 300_000;
const MAX_VERIFIED = 10_000;

/** Whether a further claim of the app's own may have this name. */
export function isFreeClaim(name: string): boolean {
  return !CLAIM_NAMES.includes(name) && name !== '__proto__';
}

/**
 * jsonwebtoken with the rules of RFC 8725 and security.md section 14: one algorithm, one type, a known key, every claim required and
 * typed. The only place that calls it. Tokens that verified are remembered by their hash, so that a request does not pay for a
 * signature twice.
 */
export class StrictJwt {
  readonly #settings: StrictJwtSettings;
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #verified = new BoundedCache<VerifiedClaims>({ max: MAX_VERIFIED });
  #library: MaybePromise<typeof JsonWebToken>;

  constructor(settings: StrictJwtSettings) {
    this.#settings = settings;
    this.#keys = new Map(settings.keys.map((key) => [keyId(key), key]));
    // Loaded here and not when the package is: most of what it costs to import would be this.
    this.#library = import('jsonwebtoken').then((module) => (this.#library = module.default));
    this.#library.catch(() => undefined);
  }

  /**
   * Signs a token.
   * @param expiresBy - ms since 1970, beyond which it must not live
   * @throws `interceptor-failed` (`SSOError`) naming the largest claim, if it would be longer than 3072 characters
   */
  sign(
    claims: Omit<StrictClaims, 'iat' | 'exp'>,
    further: Readonly<Record<string, unknown>>,
    audience: string,
    expiresBy: number,
  ): MaybePromise<string> {
    const iat = seconds(now());
    const exp = Math.min(iat + Math.floor(this.#settings.maxAge / 1000), seconds(expiresBy));
    const payload = {
      ...further,
      ...claims,
      iat,
      exp,
      iss: this.#settings.issuer,
      aud: audience,
      jti: randomBytes(16).toString('base64url'),
    };
    return chain(this.#library, ({ sign }) => {
      const [[kid, key] = never()] = this.#keys;
      const token = sign(payload, key, { algorithm: ALGORITHM, header: { alg: ALGORITHM, typ: TYPE, kid } });
      if (token.length <= MAX_TOKEN) return token;
      throw new SSOError(
        'interceptor-failed',
        `The JWT would be longer than ${MAX_TOKEN} characters. Its largest claim is ${largestOf(payload)}.`,
      );
    });
  }

  /** What a token says, or `undefined` for everything that is not exactly ours. */
  verify(token: string, audience: string): MaybePromise<VerifiedToken | undefined> {
    if (token.length > MAX_TOKEN) return undefined;
    const key = hash('sha256', token, 'hex');
    const known = this.#verified.get(key);
    if (known?.audience === audience) return toVerified(known.claims);
    return chain(this.#library, (library) => {
      const claims = this.#read(library, token, audience);
      if (claims === undefined) return undefined;
      this.#verified.set(key, { claims, audience }, VERIFIED_TTL);
      return toVerified(claims);
    });
  }

  #read({ verify }: typeof JsonWebToken, token: string, audience: string): StrictClaims | undefined {
    let claims: StrictClaims | undefined;
    const keys = this.#keys;
    verify(
      token,
      ({ kid }, found) => {
        const key = typeof kid === 'string' ? keys.get(kid) : undefined;
        // jsonwebtoken verifies nothing without a key; the error only has to be one.
        if (key === undefined) found(new Error('unknown key'));
        else found(null, key);
      },
      {
        algorithms: [ALGORITHM],
        issuer: this.#settings.issuer,
        audience,
        complete: true,
        ignoreExpiration: true,
        clockTimestamp: seconds(now()),
      },
      // Called before verify returns, because the key is there at once.
      (error: VerifyErrors | null, decoded) => {
        if (error === null && decoded !== undefined && isOurHeader(decoded.header)) {
          claims = this.#claimsOf(decoded.payload);
        }
      },
    );
    return claims;
  }

  #claimsOf(payload: string | JwtPayload): StrictClaims | undefined {
    if (typeof payload !== 'object' || Array.isArray(payload)) return undefined;
    const { sub, iat, exp, jti, aud, nbf } = payload;
    const { pxy, sid } = payload as Readonly<Record<string, unknown>>;
    const { maxAge, isBound } = this.#settings;
    const isTimely =
      isSeconds(iat) && isSeconds(exp) && iat <= seconds(now()) + TOLERANCE_S && exp - iat <= maxAge / 1000;
    if (!isTimely || exp < iat || nbf !== undefined) return undefined;
    if (!isUserName(sub) || (pxy !== undefined && !isUserName(pxy))) return undefined;
    if (typeof jti !== 'string' || jti === '' || typeof aud !== 'string') return undefined;
    if (isBound ? typeof sid !== 'string' || sid === '' : sid !== undefined) return undefined;
    return Object.freeze({ sub, ...(pxy !== undefined && { pxy }), ...(typeof sid === 'string' && { sid }), iat, exp });
  }
}

function toVerified(claims: StrictClaims): VerifiedToken {
  return { claims, isExpired: seconds(now()) > claims.exp + TOLERANCE_S };
}

function isOurHeader(header: object): boolean {
  const names = Object.keys(header);
  const { alg, typ } = header as { alg?: unknown; typ?: unknown };
  return (
    alg === ALGORITHM &&
    typ === TYPE &&
    names.length === HEADER_NAMES.length &&
    names.every((name) => HEADER_NAMES.includes(name))
  );
}

/** Names a key without telling anything of it. */
function keyId(key: KeyObject): string {
  return deriveKey(key, 'jwt key id').export().subarray(0, 8).toString('hex');
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isUserName(value: unknown): value is string {
  return typeof value === 'string' && isCleanName(value, MAX_USER_NAME);
}

function largestOf(payload: object): string {
  const sizes = Object.entries(payload).map(([name, value]) => ({ name, size: JSON.stringify(value ?? null).length }));
  return sizes.sort((a, b) => b.size - a.size)[0]?.name ?? '';
}

function never(): never {
  throw new TypeError('a JWT needs a key');
}
