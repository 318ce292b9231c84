/** Subscribers are the app's code: what they throw is the app's matter, and no login's. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { createWorld } from '../support/world.js';

test('a subscriber that throws changes no login: Node reports each error as an uncaught exception', async () => {
  const world = await createWorld();
  const args = [path.join(__dirname, 'failing-subscriber.mjs'), world.dssUrl, world.message()];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  await world.close();
  expect(JSON.parse(stdout)).toEqual({
    status: 200,
    user: 'alice',
    caught: [
      'message start',
      'gateway start',
      'gateway end',
      'message end',
      'gateway asyncStart',
      'gateway asyncEnd',
      'message asyncStart',
      'message asyncEnd',
    ],
  });
});
