// What one call of a middleware costs: `node --expose-gc middleware.mjs <contestant>` prints nanoseconds and bytes per call as JSON. The
// requests are Node's own, taken from a real server, and each is used once, because a middleware may leave something on it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import express from 'express';
import session from 'express-session';
import { openConnection } from '../load/connection.mjs';
import { requestText } from '../load/request-text.mjs';
import { loadProduct } from '../product.mjs';
import { SECRET, ssoOptions } from '../servers/sso-options.mjs';
import { median } from '../statistics.mjs';

/** As many requests as stay in the processor's caches, as a request does that has just come in. */
const BATCH = 64;
const WARM_UP = 100;
const MEASURED = 100;

const request = requestText('/?page=2&sort=name', { Cookie: 'theme=dark; lang=en' });

const empty = () => (req, res, next) => {
  next();
};

/** @param entry - of the package */
const ours = (entry) => async () => {
  const { ssoPluginFilter } = await loadProduct(entry);
  return ssoPluginFilter(await ssoOptions({ gateway: 'http://127.0.0.1:9001', interceptor: 'jwt' }));
};

/** By the names that questions/in-process.mjs gives them. */
const CONTESTANTS = {
  'http: empty': { framework: 'http', create: empty },
  'http: dss-sso': { framework: 'http', create: ours('./http') },
  'Express: empty': { framework: 'Express', create: empty },
  'Express: dss-sso': { framework: 'Express', create: ours('./express') },
  'Express: express-session': {
    framework: 'Express',
    create: () => session({ secret: SECRET, resave: false, saveUninitialized: false }),
  },
};

/** Express hands on requests that it has changed, and on which all that follows costs more. */
function listenerOf(framework, keep) {
  return framework === 'Express' ? express().use(keep) : keep;
}

/** A server that keeps the requests it gets, and a connection that makes them. */
async function startSource(framework) {
  const kept = [];
  const listener = listenerOf(framework, (req, res) => {
    kept.push({ req, res });
    res.end();
  });
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');

  let onFull;
  const connection = openConnection(
    server.address().port,
    () => {
      if (kept.length === BATCH) onFull();
      else connection.send(request);
    },
    () => undefined,
  );
  return {
    take: () =>
      new Promise((resolve) => {
        onFull = () => resolve(kept.splice(0));
        connection.send(request);
      }),
    close() {
      connection.close();
      server.close();
    },
  };
}

function callAll(middleware, batch, next) {
  for (let index = 0; index < batch.length; index += 1) {
    const { req, res } = batch[index];
    middleware(req, res, next);
  }
}

async function measure({ framework, create }) {
  const middleware = await create();
  const source = await startSource(framework);
  const nanoseconds = [];
  const bytes = [];
  let passed = 0;
  const next = () => {
    passed += 1;
  };
  for (let round = 0; round < WARM_UP + 2 * MEASURED; round += 1) {
    const batch = await source.take();
    // Something in front of an app or in it reads the headers, and Node parses them then.
    for (const { req } of batch) void req.headers;
    const isForBytes = round >= WARM_UP + MEASURED;
    if (isForBytes) globalThis.gc({ type: 'minor' });
    const heapBefore = isForBytes ? getHeapStatistics().used_heap_size : 0;
    const start = performance.now();
    callAll(middleware, batch, next);
    const time = performance.now() - start;
    const heap = isForBytes ? getHeapStatistics().used_heap_size - heapBefore : 0;
    if (isForBytes) bytes.push(heap / BATCH);
    else if (round >= WARM_UP) nanoseconds.push((time * 1e6) / BATCH);
  }
  source.close();
  if (passed !== BATCH * (WARM_UP + 2 * MEASURED)) throw new Error(`only ${passed} requests were passed on`);
  return { nanoseconds: median(nanoseconds), bytes: median(bytes) };
}

process.stdout.write(JSON.stringify(await measure(CONTESTANTS[process.argv[2]])));
