import { randomBytes } from 'node:crypto';
import { SSOUrlBuilder } from '../message/sso-url-builder.js';
import { OptionsCheck, type RawOptions } from '../options.js';
import { checkFaults, type PortalFaults } from './faults.js';

/** Somebody who can sign in to the portal. */
export interface PortalUser {
  /** 1 to 128 characters. Signing in with it gives the name in lower case, as DSS's log-in does; `tickets.issue` keeps it as it is. */
  userName: string;
  /** @default a random one: see {@link Portal.users} */
  password?: string;
  /** Whom this user may switch to. @default [] */
  proxyUsers?: readonly string[];
}

/** A workspace and its members. */
export interface PortalWorkspace {
  /** A positive whole number up to 2147483647. */
  id: number;
  name: string;
  users: readonly string[];
}

/** An app that the portal opens. */
export interface PortalApp {
  /** The AppConn's name: it goes into the message as `appName`. */
  name: string;
  /** The page of the app that gets the message: an absolute http or https URL. */
  url: string;
  /** Where the app sends the browser after the login. @default none */
  redirect?: string;
}

/** What `createPortal` takes. Unknown keys are refused. */
export interface PortalOptions {
  /** @default alice, bob and admin; admin and alice may switch to hadoop */
  users?: readonly PortalUser[];
  /** @default two workspaces, `bdapWorkspace` (1) and `数据开发` (2), with all users in both */
  workspaces?: readonly PortalWorkspace[];
  /** What the portal's page offers to open. @default [] */
  apps?: readonly PortalApp[];
  /** How long a ticket lives after its last use, in milliseconds. @default 7_200_000 */
  ticketTtl?: number;
  /** How the gateway's REST interface misbehaves from the start. @default not at all */
  faults?: PortalFaults;
  /** Whether the portal may be made although `NODE_ENV` is `production`. @default false */
  dangerouslyRunInProduction?: boolean;
}

/** A user with everything filled in. */
export interface SettledUser {
  readonly userName: string;
  readonly password: string;
  /** Whether the password was made here: only then do the pages show it. */
  readonly hasDemoPassword: boolean;
  readonly proxyUsers: readonly string[];
}

/** The options, checked and complete. */
export interface PortalSettings {
  readonly users: readonly SettledUser[];
  readonly workspaces: readonly Readonly<PortalWorkspace>[];
  readonly apps: readonly Readonly<PortalApp>[];
  readonly ticketTtl: number;
  readonly faults: PortalFaults;
}

const KNOWN: Record<keyof PortalOptions, true> = {
  users: true,
  workspaces: true,
  apps: true,
  ticketTtl: true,
  faults: true,
  dangerouslyRunInProduction: true,
};
const KNOWN_USER: Record<keyof PortalUser, true> = { userName: true, password: true, proxyUsers: true };
const KNOWN_WORKSPACE: Record<keyof PortalWorkspace, true> = { id: true, name: true, users: true };
const KNOWN_APP: Record<keyof PortalApp, true> = { name: true, url: true, redirect: true };

const DEFAULT_USERS: readonly PortalUser[] = [
  { userName: 'alice', proxyUsers: ['hadoop'] },
  { userName: 'bob' },
  { userName: 'admin', proxyUsers: ['hadoop'] },
];
const TWO_HOURS = 7_200_000;
const MAX_ID = 2_147_483_647;
const NAME = 'a name without control characters, semicolons and outer spaces';
const UNFIT_FOR_A_NAME = /[;\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws SSOError `options-invalid`, naming every problem.
 */
export function checkPortalOptions(options: unknown): PortalSettings {
  const check = new OptionsCheck();
  const raw = check.object(options, '', KNOWN);
  const users = readUsers(check, raw['users']);
  const settings: PortalSettings = {
    users,
    workspaces: readWorkspaces(check, raw['workspaces'], users),
    apps: readApps(check, raw['apps']),
    ticketTtl: check.milliseconds(raw['ticketTtl'], 'ticketTtl', TWO_HOURS, 1),
    faults: checkFaults(check, raw['faults']),
  };
  if (!check.boolean(raw['dangerouslyRunInProduction'], 'dangerouslyRunInProduction', false) && isProduction()) {
    check.problem(
      'NODE_ENV is production, and whoever reaches the portal can be anybody: run it on a development machine only',
    );
  }
  check.throwIfAny('Portal');
  return settings;
}

function isProduction(): boolean {
  return process.env['NODE_ENV'] === 'production';
}

function readUsers(check: OptionsCheck, value: unknown = DEFAULT_USERS): SettledUser[] {
  const users = readList(check, value, 'users', KNOWN_USER, (raw, path): SettledUser => ({
    userName: readName(check, raw['userName'], `${path}.userName`, 128),
    password: readPassword(check, raw['password'], `${path}.password`),
    hasDemoPassword: raw['password'] === undefined,
    proxyUsers: check.texts(raw['proxyUsers'], `${path}.proxyUsers`, [], (text) => isName(text, 128), NAME),
  }));
  if (users.length === 0) check.problem('users must name somebody');
  refuseTwins(
    check,
    'users',
    users.map((user) => user.userName.toLowerCase()),
  );
  return users;
}

function readPassword(check: OptionsCheck, value: unknown, path: string): string {
  if (value === undefined) return randomBytes(9).toString('base64url');
  if (typeof value === 'string' && value !== '') return value;
  check.problem(`${path} must be text that is not empty`);
  return '';
}

function readWorkspaces(check: OptionsCheck, value: unknown, users: readonly SettledUser[]): PortalWorkspace[] {
  const names = users.map((user) => user.userName);
  if (value === undefined) {
    return [
      { id: 1, name: 'bdapWorkspace', users: names },
      { id: 2, name: '数据开发', users: names },
    ];
  }
  const workspaces = readList(check, value, 'workspaces', KNOWN_WORKSPACE, (raw, path): PortalWorkspace => {
    if (raw['id'] === undefined) check.problem(`${path}.id is missing`);
    return {
      id: check.integer(raw['id'], `${path}.id`, 1, 1, MAX_ID),
      name: readName(check, raw['name'], `${path}.name`, 255),
      users: check.texts(
        raw['users'],
        `${path}.users`,
        [],
        (text) => names.includes(text),
        `one of the users ${names.join(', ')}`,
      ),
    };
  });
  refuseTwins(
    check,
    'workspaces',
    workspaces.map((workspace) => String(workspace.id)),
  );
  refuseTwins(
    check,
    'workspaces',
    workspaces.map((workspace) => workspace.name),
  );
  return workspaces;
}

function readApps(check: OptionsCheck, value: unknown = []): PortalApp[] {
  const apps = readList(check, value, 'apps', KNOWN_APP, (raw, path): PortalApp => {
    const { url, redirect } = raw as { url: unknown; redirect: unknown };
    if (typeof url !== 'string' || !isHttpUrl(url)) check.problem(`${path}.url must be an absolute http or https URL`);
    else checkPart(check, `${path}.url`, () => new SSOUrlBuilder().setReqUrl(url));
    if (redirect !== undefined && typeof redirect !== 'string') check.problem(`${path}.redirect must be text`);
    else checkPart(check, `${path}.redirect`, () => new SSOUrlBuilder().redirectTo(redirect));
    return {
      name: readName(check, raw['name'], `${path}.name`, 128),
      url: String(url),
      ...(typeof redirect === 'string' && { redirect }),
    };
  });
  refuseTwins(
    check,
    'apps',
    apps.map((app) => app.name),
  );
  return apps;
}

/** What no SSO URL can have would only be found at the first click. */
function checkPart(check: OptionsCheck, path: string, put: () => unknown): void {
  try {
    put();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    check.problem(`${path} cannot be in an SSO URL: ${error.message.replace(/\.$/, '')}`);
  }
}

/** Whether a text is an absolute http or https URL. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function readList<T>(
  check: OptionsCheck,
  value: unknown,
  path: string,
  known: Readonly<Record<string, true>>,
  read: (raw: RawOptions, path: string) => T,
): T[] {
  if (!Array.isArray(value)) {
    check.problem(`${path} must be a list`);
    return [];
  }
  return value.map((entry: unknown, index) => {
    const at = `${path}[${index}]`;
    if (entry === undefined) check.problem(`${at} must be an object`);
    return read(check.object(entry, at, known), at);
  });
}

function readName(check: OptionsCheck, value: unknown, path: string, max: number): string {
  if (typeof value === 'string' && isName(value, max)) return value;
  check.problem(`${path} must be ${NAME}, of 1 to ${max} characters`);
  return '';
}

function isName(text: string, max: number): boolean {
  return text !== '' && text.length <= max && text.trim() === text && !UNFIT_FOR_A_NAME.test(text);
}

function refuseTwins(check: OptionsCheck, path: string, names: readonly string[]): void {
  const twins = new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index));
  for (const twin of twins) check.problem(`${path} has ${JSON.stringify(twin)} twice`);
}
