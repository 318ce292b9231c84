import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import type { GatewayClient } from '../../src/gateway/gateway-client.js';
import type { TicketQuestion } from '../../src/gateway/ticket-question.js';
import {
  VerifiedTickets,
  type VerifiedTicketsSettings,
  type VerifiedUser,
} from '../../src/gateway/verified-tickets.js';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { cookieOf, lab, PROXY_TICKET, question, rejectionOf, reply, startGateway, TICKET } from './double.js';

let skew = 0;
jest.mock('../../src/clock.js', () => {
  const { now } = jest.requireActual<{ now: () => number }>('../../src/clock.js');
  return { now: () => now() + skew };
});

const servers: TestServer[] = [];
const clients: GatewayClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

function tickets(settings: Partial<VerifiedTicketsSettings> = {}): VerifiedTickets {
  const { client } = lab();
  clients.push(client);
  const defaults = { timeout: 5_000, verifyProxyUser: true, ttl: 60_000, negativeTtl: 5_000, max: 10_000 };
  return new VerifiedTickets({ client, ...defaults, ...settings });
}

/** A cached rejection is thrown at once, all else comes through the promise. */
async function outcomeOf(ask: () => VerifiedUser | Promise<VerifiedUser>): Promise<string> {
  let user: VerifiedUser | undefined;
  const code = await rejectionOf(
    (async () => {
      user = await ask();
    })(),
  );
  return user === undefined ? code : `${user.userName}/${user.proxyUser ?? '-'}`;
}

/** A gateway whose answers wait until they are let go. */
async function startSlowGateway(
  nameOf: (ticket: string) => string | undefined,
): Promise<TestServer & { letGo(): void }> {
  const waiting: (() => void)[] = [];
  const server = await serve(
    startHttp((request, response) => {
      const name = nameOf(cookieOf(request, TICKET) ?? '');
      waiting.push(() => {
        if (name === undefined) reply(response, 401, -1, {});
        else reply(response, 200, 0, { userName: name });
      });
    }),
  );
  const letGo = (): void => {
    for (const answer of waiting.splice(0)) answer();
  };
  return Object.assign(server, { letGo });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe('a verified ticket', () => {
  it('is asked for once, then known at once until its time is over', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets();
    const asked = question(gateway.url, 'ticket-of-alice');

    const first = await verified.verify(asked);
    expect(verified.verify(asked)).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(verified.stats()).toEqual({ size: 1, hits: 1, misses: 1 });
    skew += 60_000;
    expect(verified.verify(asked)).toBeInstanceOf(Promise);
    await verified.verify(asked);

    expect(gateway.requests).toHaveLength(2);
  });

  it('counts what it answers by itself, and forgets one without a store as well', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets();
    const [alive, dead] = [question(gateway.url, 'ticket-of-alice'), question(gateway.url, 'dead')];
    await verified.verify(alive);
    await expect(verified.verify(dead)).rejects.toMatchObject({ code: 'ticket-rejected' });
    for (let round = 0; round < 2; round += 1) {
      await verified.verify(alive);
      expect(() => verified.verify(dead)).toThrow(expect.objectContaining({ code: 'ticket-rejected' }));
    }
    expect(verified.stats()).toEqual({ size: 1, hits: 4, misses: 2 });
    verified.forget(alive);
    expect(verified.stats().size).toBe(0);
  });

  it('is asked for once by a thousand at the same time', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets();

    const users = await Promise.all(
      Array.from({ length: 1_000 }, async () => verified.verify(question(gateway.url, 'ticket-of-alice'))),
    );

    expect(new Set(users.map(({ userName }) => userName))).toEqual(new Set(['alice']));
    expect(gateway.requests).toEqual(['GET /api/rest_j/v1/user/userInfo']);
  });

  it('belongs to its own user, with 200 of them in any order', async () => {
    const gateway = await serve(
      startHttp((request, response) => {
        const user = (cookieOf(request, TICKET) ?? '').replace('ticket-of-', '');
        setTimeout(() => reply(response, 200, 0, { userName: user }), Number(user.slice(4)) % 7);
      }),
    );
    const verified = tickets();
    const names = Array.from({ length: 200 }, (_, n) => `user${(n * 37) % 200}`);

    for (let round = 0; round < 2; round += 1) {
      const users = await Promise.all(
        names.map(async (name) => verified.verify(question(gateway.url, `ticket-of-${name}`))),
      );
      expect(users.map(({ userName }) => userName)).toEqual(names);
    }
    expect(gateway.requests).toHaveLength(200);
  });

  it('has the time at which the question was sent', async () => {
    const gateway = await startSlowGateway(() => 'alice');
    const verified = tickets();
    const asked = verified.verify(question(gateway.url, 't'));
    await until(() => gateway.requests.length === 1);
    const { now } = await import('../../src/clock.js');
    const before = now();
    gateway.letGo();

    expect((await asked).verifiedAt).toBeLessThan(before);
  });

  it('is confirmed past the cache', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets();
    const asked = question(gateway.url, 'ticket-of-alice');
    const first = await verified.verify(asked);
    const second = await verified.confirm(asked);

    expect(gateway.requests).toHaveLength(2);
    expect(second.verifiedAt).toBeGreaterThan(first.verifiedAt);
    expect(verified.verify(asked)).toBe(second);
  });

  it('is gone at once when a confirmation finds it dead', async () => {
    const dead = new Set<string>();
    const gateway = await serve(startGateway({}, dead));
    const verified = tickets();
    const asked = question(gateway.url, 'ticket-of-alice');
    await verified.verify(asked);
    dead.add('ticket-of-alice');

    await expect(rejectionOf(verified.confirm(asked))).resolves.toBe('ticket-rejected');
    expect(() => verified.verify(asked)).toThrow(expect.objectContaining({ code: 'ticket-rejected' }) as Error);
    expect([verified.stats().size, gateway.requests.length]).toEqual([0, 2]);
  });

  it('stays known when a confirmation fails', async () => {
    let isDown = false;
    const gateway = await serve(
      startHttp((_, response) =>
        isDown ? response.writeHead(503).end() : reply(response, 200, 0, { userName: 'alice' }),
      ),
    );
    const verified = tickets();
    const asked = question(gateway.url, 't');
    const first = await verified.verify(asked);
    isDown = true;

    await expect(rejectionOf(verified.confirm(asked))).resolves.toBe('gateway-error');
    expect(verified.verify(asked)).toBe(first);
  });
});

describe('a rejected ticket', () => {
  it('is not asked for again for a short time, and each time a new error tells so', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets();
    const asked = question(gateway.url, 'junk');
    const errors: unknown[] = [];
    await expect(outcomeOf(() => verified.verify(asked))).resolves.toBe('ticket-rejected');
    for (let n = 0; n < 2; n += 1) {
      try {
        void verified.verify(asked);
      } catch (error) {
        errors.push(error);
      }
    }

    expect(errors).toEqual([
      expect.objectContaining({ code: 'ticket-rejected' }),
      expect.objectContaining({ code: 'ticket-rejected' }),
    ]);
    expect(errors[0]).not.toBe(errors[1]);
    expect(gateway.requests).toHaveLength(1);
    skew += 5_000;
    await outcomeOf(() => verified.verify(asked));
    expect(gateway.requests).toHaveLength(2);
  });

  it('pushes out nobody, however many there are', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets({ max: 10 });
    const people = Array.from({ length: 10 }, (_, n) => question(gateway.url, `ticket-of-user${n}`));
    await Promise.all(people.map(async (asked) => verified.verify(asked)));

    const outcomes = new Map<string, number>();
    const count = async (n: number): Promise<void> => {
      const outcome = await outcomeOf(() => verified.verify(question(gateway.url, `junk${n}`)));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    };
    await Promise.all(Array.from({ length: 5_000 }, (_, n) => count(n)));

    expect([...outcomes.keys()].sort()).toEqual(['gateway-busy', 'ticket-rejected']);
    expect(outcomes.get('gateway-busy')).toBe(5_000 - 32 - 2_048);
    expect(people.map((asked) => verified.verify(asked))).toEqual(
      people.map((_, n) => expect.objectContaining({ userName: `user${n}` }) as VerifiedUser),
    );
    expect(gateway.connections).toBeLessThanOrEqual(32);
  }, 60_000);
});

describe('a question that failed', () => {
  it('leaves nothing behind: the next one is asked', async () => {
    let isDown = true;
    const gateway = await serve(
      startHttp((_, response) =>
        isDown ? response.writeHead(503).end() : reply(response, 200, 0, { userName: 'alice' }),
      ),
    );
    const verified = tickets();
    const asked = question(gateway.url, 't');
    const all = await Promise.all(Array.from({ length: 5 }, () => outcomeOf(() => verified.verify(asked))));
    isDown = false;

    expect(all).toEqual(Array.from({ length: 5 }, () => 'gateway-error'));
    await expect(outcomeOf(() => verified.verify(asked))).resolves.toBe('alice/-');
    expect(gateway.requests).toHaveLength(2);
  });

  it('disturbs nobody if nobody waits for it', async () => {
    const gateway = await serve(startHttp((_, response) => response.destroy()));
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    void tickets().verify(question(gateway.url, 't'));
    await until(() => gateway.requests.length === 2);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);

    expect(unhandled).not.toHaveBeenCalled();
  });

  it('has no use for an answer that comes late', async () => {
    const gateway = await startSlowGateway((ticket) => (ticket === 'mine' ? 'mallory' : 'alice'));
    const verified = tickets({ timeout: 150 });
    await expect(outcomeOf(() => verified.verify(question(gateway.url, 'mine')))).resolves.toBe('gateway-timeout');

    const second = verified.verify(question(gateway.url, 'other'));
    await until(() => gateway.requests.length === 2);
    gateway.letGo();

    expect((await second).userName).toBe('alice');
    expect(verified.stats().size).toBe(1);
    expect(gateway.connections).toBe(2);
  });

  it('is over at one deadline, follow-up calls included', async () => {
    const gateway = await serve(
      startHttp((request, response) => {
        if (request.url?.endsWith('getProxyUser') === true) {
          setTimeout(() => reply(response, 200, 0, { userName: 'alice', proxyUser: 'root' }), 100);
        }
      }),
    );
    const verified = tickets({ timeout: 300 });
    const asked = question(gateway.url, 't', { proxyTicket: 'p' });

    await expect(outcomeOf(() => verified.verify(asked))).resolves.toBe('gateway-timeout');
    expect(gateway.requests).toHaveLength(2);
  });
});

describe('a proxy user', () => {
  const LIST = 'GET /api/rest_j/v1/dss/framework/proxy/list';

  it.each([
    ['on the list', 'root', 'alice/root', 1],
    ['not on the list', 'hadoop', 'proxy-user-denied', 1],
    ['in another spelling', 'ROOT', 'proxy-user-denied', 1],
    ['who is the user', 'alice', 'alice/alice', 0],
  ])('%s', async (_, proxyUser, outcome, listed) => {
    const gateway = await serve(startGateway({ alice: ['root'] }));
    const verified = tickets();
    const asked = question(gateway.url, 'ticket-of-alice', { proxyTicket: `proxy-of-${proxyUser}` });

    await expect(outcomeOf(() => verified.verify(asked))).resolves.toBe(outcome);
    await expect(outcomeOf(() => verified.verify(asked))).resolves.toBe(outcome);
    expect(gateway.requests.filter((request) => request === LIST)).toHaveLength(listed);
    expect(gateway.requests).toHaveLength(1 + listed);
  });

  it('is believed without the list where that is asked for', async () => {
    const gateway = await serve(startGateway());
    const asked = question(gateway.url, 'ticket-of-alice', { proxyTicket: 'proxy-of-root' });

    await expect(outcomeOf(() => tickets({ verifyProxyUser: false }).verify(asked))).resolves.toBe('alice/root');
    expect(gateway.requests).not.toContain(LIST);
  });

  it('is denied where the gateway does not know the proxy ticket', async () => {
    const gateway = await serve(startGateway());
    const asked = question(gateway.url, 'ticket-of-alice', { proxyTicket: 'unknown' });

    await expect(outcomeOf(() => tickets().verify(asked))).resolves.toBe('proxy-user-denied');
  });

  it('and the user without one are two questions', async () => {
    const gateway = await serve(startGateway({ alice: ['root'] }));
    const verified = tickets();
    const plain = question(gateway.url, 'ticket-of-alice');
    const proxied = question(gateway.url, 'ticket-of-alice', { proxyTicket: 'proxy-of-root' });

    expect([await outcomeOf(() => verified.verify(plain)), await outcomeOf(() => verified.verify(proxied))]).toEqual([
      'alice/-',
      'alice/root',
    ]);
  });

  it('in a packed name is only a name', async () => {
    const gateway = await serve(startGateway());

    await expect(outcomeOf(() => tickets().verify(question(gateway.url, 'ticket-of-proxy_05aliceroot')))).resolves.toBe(
      'proxy_05aliceroot/-',
    );
  });
});

describe('dropping a user', () => {
  it('forgets the tickets of that user alone', async () => {
    const gateway = await serve(startGateway({ carol: ['alice'] }));
    const verified = tickets();
    const asked = [
      question(gateway.url, 'ticket-of-alice'),
      question(gateway.url, 'ticket-of-bob'),
      question(gateway.url, 'ticket-of-carol', { proxyTicket: 'proxy-of-alice' }),
    ];
    await Promise.all(asked.map(async (one) => verified.verify(one)));
    verified.dropUser('alice');

    expect(asked.map((one) => verified.verify(one) instanceof Promise)).toEqual([true, false, true]);
    await Promise.all(asked.map(async (one) => verified.verify(one)));
  });

  it('keeps no answer to a question that was sent before, and lets nobody join it', async () => {
    const gateway = await startSlowGateway(() => 'alice');
    const verified = tickets();
    const asked = question(gateway.url, 't');
    const before = verified.verify(asked);
    await until(() => gateway.requests.length === 1);
    verified.dropUser('alice');
    const after = verified.verify(asked);
    await until(() => gateway.requests.length === 2);
    gateway.letGo();

    const [first, second] = await Promise.all([Promise.resolve(before), after]);
    expect(second.verifiedAt).toBeGreaterThan(first.verifiedAt);
    expect(verified.verify(asked)).toBe(second);
  });
});

describe('what is attached to a verified ticket', () => {
  it('stays as long as the ticket is known, and belongs to that verification', async () => {
    const gateway = await serve(startGateway());
    const verified = tickets();
    const asked = question(gateway.url, 'ticket-of-alice');
    const key = verified.keyOf(asked);
    const user = await verified.verify(asked);
    expect(verified.getAttached(key, user)).toBeUndefined();

    verified.setAttached(key, user, undefined);
    expect(verified.getAttached(key, user)).toEqual({ value: undefined });

    const next = await verified.confirm(asked);
    verified.setAttached(key, user, 'of an older verification');
    expect([verified.getAttached(key, user), verified.getAttached(key, next)]).toEqual([undefined, undefined]);
    verified.setAttached(key, next, 7);
    skew += 60_000;
    expect(verified.getAttached(key, next)).toBeUndefined();
    verified.setAttached(key, next, 'too late');
    expect(verified.getAttached(key, next)).toBeUndefined();
  });
});

describe('the key of a question', () => {
  const verified = new VerifiedTickets({
    client: lab().client,
    ...{ timeout: 1, verifyProxyUser: true, ttl: 1, negativeTtl: 1, max: 1 },
  });
  const url = 'https://dss.example.com';

  it('is hexadecimal, the same for the same question, and another one with a secret', () => {
    const keyed = (hmacKey: VerifiedTicketsSettings['hmacKey']): string =>
      tickets({ hmacKey }).keyOf(question(url, 'canary'));

    expect(verified.keyOf(question(url, 'canary'))).toMatch(/^[0-9a-f]{64}$/);
    expect(verified.keyOf(question(url, 'canary'))).toBe(verified.keyOf(question(url, 'canary')));
    const secret = Buffer.alloc(32, 1);
    expect(keyed(secret)).toBe(keyed(createSecretKey(secret)));
    expect(new Set([keyed(undefined), keyed(secret), keyed(Buffer.alloc(32, 2))]).size).toBe(3);
  });

  it('differs where anything that is sent, or whom it is sent to, differs', () => {
    const text = fc.string({ maxLength: 3, unit: fc.constantFrom('a', '1', ':', '2', '=') });
    const cookie = fc.record({ name: text.filter((name) => name !== ''), value: text });
    const any = fc
      .record({
        host: fc.constantFrom('https://a.example', 'https://a.example/b', 'https://b.example'),
        ticket: cookie,
        proxyTicket: fc.option(cookie),
        forwarded: fc.array(
          fc.tuple(
            cookie.map(({ name }) => name),
            text,
          ),
          { maxLength: 2 },
        ),
      })
      .map(({ host, ticket, proxyTicket, forwarded }): TicketQuestion => ({
        gateway: question(host, 't').gateway,
        ticket,
        ...(proxyTicket !== null && { proxyTicket }),
        forwarded: new HiddenMap(forwarded),
      }));
    const whole = ({ gateway, ticket, proxyTicket, forwarded }: TicketQuestion): string =>
      JSON.stringify([gateway.id, ticket.name, ticket.value, proxyTicket?.name, proxyTicket?.value, [...forwarded]]);
    fc.assert(
      fc.property(any, any, (one, other) => {
        expect(verified.keyOf(one) === verified.keyOf(other)).toBe(whole(one) === whole(other));
      }),
      PROPERTY_RUNS,
    );
  });

  it('tells a proxy ticket from a forwarded cookie of the same name', () => {
    const asProxy = question(url, 't', { proxyTicket: 'p' });
    const asForwarded = question(url, 't', { forwarded: [[PROXY_TICKET, 'p']] });

    expect(verified.keyOf(asProxy)).not.toBe(verified.keyOf(asForwarded));
  });
});
