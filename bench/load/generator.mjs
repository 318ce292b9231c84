// Puts load on one server at a time: as many connections as asked for, each sends its next request when it has the answer to the last.
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';
import { answerParent } from './answer-parent.mjs';
import { openConnection } from './connection.mjs';
import { UNIQUE } from './request-text.mjs';
import { quantile } from '../statistics.mjs';

let unique = 0;

/** A function that gives the text of the next request. */
function requests(template) {
  const [before, after] = template.split(UNIQUE);
  if (after === undefined) return () => template;
  return () => {
    unique += 1;
    return `${before}${unique}${after}`;
  };
}

/**
 * @param settings - `port`, `connections`, `request` (its text), `status` (of every answer), `warmUp` and `milliseconds`, and
 * `staysAwake`: whether nothing else needs this processor
 * @returns all requests that were answered, those of them that were measured, the seconds these took, and their
 * latencies in ms
 */
function run({ port, connections, request, status, warmUp, milliseconds, staysAwake }) {
  const next = requests(request);
  const latencies = [];
  let all = 0;
  let open = connections;

  return new Promise((resolve, reject) => {
    const start = performance.now() + warmUp;
    const end = start + milliseconds;

    function begin() {
      let sentAt;
      const connection = openConnection(
        port,
        (answer) => {
          const time = performance.now();
          all += 1;
          if (answer.status !== status) {
            reject(new Error(`expected ${status} and got\n${answer.head}\n${answer.body()}`));
            return;
          }
          if (time >= start && time < end) latencies.push(time - sentAt);
          if (time >= end) finish();
          else send();
        },
        () => reject(new Error('the server closed a connection')),
      );

      function send() {
        sentAt = performance.now();
        connection.send(next());
      }

      function finish() {
        connection.close();
        open -= 1;
        if (open > 0) return;
        const measured = latencies.length;
        const p50 = measured === 0 ? undefined : quantile(latencies, 0.5);
        const p99 = measured === 0 ? undefined : quantile(latencies, 0.99);
        resolve({ all, measured, seconds: milliseconds / 1000, p50, p99 });
      }

      send();
    }

    /** A process that sleeps has to be woken by the server, which can cost a virtual machine more than the request itself. */
    function stayAwake() {
      if (open > 0) setImmediate(stayAwake);
    }

    for (let count = 0; count < connections; count += 1) begin();
    if (staysAwake) stayAwake();
  });
}

answerParent(true, { run });
