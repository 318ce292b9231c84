import { isSSOError } from '../errors.js';
import { createPortal, type Portal, type PortalOptions } from '../portal/create-portal.js';
import { EXIT, failure, usageError } from './cli-error.js';
import { createCommand } from './command.js';
import { inOptionsOfOurs, PORTAL_OPTIONS, readPort, readPortalOptions } from './portal-arguments.js';

export const portalCommand = createCommand({
  name: 'portal',
  summary: 'Start a portal that plays DSS, for development.',
  usage: '[options]',
  options: PORTAL_OPTIONS,
  notes: [
    'The portal is for development: it listens on 127.0.0.1 only, and everybody on this machine can be anybody. Ctrl-C or SIGTERM ends it.',
    'With --user nobody has a proxy user. Of the default users, alice and admin may switch to hadoop.',
  ],
  async act(given, terminal) {
    if (terminal.env['NODE_ENV'] === 'production' && !given.isOn('dangerously-run-in-production')) {
      throw failure(
        'NODE_ENV is production, and whoever reaches the portal can be anybody. Run it on a development machine, or, if you ' +
          'must, with --dangerously-run-in-production.',
      );
    }
    const port = readPort(given);
    const options = readPortalOptions(given);
    const portal = makePortal(options);
    await listen(portal, port);
    const stopped = terminal.untilStopped();
    terminal.stdout.write(instructions(portal, options));
    await stopped;
    await portal.close();
    return EXIT.ok;
  },
});

function makePortal(options: PortalOptions): Portal {
  try {
    return createPortal(options);
  } catch (error) {
    if (isSSOError(error)) throw usageError(inOptionsOfOurs(error.message));
    throw error;
  }
}

async function listen(portal: Portal, port: number): Promise<void> {
  try {
    await portal.listen(port);
  } catch (error) {
    if (!isSSOError(error)) throw error;
    const why = error.cause?.code === 'EADDRINUSE' ? 'it is taken' : 'the system refuses it';
    throw failure(`cannot listen on port ${port} of 127.0.0.1: ${why}. Choose another with --port, or 0 for any.`);
  }
}

function instructions(portal: Portal, { apps = [], users = [] }: PortalOptions): string {
  const chosen = new Set(users.filter(({ password }) => password !== undefined).map(({ userName }) => userName));
  const people = portal.users.map(({ userName, password }) => {
    return `     ${userName.padEnd(8)} ${chosen.has(userName) ? 'the password you gave' : `password ${password}`}`;
  });
  const open =
    apps.length === 0
      ? '2. There is no app to open yet: start again with --app name=http://127.0.0.1:3000/'
      : `2. Choose a workspace and open an app:\n${apps.map(({ name, url }) => `     ${name}   ${url}`).join('\n')}`;
  return `Portal: ${portal.url}/     (for development only)

1. Open ${portal.url}/ and sign in as one of
${people.join('\n')}
${open}
   An app trusts this portal with the option gateways: ['${portal.url}'].

Ctrl-C stops it.
`;
}
