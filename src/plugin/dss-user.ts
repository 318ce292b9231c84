/** A user DSS vouches for. Two fields, never packed into one name. */
export interface DSSUser {
  /** Who answers for what is done. */
  readonly userName: string;
  /** The user they act as, where they have switched to a proxy user. */
  readonly proxyUser?: string;
  /** Who acts: `proxyUser ?? userName`. */
  readonly effectiveUser: string;
}

/** A user's own name, and the one they act as. */
export type UserNames = Pick<DSSUser, 'userName' | 'proxyUser'>;

export function namesOf({ userName, proxyUser }: UserNames): UserNames {
  return { userName, ...(proxyUser !== undefined && { proxyUser }) };
}

/** A user as the app gets it; it cannot be changed by anybody who holds it. */
export function toDSSUser(userName: string, proxyUser?: string): DSSUser {
  return Object.freeze({
    userName,
    ...(proxyUser !== undefined && { proxyUser }),
    effectiveUser: proxyUser ?? userName,
  });
}
