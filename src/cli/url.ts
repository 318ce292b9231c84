import { readGatewayAddress } from '../gateway/gateway-address.js';
import {
  DEFAULT_PROXY_TICKET_COOKIES,
  DEFAULT_TICKET_COOKIES,
  WORKSPACE_ID,
  WORKSPACE_NAME,
} from '../message/cookie-names.js';
import { MESSAGE_LIMITS } from '../message/message-limits.js';
import { isCookieOctets, isWorkspaceId } from '../message/names.js';
import { SSOUrlBuilder } from '../message/sso-url-builder.js';
import { isHttpUrl } from '../portal/portal-options.js';
import { EXIT, usageError } from './cli-error.js';
import { createCommand } from './command.js';
import { splitPair } from './pair.js';
import type { Arguments } from './read-arguments.js';
import { readStdin, type Terminal } from './terminal.js';

const [TICKET_COOKIE = ''] = DEFAULT_TICKET_COOKIES;
const [PROXY_TICKET_COOKIE = ''] = DEFAULT_PROXY_TICKET_COOKIES;

const OPTIONS = {
  'app-url': { value: '<url>', help: 'The page of the app that gets the message. Required.' },
  'dss-url': { value: '<url>', help: 'Base URL of the DSS gateway. Required.' },
  'ticket-stdin': { help: 'Read the ticket from standard input: the best way to give it.' },
  ticket: { value: '<ticket>', help: 'The ticket itself. Other users of this machine can see it.' },
  'ticket-cookie': { value: '<name>', help: `Name of the ticket cookie (default ${TICKET_COOKIE}).` },
  'proxy-ticket': { value: '<ticket>', help: 'A proxy ticket. Other users of this machine can see it.' },
  workspace: { value: '<name>', help: 'Name of the workspace.' },
  'workspace-id': { value: '<id>', help: 'Id of the workspace.' },
  app: { value: '<name>', help: 'Name of the app in DSS (appName).' },
  redirect: { value: '<url>', help: 'Where the app sends the browser after the login.' },
  query: { value: '<name=value>', isRepeatable: true, help: 'A further parameter for the app. Repeatable.' },
} as const;

type Given = Arguments<keyof typeof OPTIONS>;

export const urlCommand = createCommand({
  name: 'url',
  summary: 'Print the URL with which DSS would open an app.',
  usage: '--app-url <url> --dss-url <url> [options]',
  options: OPTIONS,
  notes: [
    'Every user of a machine can see the command lines of its processes, and a shell keeps them in its history. So pass the ticket ' +
      'through --ticket-stdin, or through the environment variable DSS_SSO_TICKET, and a proxy ticket through DSS_SSO_PROXY_TICKET. ' +
      'An option wins over its variable.',
    'The URL holds the ticket: whoever has it is logged in as that user.',
  ],
  async act(given, terminal) {
    const builder = new SSOUrlBuilder();
    addApp(builder, given);
    const ticket = await ticketOf(given, terminal);
    if (ticket === '') throw usageError('the ticket is missing: use --ticket-stdin, or set DSS_SSO_TICKET.');
    checkTicket('the ticket', ticket);
    blame('--ticket-cookie', () => builder.addCookie(given.text('ticket-cookie') ?? TICKET_COOKIE, ticket));
    const proxyTicket = given.text('proxy-ticket') ?? terminal.env['DSS_SSO_PROXY_TICKET'] ?? '';
    if (proxyTicket !== '') {
      checkTicket('the proxy ticket', proxyTicket);
      blame('--proxy-ticket', () => builder.addCookie(PROXY_TICKET_COOKIE, proxyTicket));
    }
    addWorkspace(builder, given);
    terminal.stdout.write(`${blame('--query', () => builder.getBuiltUrl())}\n`);
    return EXIT.ok;
  },
});

function addApp(builder: SSOUrlBuilder, given: Given): void {
  const appUrl = required(given, 'app-url');
  if (!isHttpUrl(appUrl)) throw usageError('--app-url must be an absolute http or https URL.');
  blame('--app-url', () => builder.setReqUrl(appUrl));
  const dssUrl = required(given, 'dss-url');
  const address = readGatewayAddress(dssUrl);
  if (typeof address === 'string') throw usageError(`--dss-url ${address}.`);
  blame('--dss-url', () => builder.setDSSUrl(dssUrl));
  blame('--app', () => builder.setAppName(given.text('app')));
  blame('--redirect', () => builder.redirectTo(given.text('redirect')));
  for (const pair of given.texts('query')) {
    const [name, value] = splitPair('--query', OPTIONS.query.value, pair);
    blame('--query', () => builder.addQueryParameter(name, value));
  }
}

/** DSS says the name twice, as a parameter and as a cookie, and the id in a cookie only. */
function addWorkspace(builder: SSOUrlBuilder, given: Given): void {
  const id = given.text('workspace-id');
  if (id !== undefined) {
    if (!isWorkspaceId(id)) throw usageError('--workspace-id must be a whole number from 1 to 2147483647.');
    builder.addCookie(WORKSPACE_ID, id);
  }
  const name = given.text('workspace');
  if (name !== undefined) blame('--workspace', () => builder.setWorkspace(name).addCookie(WORKSPACE_NAME, name));
}

async function ticketOf(given: Given, terminal: Terminal): Promise<string> {
  const ticket = given.text('ticket');
  if (!given.isOn('ticket-stdin')) return ticket ?? terminal.env['DSS_SSO_TICKET'] ?? '';
  if (ticket !== undefined) throw usageError('--ticket and --ticket-stdin exclude each other.');
  return readStdin(terminal, 'the ticket');
}

function checkTicket(thing: string, ticket: string): void {
  if (ticket.length > MESSAGE_LIMITS.cookieValue)
    throw usageError(`${thing} has more than ${MESSAGE_LIMITS.cookieValue} characters.`);
  if (isCookieOctets(ticket)) return;
  throw usageError(`${thing} has a character that no cookie can have, such as a space, a quote or a semicolon.`);
}

function required(given: Given, name: 'app-url' | 'dss-url'): string {
  const text = given.text(name);
  if (text === undefined) throw usageError(`--${name} is missing.`);
  return text;
}

/** What the builder does not take is the fault of the option it came from. Its messages never repeat a value. */
function blame<T>(option: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof TypeError) throw usageError(`${option}: ${error.message}`);
    throw error;
  }
}
