import { readGateways, TrustedGateways } from '../gateway/trusted-gateways.js';
import { DEFAULT_PROXY_TICKET_COOKIES, DEFAULT_TICKET_COOKIES } from '../message/cookie-names.js';
import { EXIT, usageError } from './cli-error.js';
import { createCommand } from './command.js';
import { explainMessage } from './explain-message.js';
import { explanationAsJson, printExplanation } from './print-explanation.js';
import { readStdin } from './terminal.js';

export const parseCommand = createCommand({
  name: 'parse',
  summary: 'Explain a URL with which DSS opens an app, and what the plug-in would refuse.',
  usage: '[options] <url|->',
  operand: '<url|->',
  options: {
    gateway: {
      value: '<url>',
      isRepeatable: true,
      help: 'A gateway your app trusts, as in its option gateways. Repeatable.',
    },
    'ticket-cookie': {
      value: '<name>',
      isRepeatable: true,
      help: 'Name of the ticket cookie, where DSS has changed it. Repeatable.',
    },
    json: { help: 'Print JSON, for programs.' },
  },
  notes: [
    'Nobody is asked: the message is read, not verified. Of cookies, tickets among them, only name and length are shown.',
    'The URL holds a ticket. Pass it through standard input (-), so that it stays out of the history of the shell and out of sight of ' +
      'other users of this machine.',
    'The exit code is 0 if the plug-in would go on to ask the gateway, and 1 if it would refuse the message or see none.',
  ],
  async act(given, terminal) {
    const gateways = given.texts('gateway').flatMap(readGateway);
    const ticketCookies = given.texts('ticket-cookie');
    const text = given.operand === '-' ? await readStdin(terminal, 'a URL') : given.operand.trim();
    const explanation = explainMessage(text, {
      names: {
        ticketCookies: ticketCookies.length > 0 ? ticketCookies : DEFAULT_TICKET_COOKIES,
        proxyTicketCookies: DEFAULT_PROXY_TICKET_COOKIES,
        forwardCookies: [],
      },
      gateways: gateways.length > 0 ? new TrustedGateways(gateways) : undefined,
    });
    terminal.stdout.write(given.isOn('json') ? explanationAsJson(explanation) : printExplanation(explanation));
    return explanation.isDSSRequest && explanation.refusals?.length === 0 ? EXIT.ok : EXIT.failed;
  },
});

function readGateway(url: string) {
  const { gateways, problems } = readGateways(url);
  if (problems.length > 0) throw usageError(`${problems.join('; ').replace(/^gateways /, '--gateway ')}.`);
  return gateways;
}
