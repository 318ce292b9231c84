/** What users get without a request: messages, builders, stores, and the errors of wrong options. */
import { ssoPluginFilter, requireDSSLogin } from '../../src/adapters/express.js';
import { getWorkspace } from '../../src/gateway/get-workspace.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { parseDSSMsg } from '../../src/message/dss-msg.js';
import { redactUrl } from '../../src/message/redact-url.js';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { createCanaries, type Canaries } from './canaries.js';
import { messageQuery, PROXY_TICKET, TICKET } from './message.js';
import { createOutputs, type Outputs } from './outputs.js';

let canaries: Canaries;
let outputs: Outputs;
let ticket: string;
let proxyTicket: string;

beforeEach(() => {
  canaries = createCanaries();
  outputs = createOutputs();
  ticket = canaries.hatch('ticket');
  proxyTicket = canaries.hatch('proxy ticket');
});
afterEach(() => {
  expect(outputs.leaksOf(canaries)).toEqual([]);
});

/** Shows the error that this must throw. */
function showError(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    outputs.show('the error', error);
    outputs.add('its stack', (error as Error).stack ?? '');
    return;
  }
  throw new Error('no error was thrown');
}

function builder(): SSOUrlBuilder {
  return new SSOUrlBuilder()
    .setReqUrl('https://app.example.com/')
    .setDSSUrl('https://dss.example.com')
    .addCookie(TICKET, ticket)
    .addCookie(PROXY_TICKET, proxyTicket);
}

test('a builder prints nothing of what it holds, and its URL has it all', () => {
  for (const each of [builder(), builder().copy(), SSOUrlBuilder.fromWorkspace(workspace())])
    outputs.show('builder', each);
  expect(builder().getBuiltUrl()).toContain(encodeURIComponent(ticket));
});

function workspace(): ReturnType<typeof getWorkspace> {
  const cookie = `workspaceId=224; workspaceName=bdap; ${TICKET}=${ticket}; ${PROXY_TICKET}=${proxyTicket}`;
  return getWorkspace({ headers: { cookie } });
}

test('the errors of a builder do not repeat what it was given', () => {
  const url = `https://app.example.com/?${messageQuery({ dssUrl: 'https://dss', cookies: [[TICKET, ticket]] })}`;
  for (const act of [
    () => builder().addCookie('app', `${ticket};`),
    () => builder().addCookie('app', ` ${ticket}`),
    () => builder().addCookie(`${ticket};`, 'value'),
    () => builder().addCookie('app', ticket.repeat(100)),
    () => builder().addCookie('app', `${ticket}\ud800`),
    () => builder().setReqUrl(url),
    () => builder().setReqUrl(`${ticket}\n`),
    () => builder().setDSSUrl(url.repeat(9)),
    () => builder().redirectTo(url.repeat(20)),
    () => builder().setWorkspace(ticket.repeat(9)),
    () => builder().addQueryParameter('cookies', ticket),
    () => builder().addQueryParameter('q', ticket.repeat(400)).getBuiltUrl(),
    () => new SSOUrlBuilder().addCookie(TICKET, ticket).getBuiltUrl(),
  ]) {
    showError(act);
  }
});

test('a message and a workspace show the names of their cookies only', () => {
  const query = messageQuery({
    dssUrl: 'https://dss',
    cookies: [
      [TICKET, ticket],
      [PROXY_TICKET, proxyTicket],
    ],
  });
  const msg = parseDSSMsg(query);
  expect([msg?.cookies.get(TICKET), workspace().cookies.get(PROXY_TICKET)]).toEqual([ticket, proxyTicket]);
  outputs.show('message', msg);
  outputs.show('its cookies', msg?.cookies);
  outputs.show('workspace', workspace());
  outputs.add(
    'a template',
    `${(msg?.cookies ?? '') as string} ${JSON.stringify({ ...msg })} ${Object.entries(workspace()).join()}`,
  );
});

test('the errors of reading a message or a workspace do not repeat it', () => {
  const cookies = encodeURIComponent(ticket.replaceAll('=', ''));
  showError(() => parseDSSMsg(`dssurl=x&cookies=${cookies}`));
  showError(() => parseDSSMsg(`dssurl=x&cookies=${cookies}%zz`));
  showError(() => parseDSSMsg(`dssurl=x&cookies=a%3D${cookies.repeat(200)}`));
  showError(() => parseDSSMsg({ dssurl: 'x', cookies: { ticket } } as never));
  showError(() => getWorkspace({ headers: { cookie: `${TICKET}=${ticket}` } }));
  showError(() =>
    getWorkspace({ headers: { cookie: `${TICKET}=${ticket}; workspaceName=bdap; workspaceId=${ticket}` } }),
  );
});

test('a URL that was made fit for a log has no ticket, however deep its message is', () => {
  const query = messageQuery({ dssUrl: 'https://dss', cookies: [[TICKET, ticket]], redirect: `/?t=${ticket}` });
  let url = `https://app.example.com/page?a=1&${query}#end`;
  for (let depth = 0; depth < 5; depth += 1) {
    outputs.add(`at depth ${depth}`, redactUrl(url));
    url = `https://other.example/?next=${encodeURIComponent(url)}`;
  }
});

test('a store in memory shows nothing of what it keeps', () => {
  const store = memoryStore();
  store.set('confirmed:1', ticket, { ttl: 60_000 });
  store.set(`login:${proxyTicket}`, proxyTicket, { ttl: 60_000 });
  outputs.show('store', store);
});

const OPTIONS: readonly (keyof SSOPluginOptions)[] = [
  ...(['gateways', 'interceptor', 'appName', 'publicOrigin', 'redirectOrigins', 'portalOrigins', 'cleanUrl'] as const),
  ...(['onUserSwitch', 'ticketCookies', 'proxyTicketCookies', 'forwardCookies', 'verifyProxyUser'] as const),
  ...(['verifyWorkspace', 'cache', 'revalidateAfter', 'grace', 'maxLifetime', 'secret', 'remember', 'store'] as const),
  ...(['session', 'cookie', 'embedded', 'gateway', 'logger', 'onEvent', 'errorPage'] as const),
  'dangerouslyAllowAnyRequestContext',
];

/** A secret that stands where something else should. */
function misplaced(secret: string): unknown[] {
  const inside = {
    name: secret,
    url: secret,
    max: secret,
    timeout: secret,
    ttl: secret,
    agent: secret,
    sameSite: secret,
  };
  return [
    secret,
    [secret],
    Buffer.from(secret),
    { ...inside, connect: secret, aliases: [secret] },
    Symbol(secret),
    [[secret]],
  ];
}

describe('options-invalid does not repeat a secret', () => {
  const good = (secret: string): SSOPluginOptions => ({
    gateways: 'https://dss.example.com',
    interceptor: jwtCookieInterceptor({ secret }),
    secret,
  });

  test.each(OPTIONS)('that was given as %s', (option) => {
    const secret = canaries.hatch('secret');
    let errors = 0;
    for (const value of misplaced(secret)) {
      try {
        outputs.show('filter', new SSOPluginFilter({ ...good(secret), grace: -1, [option]: value }));
      } catch (error) {
        errors += 1;
        outputs.show('the error', error);
      }
    }
    expect(errors).toBe(misplaced(secret).length);
  });

  test('that is part of a gateway', () => {
    const secret = canaries.hatch('secret');
    const safe = encodeURIComponent(secret);
    for (const gateways of [
      `https://u:${safe}@dss.example.com`,
      `https://dss.example.com/?k=${safe}`,
      `https://dss.example.com/#${safe}`,
    ]) {
      showError(() => new SSOPluginFilter({ ...good(secret), gateways }));
      showError(() =>
        ssoPluginFilter({
          ...good(secret),
          gateways: [{ url: 'https://dss.example.com', connect: gateways }],
        } as never),
      );
    }
    showError(() => requireDSSLogin({ portalUrl: `ftp://u:${safe}@dss.example.com` }));
  });

  test('that is too weak', () => {
    // Short, and known by heart: what it is must not stand in the error all the same.
    const secret = canaries.adopt('secret', 'of-24-characters-no-more');
    for (const given of [secret, [secret, secret], [good(canaries.hatch('secret')).secret, secret]]) {
      showError(() => new SSOPluginFilter({ ...good(canaries.hatch('secret')), secret: given as never }));
      showError(() => jwtCookieInterceptor({ secret: given as never }));
    }
  });

  test.each(['secret', 'cookieName', 'maxAge', 'issuer', 'audience', 'claims', 'findOrCreateUser', 'bindToLogin'])(
    'that was given to jwtCookieInterceptor as %s',
    (option) => {
      const secret = canaries.hatch('secret');
      for (const value of misplaced(secret)) {
        showError(() => jwtCookieInterceptor({ secret, [option]: value, ...(option !== 'maxAge' && { maxAge: -1 }) }));
      }
      for (const value of misplaced(secret))
        showError(() => sessionInterceptor({ key: '', findOrCreateUser: value } as never));
      showError(() => memoryStore({ max: secret } as never));
    },
  );
});
