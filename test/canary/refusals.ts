import type { SSOErrorCode } from '../../src/errors.js';
import type { TestBrowser } from '../support/client.js';
import { rejection } from './interceptors.js';
import { PROXY_TICKET, TICKET, type MessageParts } from './message.js';
import { ODD_ANSWERS } from './odd-answers.js';
import type { FailingPart, Saboteur } from './saboteur.js';
import type { Gateways } from './gateways.js';
import type { AppName, Stage } from './stage.js';
import type { Way } from './ways.js';

/** A request that is refused, and what has to be so before it comes. */
export interface Refusal {
  readonly code: SSOErrorCode;
  readonly what: string;
  /** @default main */
  readonly app?: AppName;
  /** Whose ticket it is: the portal's, or one nobody knows. @default one nobody knows */
  readonly ticket?: 'of alice' | 'of bob';
  /** @default both */
  readonly who?: 'anonymous' | 'logged in';
  readonly headers?: Readonly<Record<string, string>>;
  readonly isFor?: (way: Way) => boolean;
  /** Before it comes, at the gateway. */
  readonly tell?: (gateways: Gateways, ticket: string) => void;
  /** Before it comes, in the app. */
  readonly sabotage?: (saboteur: Saboteur, ticket: string, browser: TestBrowser) => void;
  readonly target: (props: Props, ticket: string) => string;
}

/** What messages are made of. */
export type Props = Pick<Stage, 'canaries' | 'gateways' | 'message'>;

/** A message that is good but for these parts. */
export const enter =
  (parts: (ticket: string, props: Props) => Partial<MessageParts> = () => ({})): Refusal['target'] =>
  (props, ticket) =>
    `/in?${props.message(ticket, parts(ticket, props))}`;

/** A message whose parameter `cookies` is this raw text. */
const raw =
  (cookies: (ticket: string) => string): Refusal['target'] =>
  (props, ticket) =>
    `/in?dssurl=${encodeURIComponent(props.gateways.portal.url)}&cookies=${cookies(ticket)}`;

const encoded = encodeURIComponent;

/** Refused before anybody is asked. */
export const MESSAGE_REFUSALS: readonly Refusal[] = [
  { code: 'message-malformed', what: 'a ticket without a name', target: raw((t) => t.replaceAll(/[+=]/g, '')) },
  { code: 'message-malformed', what: 'a broken escape', target: raw((t) => `${TICKET}%3D${encoded(t)}%zz`) },
  { code: 'message-malformed', what: 'bad UTF-8', target: raw((t) => `${TICKET}%3D${encoded(t)}%ff%fe`) },
  {
    code: 'message-malformed',
    what: 'a ticket with a space',
    target: raw((t) => `${TICKET}%3D${encoded(t)}+${encoded(t)}`),
  },
  { code: 'message-malformed', what: 'a line break', target: raw((t) => `${TICKET}%3D${encoded(t)}%0d%0a`) },
  {
    code: 'message-malformed',
    what: 'two tickets',
    target: enter((t) => ({
      cookies: [
        [TICKET, t],
        [TICKET, `${t}2`],
      ],
    })),
  },
  {
    code: 'message-malformed',
    what: 'an empty proxy ticket',
    target: enter((t) => ({
      cookies: [
        [TICKET, t],
        [PROXY_TICKET, ''],
      ],
    })),
  },
  {
    code: 'message-malformed',
    what: 'two parameters',
    target: (props, t) => `/in?${props.message(t)}&cookies=${encoded(t)}%3D1`,
  },
  {
    code: 'message-malformed',
    what: 'a workspace of control characters',
    target: enter((t) => ({ workspace: `${t}\u0000` })),
  },
  {
    code: 'message-malformed',
    what: 'a gateway beyond ASCII',
    target: enter((t) => ({ dssUrl: `https://dss.example/${t}é` })),
  },
  { code: 'message-too-large', what: 'a long ticket', target: enter((t) => ({ cookies: [[TICKET, t.repeat(90)]] })) },
  {
    code: 'message-too-large',
    what: 'many parameters',
    target: (props, t) => `/in?${props.message(t)}&${'a&'.repeat(256)}`,
  },
  {
    code: 'message-too-large',
    what: 'a long gateway',
    target: enter((t) => ({ dssUrl: `https://dss.example/${t.repeat(12)}` })),
  },
  { code: 'ticket-missing', what: 'a ticket under another name', target: enter((t) => ({ cookies: [['ticket', t]] })) },
  {
    code: 'gateway-untrusted',
    what: 'another gateway',
    target: enter((t) => ({ dssUrl: `https://u:${encoded(t)}@evil.example/${encoded(t)}` })),
  },
  {
    code: 'gateway-untrusted',
    what: 'a gateway that cannot be read',
    target: enter((t) => ({ dssUrl: `https://:/${t}` })),
  },
  {
    code: 'redirect-denied',
    what: 'a redirect elsewhere',
    target: enter((t) => ({ redirect: `https://evil.example/${t}?t=${t}#${t}` })),
  },
  { code: 'redirect-denied', what: 'a redirect of no kind', target: enter((t) => ({ redirect: `javascript:${t}` })) },
  {
    code: 'redirect-denied',
    what: 'a redirect to a message',
    target: enter((t, props) => ({ redirect: `/?${props.message(t)}` })),
  },
  { code: 'context-denied', what: 'a prefetch', headers: { 'sec-purpose': 'prefetch' }, target: enter() },
  {
    code: 'context-denied',
    what: 'an image',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    target: enter(),
  },
  { code: 'app-mismatch', what: 'another app', app: 'strict', target: enter((t) => ({ appName: `not-${t}` })) },
  { code: 'login-required', what: 'a route for users', who: 'anonymous', target: () => '/private' },
];

/** Refused by what the gateway says, or does not say. */
export const GATEWAY_REFUSALS: readonly Refusal[] = [
  { code: 'ticket-rejected', what: 'a ticket nobody knows', target: enter() },
  {
    code: 'proxy-user-denied',
    what: 'a proxy user of others',
    ticket: 'of alice',
    target: enter((t, { gateways }) => ({
      cookies: [
        [TICKET, t],
        [PROXY_TICKET, gateways.proxyTicketOf('alice', 'root')],
      ],
    })),
  },
  {
    code: 'proxy-user-denied',
    what: 'a proxy ticket nobody knows',
    ticket: 'of alice',
    target: enter((t, { canaries }) => ({
      cookies: [
        [TICKET, t],
        [PROXY_TICKET, canaries.hatch('proxy ticket')],
      ],
    })),
  },
  {
    code: 'workspace-denied',
    what: 'a workspace of others',
    app: 'strict',
    ticket: 'of bob',
    target: enter(() => ({ workspace: 'dev' })),
  },
  {
    code: 'user-switch-denied',
    what: 'another user',
    app: 'strict',
    ticket: 'of bob',
    who: 'logged in',
    target: enter((t) => ({
      cookies: [
        [TICKET, t],
        ['workspaceId', '224'],
      ],
    })),
  },
  {
    code: 'gateway-unreachable',
    what: 'a gateway that is not there',
    target: enter((_t, { gateways }) => ({ dssUrl: gateways.deadUrl })),
  },
  {
    code: 'gateway-timeout',
    what: 'a gateway that hangs',
    app: 'hurried',
    who: 'anonymous',
    tell: (gateways, ticket) => gateways.odd.answer(ticket, { 'user/userInfo': { kind: 'hang' } }),
    target: enter((_t, { gateways }) => ({ dssUrl: gateways.odd.url })),
  },
  ...ODD_ANSWERS.map(([what, code, answer]): Refusal => ({
    code,
    what,
    tell: (gateways, ticket) => gateways.odd.answer(ticket, { 'user/userInfo': answer(ticket) }),
    target: enter((_t, { gateways }) => ({ dssUrl: gateways.odd.url })),
  })),
];

/** Everything a program could put into its error, or throw instead of one. */
const THROWN: readonly (readonly [string, ((secrets: readonly string[]) => unknown) | undefined])[] = [
  ['an error that holds all', undefined],
  ['a text', (secrets) => secrets.join()],
  ['an object', (secrets) => ({ message: secrets.join(), secrets })],
  [
    'several errors',
    (secrets) =>
      new AggregateError(
        secrets.map((text) => new Error(text)),
        secrets.join(),
      ),
  ],
  ['a TypeError', (secrets) => new TypeError(secrets.join())],
];

/** A part of the app fails on a good message, with all that the browser sent in its error. */
export function failure(
  part: FailingPart,
  [what, makeError]: (typeof THROWN)[number],
  more: Partial<Refusal> = {},
): Refusal {
  return {
    code: 'interceptor-failed',
    what: `${part} throws ${what}`,
    ticket: 'of alice',
    sabotage: (saboteur, ticket, browser) => saboteur.fail([part], [ticket, ...browser.jar.values()], makeError),
    target: enter(),
    ...more,
  };
}

const [LOADED] = THROWN as [(typeof THROWN)[number]];

const BAD_COOKIES: readonly (readonly [string, (ticket: string) => object])[] = [
  ['of a value that is no text', (t) => ({ name: 'app', value: [t] })],
  ['that is too long', (t) => ({ name: 'app', value: t.repeat(100) })],
  ['of an odd path', (t) => ({ name: 'app', value: t, path: '/;' })],
  ['of an odd domain', (t) => ({ name: 'app', value: t, domain: `${t}/` })],
  ['of an odd name', (t) => ({ name: `${t} =`, value: t })],
];

const APP_REFUSALS: readonly Refusal[] = [
  ...THROWN.map((thrown) => failure('addUser', thrown)),
  failure('isUserExistInSession', LOADED, { who: 'anonymous' }),
  failure('provision', LOADED),
  failure('removeUser', LOADED, { who: 'logged in', ticket: 'of bob' }),
  failure('renewUser', LOADED, { who: 'logged in', target: () => '/' }),
  failure('provision', ['that the app has no such user', rejection], { code: 'provision-failed' }),
  ...BAD_COOKIES.map(([what, cookie]): Refusal => ({
    code: 'interceptor-failed',
    what: `a cookie ${what}`,
    ticket: 'of alice',
    sabotage: (saboteur, ticket) => (saboteur.cookies = [cookie(ticket)]),
    target: enter(),
  })),
  {
    code: 'session-unavailable',
    what: 'no session',
    app: 'sessionless',
    who: 'anonymous',
    ticket: 'of alice',
    target: enter(),
  },
  failure('session', LOADED, { code: 'session-unavailable', isFor: (way) => way.sessions !== undefined }),
  {
    code: 'session-unavailable',
    what: 'a login too long for a cookie',
    ticket: 'of alice',
    isFor: (way) => way.remember === 'cookie',
    target: enter((t, { canaries }) => ({
      cookies: [
        [TICKET, t],
        ['forwarded', canaries.hatch('message cookie').repeat(80)],
      ],
    })),
  },
  failure('store', LOADED, { code: 'store-unavailable', app: 'storeless', who: 'anonymous' }),
];

/** One of a kind, save `gateway-busy` (which needs two requests at once) and `options-invalid` (which needs none). */
export const REFUSALS: readonly Refusal[] = [...MESSAGE_REFUSALS, ...GATEWAY_REFUSALS, ...APP_REFUSALS];
