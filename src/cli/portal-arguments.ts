import type { PortalApp, PortalOptions, PortalUser, PortalWorkspace } from '../portal/create-portal.js';
import { usageError } from './cli-error.js';
import { splitPair } from './pair.js';
import type { Arguments } from './read-arguments.js';

export const PORTAL_OPTIONS = {
  port: { value: '<port>', help: 'Where to listen on 127.0.0.1 (default 8088; 0: any that is free).' },
  app: { value: '<name=url>', isRepeatable: true, help: 'An app to open from the portal. Repeatable.' },
  user: {
    value: '<name[:password]>',
    isRepeatable: true,
    help: 'Somebody who can sign in (default alice, bob and admin). Repeatable. Without a password one is made and printed.',
  },
  workspace: {
    value: '<name[:id]>',
    isRepeatable: true,
    help: 'A workspace, with all users in it (default bdapWorkspace and 数据开发). Repeatable.',
  },
  'ticket-ttl': { value: '<seconds>', help: 'How long a ticket lives after its last use (default 7200).' },
  'dangerously-run-in-production': { help: 'Start although NODE_ENV is production.' },
} as const;

export type PortalArguments = Arguments<keyof typeof PORTAL_OPTIONS>;

/** Which options of `createPortal` come from which of ours. */
const LISTS: Readonly<Record<string, string>> = { apps: '--app', users: '--user', workspaces: '--workspace' };

/** @throws CliError if it is none */
export function readPort(given: PortalArguments): number {
  return readNumber('--port', given.text('port') ?? '8088', 0, 65_535);
}

/** The options of `createPortal` that the arguments ask for; what is in them is checked there. @throws CliError */
export function readPortalOptions(given: PortalArguments): PortalOptions {
  const users = given.texts('user').map(readUser);
  const workspaces = given.texts('workspace').map(readWorkspace);
  // Without --user the portal has these.
  const members = users.length > 0 ? users.map(({ userName }) => userName) : ['alice', 'bob', 'admin'];
  const ttl = given.text('ticket-ttl');
  return {
    apps: given.texts('app').map(readApp),
    ...(users.length > 0 && { users }),
    ...(workspaces.length > 0 && { workspaces: withIds(workspaces, members) }),
    ...(ttl !== undefined && { ticketTtl: readNumber('--ticket-ttl', ttl, 1, 2_592_000) * 1_000 }),
    dangerouslyRunInProduction: given.isOn('dangerously-run-in-production'),
  };
}

/** Says in terms of the command line what `createPortal` says of its options: `apps[0].url` is the first `--app`. */
export function inOptionsOfOurs(message: string): string {
  return message
    .replace(/^Portal: /, '')
    .replace(/\b(apps|users|workspaces)\[(\d+)\]\.?/g, (_, list: string, index: string) => {
      return `${LISTS[list] ?? list} no. ${Number(index) + 1}: `;
    })
    .replace(/\b(apps|users|workspaces) has/g, (_, list: string) => `${LISTS[list] ?? list} has`);
}

function readApp(text: string): PortalApp {
  const [name, url] = splitPair('--app', PORTAL_OPTIONS.app.value, text);
  return { name, url };
}

function readUser(text: string): PortalUser {
  const colon = text.indexOf(':');
  return colon < 0 ? { userName: text } : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
}

function readWorkspace(text: string): { readonly name: string; readonly id: number | undefined } {
  const [, name = text, id] = /^(.*):(\d+)$/s.exec(text) ?? [];
  return { name, id: id === undefined ? undefined : Number(id) };
}

/** Workspaces without an id get the first numbers that are free. */
function withIds(workspaces: readonly ReturnType<typeof readWorkspace>[], users: string[]): PortalWorkspace[] {
  const taken = new Set(workspaces.map(({ id }) => id));
  let next = 1;
  return workspaces.map(({ name, id }) => {
    if (id !== undefined) return { name, id, users };
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { name, id: next, users };
  });
}

function readNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw usageError(`${option} must be a whole number from ${min} to ${max}.`);
}
