import { SSOError } from '../errors.js';
import type { TicketQuestion } from '../gateway/ticket-question.js';
import type { Message } from '../message/read-message.js';
import { cleanUrl } from './clean-url.js';
import { isLoopbackHost, ownHost } from './own-host.js';
import { isPageLoad } from './page-load.js';
import { redirectTarget } from './redirect-target.js';
import { denyContext } from './request-context.js';
import type { SSOPluginSettings } from './sso-plugin-settings.js';
import type { Visit } from './visit.js';

/** A message that passed every check that needs no gateway. */
export interface CheckedMessage {
  readonly message: Message;
  readonly question: TicketQuestion;
  /** Where the browser goes after the login; `undefined`: the app goes on with this request. */
  readonly location: string | undefined;
}

/**
 * Checks what can be checked without asking anybody, in the order of security.md section 3: context, gateway, ticket, app, redirect.
 * @throws `context-denied`, `gateway-untrusted`, `ticket-missing`, `app-mismatch`, `redirect-denied`
 */
export function checkMessage<Req>(message: Message, visit: Visit<Req>): CheckedMessage {
  const { settings, exchange } = visit;
  const host = ownHost(settings.publicOrigin, exchange.host);
  checkContext(visit, host);
  const gateway = settings.gateways.match(message.dssUrl);
  if (gateway === undefined) throw untrusted(message.dssUrl);
  visit.subject = { gateway: gateway.url, ...(message.ticket !== undefined && { ticket: message.ticket.value }) };
  if (message.ticket === undefined) {
    throw new SSOError(
      'ticket-missing',
      `The message has no ticket: none of its cookies is named ${settings.ticketCookies.join(' or ')}. ` +
        'If DSS names its ticket cookie otherwise, list that name in `ticketCookies`.',
    );
  }
  if (message.appName !== undefined && settings.appName !== undefined && message.appName !== settings.appName) {
    throw new SSOError(
      'app-mismatch',
      `The message is addressed to another app than ${JSON.stringify(settings.appName)}.`,
    );
  }
  const { ticket, proxyTicket, forwarded } = message;
  return {
    message,
    question: { gateway, ticket, ...(proxyTicket !== undefined && { proxyTicket }), forwarded },
    location: locationAfter(message, visit, host),
  };
}

function checkContext<Req>({ settings, exchange, secure }: Visit<Req>, host: string | undefined): void {
  if (settings.embedded && !secure && !isLoopbackHost(host)) {
    throw new SSOError(
      'context-denied',
      'The option `embedded` needs https: browsers keep cookies of frames for TLS only.',
    );
  }
  if (settings.dangerouslyAllowAnyRequestContext) return;
  const denied = denyContext(exchange.method, exchange.headers, {
    trustedOrigins: trustedOrigins(settings),
    embedded: settings.embedded,
    ownHost: host,
  });
  if (denied !== undefined) throw new SSOError('context-denied', denied);
}

/** Origins of gateways and of DSS's pages. */
export function trustedOrigins<Req>(
  settings: Pick<SSOPluginSettings<Req>, 'gateways' | 'portalOrigins'>,
): ReadonlySet<string> {
  return new Set([...settings.gateways.all.map(({ origin }) => origin), ...settings.portalOrigins]);
}

function locationAfter<Req>(
  message: Message,
  { settings, exchange }: Visit<Req>,
  host: string | undefined,
): string | undefined {
  const { redirectUrl } = message;
  if (redirectUrl !== undefined) {
    const location = redirectTarget(redirectUrl, { ownHost: host, redirectOrigins: settings.redirectOrigins });
    if (location !== undefined) return location;
    throw new SSOError(
      'redirect-denied',
      `The message redirects to ${originForLog(redirectUrl)}, which is neither this app (${host ?? 'whose host is not known'}) ` +
        'nor in `redirectOrigins`. Behind a proxy, let the framework trust it or set `publicOrigin`.',
    );
  }
  return settings.cleanUrl && isPageLoad(exchange.method, exchange.headers) ? cleanUrl(exchange.target) : undefined;
}

function untrusted(dssUrl: string): SSOError {
  return new SSOError(
    'gateway-untrusted',
    `The message names the gateway ${originForLog(dssUrl)}, which is not in \`gateways\`. ` +
      'Add it there if it is the DSS this app belongs to.',
  );
}

/** The origin alone, so that an operator sees what to add; nothing else of a URL a stranger chose (security.md section 13). */
function originForLog(text: string): string {
  try {
    const { origin } = new URL(text);
    return origin === 'null' ? 'an address that has no origin' : JSON.stringify(origin.slice(0, 200));
  } catch {
    return 'an address that cannot be read';
  }
}
