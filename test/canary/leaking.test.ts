/** A suite that finds nothing has to show that it could: here something leaks, and must be found. */
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import type { Leak } from './outputs.js';
import { TICKET } from './message.js';
import { play } from './play.js';
import type { Sabotage } from './stage.js';
import { ORDINARY } from './ways.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

type Options = SSOPluginOptions<never>;
type Method = (...given: unknown[]) => unknown;

async function leaksWith(sabotage: Sabotage, only: string): Promise<readonly Leak[]> {
  const { leaks, problems } = await play(ORDINARY, { sabotage, only: [only] });
  expect(problems).toEqual([]);
  return leaks;
}

/** The interceptor with a look at each call of `isUserExistInSession`. */
function looking(options: Options, look: (req: unknown, ctx: InterceptorContext) => void): Options {
  const interceptor = options.interceptor as unknown as Record<string, Method>;
  const isUserExistInSession: Method = (req, ctx) => {
    look(req, ctx as InterceptorContext);
    return interceptor['isUserExistInSession']?.(req, ctx);
  };
  return { ...options, interceptor: { ...interceptor, isUserExistInSession } as never };
}

const ticketOf = (ctx: InterceptorContext): string => ctx.login?.cookies.get(TICKET) ?? '';
const BACK_END_CALL = 'a back-end call, and the same again';

describe('the check of the suite fails', () => {
  test.each<[string, (text: string) => string, string]>([
    ['as it is', (text) => text, 'raw'],
    ['percent-encoded', encodeURIComponent, 'percent'],
    ['in Base64, among other things', (text) => btoa(`{"t":"${text}"}`), 'Base64'],
    ['in hex', (text) => Buffer.from(text).toString('hex'), 'hex'],
    ['by 12 of its characters', (text) => text.slice(9, 21), 'raw'],
  ])('when an interceptor logs the ticket %s', async (_how, write, encoding) => {
    const leaks = await leaksWith(
      (options) => looking(options, (_req, ctx) => options.logger?.debug(`checking ${write(ticketOf(ctx))}`)),
      BACK_END_CALL,
    );
    expect(leaks).toContainEqual(expect.objectContaining({ place: 'log at debug', kind: 'ticket' }));
    expect(leaks.map((leak) => leak.encoding).join()).toContain(encoding);
  });

  test('when a logger is handed a cookie dump', async () => {
    const leaks = await leaksWith(
      (options) =>
        looking(options, (req) => {
          options.logger?.info(JSON.stringify((req as { headers: unknown }).headers));
        }),
      BACK_END_CALL,
    );
    const kinds = leaks.filter(({ place }) => place === 'log at info').map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['our cookie', 'jwt', 'browser cookie']));
  });

  test('when the app hangs the ticket on the request under a symbol', async () => {
    const leaks = await leaksWith(
      (options) =>
        looking(options, (req, ctx) => {
          (req as Record<symbol, unknown>)[Symbol('kept')] = new Map([[1, { deep: ticketOf(ctx) }]]);
        }),
      BACK_END_CALL,
    );
    expect(leaks.map(({ place }) => place)).toContain('strings reachable from the request');
  });

  test('when an interceptor sets the ticket as a cookie', async () => {
    const leaks = await leaksWith((options) => {
      const interceptor = options.interceptor as unknown as Record<string, Method>;
      const addUserToRequest: Method = (_user, _req, ctx) => [
        { name: 'dss_sso_user', value: Buffer.from(ticketOf(ctx as InterceptorContext)).toString('base64url') },
      ];
      return { ...options, interceptor: { ...interceptor, addUserToRequest } as never };
    }, 'a message with a redirect');
    expect(leaks.map(({ place }) => place)).toContain('Set-Cookie');
  });

  test('when an error page shows the secret', async () => {
    const leaks = await leaksWith(
      (options) => ({ ...options, errorPage: () => `<p>${JSON.stringify(options.secret)}</p>` }),
      'two tickets',
    );
    expect(leaks).toContainEqual(expect.objectContaining({ place: 'body', kind: 'secret' }));
  });
});
