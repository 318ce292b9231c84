import type { PortalWorkspace, SettledUser } from './portal-options.js';

/** Who there is, and who belongs where. User names are compared as DSS does it, in upper or lower case. */
export interface People {
  readonly users: readonly SettledUser[];
  user(userName: string): SettledUser | undefined;
  /** The user who signs in with this name and this password. */
  signIn(userName: string, password: string): SettledUser | undefined;
  /** The users this one may act as. DSS's list names the user as well. */
  proxyUsersOf(userName: string): string[];
  workspacesOf(userName: string): readonly Readonly<PortalWorkspace>[];
  workspaceById(id: string): Readonly<PortalWorkspace> | undefined;
  workspaceByName(name: string): Readonly<PortalWorkspace> | undefined;
}

export function createPeople(users: readonly SettledUser[], workspaces: readonly Readonly<PortalWorkspace>[]): People {
  const user = (userName: string) => users.find((candidate) => isSameName(candidate.userName, userName));
  return {
    users,
    user,
    signIn: (userName, password) => {
      const found = user(userName);
      return found?.password === password ? found : undefined;
    },
    proxyUsersOf: (userName) => [...new Set([...(user(userName)?.proxyUsers ?? []), userName])],
    workspacesOf: (userName) =>
      workspaces.filter((workspace) => workspace.users.some((name) => isSameName(name, userName))),
    workspaceById: (id) => workspaces.find((workspace) => String(workspace.id) === id),
    workspaceByName: (name) => workspaces.find((workspace) => workspace.name === name),
  };
}

/** DSS's log-in puts names in lower case, and its look-ups of members ignore case. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
