import { isSSOError, type SSOError } from '../errors.js';
import type { Message } from '../message/read-message.js';
import type { ExplainSettings, Explanation } from './explanation.js';

type Judgement = Pick<Explanation, 'gateway' | 'refusals' | 'notes'>;

/**
 * What the plug-in says of a message before it asks the gateway, in its order: message, gateway, ticket (security.md section 3). What
 * depends on the app (its host, its name, where the request comes from) is left out.
 *
 * @param message - the message as the plug-in reads it, or why it does not
 */
export function judgeMessage(message: Message | SSOError, settings: ExplainSettings): Judgement {
  if (isSSOError(message)) return { refusals: [{ code: message.code, message: message.message }], notes: [] };
  const gateway = judgeGateway(message.dssUrl, settings);
  return {
    ...(gateway !== undefined && { gateway }),
    refusals: [
      ...(gateway?.isTrusted === false ? [UNTRUSTED] : []),
      ...(message.ticket === undefined ? [TICKETLESS] : []),
    ],
    notes: notesOn(message),
  };
}

const UNTRUSTED = {
  code: 'gateway-untrusted',
  message:
    'The dssurl matches no --gateway. Its spelling counts: scheme, host, port and base path must be those of the list.',
} as const;
const TICKETLESS = {
  code: 'ticket-missing',
  message: 'None of the cookies of the message is a ticket. --ticket-cookie names another cookie for it.',
} as const;

function judgeGateway(dssUrl: string, { gateways }: ExplainSettings): Explanation['gateway'] {
  if (gateways === undefined) return undefined;
  const entry = gateways.match(dssUrl);
  return entry === undefined ? { isTrusted: false } : { isTrusted: true, entry: entry.url };
}

function notesOn({ cookies, redirectUrl, workspaceIdDropped }: Message): string[] {
  return [
    ...(cookies.size === 0
      ? ['The message has no DSS cookies. If the URL came through a shell: it needs quotes, for "&" ends a command.']
      : []),
    ...(workspaceIdDropped === true
      ? ['The cookie workspaceId is not a whole number from 1 to 2147483647: the plug-in drops it.']
      : []),
    ...(redirectUrl === undefined
      ? []
      : ['The app decides about the redirect: its own host and its redirectOrigins are allowed.']),
  ];
}
