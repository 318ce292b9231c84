/** An app in a process of its own, whose heap can be looked at: who sends and who answers are elsewhere. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeHeapSnapshot } from 'node:v8';
import { withSSO } from '../../src/adapters/http.js';
import { UserRejectedError } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';

/** What the parent asks for, one at a time; each is answered. */
export type Order =
  | { readonly act: 'start'; readonly gateways: string[]; readonly secret: string }
  /** Holds a text, to show that it would be found. */
  | { readonly act: 'hold'; readonly text: string }
  | { readonly act: 'write heap'; readonly file: string };

const held: string[] = [];

async function obey(order: Order): Promise<string> {
  if (order.act === 'start') return start(order);
  if (order.act === 'hold') held.push(order.text);
  else await writeHeap(order.file);
  return String(held.length);
}

async function start({ gateways, secret }: Extract<Order, { act: 'start' }>): Promise<string> {
  const interceptor = jwtCookieInterceptor({
    secret,
    findOrCreateUser({ userName }) {
      if (userName === 'bob') throw new UserRejectedError('no bobs here');
    },
  });
  const server = createServer(
    withSSO({ gateways, secret, interceptor, forwardCookies: ['forwarded'] }, (req, res) => {
      res.end(req.dss?.user.userName);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function writeHeap(file: string): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    // What a finished request leaves to the next turns of the loop.
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    globalThis.gc?.();
  }
  writeHeapSnapshot(file);
}

process.on('message', (order: Order) => {
  void obey(order).then((answer) => process.send?.(answer));
});
