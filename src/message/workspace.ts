/** A workspace of DSS, as far as a call needs it: who it is, where its DSS is, and the user's DSS cookies. */
export interface Workspace {
  /** 1 to 2147483647. */
  readonly workspaceId: number;
  readonly workspaceName: string;
  /** Base URL of the DSS gateway, if it is known. */
  readonly dssUrl?: string;
  /** The user's DSS cookies, the ticket among them. Use a map that does not print its values. */
  readonly cookies: ReadonlyMap<string, string>;
}
