import { isCleanName, isWorkspaceId } from '../message/names.js';
import { isObject, own } from './envelope.js';

/** What DSS limits names to. */
const MAX_USER_NAME = 128;
const MAX_WORKSPACE_NAME = 255;

type Data = Readonly<Record<string, unknown>>;

/** A workspace, as the gateway lists it. */
export interface GatewayWorkspace {
  readonly id: number;
  readonly name: string;
}

/*
 * Readers of the `data` of answers: the value, or `undefined` where the gateway sent anything that is not exactly that. A name that
 * could not be shown or compared safely spoils the answer (security.md section 3).
 */

export function readUserName(data: Data): string | undefined {
  return readName(own(data, 'userName'), MAX_USER_NAME);
}

export function readProxyUser(data: Data): { userName: string; proxyUser: string } | undefined {
  const userName = readUserName(data);
  const proxyUser = readName(own(data, 'proxyUser'), MAX_USER_NAME);
  return userName === undefined || proxyUser === undefined ? undefined : { userName, proxyUser };
}

export function readProxyUserList(data: Data): string[] | undefined {
  return readList(own(data, 'proxyUserList'), readUser);
}

/**
 * A workspace whose name is not clean is left out, as if the user were not in it: users of DSS make workspaces and add others to them,
 * and must not lock anybody out that way.
 */
export function readWorkspaces(data: Data): GatewayWorkspace[] | undefined {
  const listed = readList(own(data, 'workspaces'), (entry) => {
    if (!isObject(entry)) return undefined;
    const id = own(entry, 'id');
    const name = own(entry, 'name');
    return typeof id === 'number' && isWorkspaceId(String(id)) && typeof name === 'string' ? { id, name } : undefined;
  });
  return listed?.filter(({ name }) => isCleanName(name, MAX_WORKSPACE_NAME));
}

/** The union of the lists by role, in the order in which names first occur. */
export function readWorkspaceUsers(data: Data): string[] | undefined {
  const users = own(data, 'users');
  if (!isObject(users)) return undefined;
  const roles = ['accessUsers', 'editUsers', 'releaseUsers', 'createUsers'].filter((role) =>
    Object.hasOwn(users, role),
  );
  const lists = readList(roles, (role) => readList(own(users, role as string), readUser));
  return lists === undefined || lists.length === 0 ? undefined : [...new Set(lists.flat())];
}

function readUser(value: unknown): string | undefined {
  return readName(value, MAX_USER_NAME);
}

function readName(value: unknown, max: number): string | undefined {
  return typeof value === 'string' && isCleanName(value, max) ? value : undefined;
}

function readList<T>(value: unknown, readEntry: (entry: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read: T[] = [];
  for (const entry of value as unknown[]) {
    const one = readEntry(entry);
    if (one === undefined) return undefined;
    read.push(one);
  }
  return read;
}
