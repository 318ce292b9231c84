// Users who log in: each opens the app by a DSS link as a browser does, follows the redirect with the cookies it got, and must be greeted
// by name.
import { performance } from 'node:perf_hooks';
import { answerParent } from './answer-parent.mjs';
import { openConnection } from './connection.mjs';
import { messageTarget } from './message.mjs';
import { requestText } from './request-text.mjs';
import { quantile } from '../statistics.mjs';

/** What browsers ask for when they load a page. */
const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const SET_COOKIE = /\r\nset-cookie: ([^;\r]+)/gi;

/**
 * @param settings - `port`, `gateway`, `users`, `connections`, `prefix` of their names, `isOneUser`: all have one ticket
 * @returns seconds it took, and the latencies of the answer to the message and of the page after it, in ms
 */
function logIn({ port, gateway, users, connections, prefix, isOneUser = false }) {
  const logins = [];
  const pages = [];
  const start = performance.now();
  let coming = 0;
  let open = connections;

  return new Promise((resolve, reject) => {
    function begin() {
      let user;
      let sentAt;
      let isPage = false;
      const connection = openConnection(port, onAnswer, () => reject(new Error('the server closed a connection')));
      send();

      function send() {
        if (coming === users) {
          finish(connection);
          return;
        }
        coming += 1;
        user = isOneUser ? prefix : prefix + coming;
        isPage = false;
        sentAt = performance.now();
        connection.send(requestText(messageTarget(gateway, user), { Accept: ACCEPT }));
      }

      function onAnswer({ status, head, body }) {
        const time = performance.now() - sentAt;
        if (isPage) {
          if (body() !== `hello ${user}`) reject(new Error(`${user} is not logged in: ${status} ${body()}`));
          pages.push(time);
          send();
          return;
        }
        if (status !== 303) reject(new Error(`expected 303 and got\n${head}\n${body()}`));
        logins.push(time);
        const cookie = [...head.matchAll(SET_COOKIE)].map(([, pair]) => pair).join('; ');
        isPage = true;
        sentAt = performance.now();
        connection.send(requestText('/', { Accept: ACCEPT, Cookie: cookie }));
      }
    }

    function finish(connection) {
      connection.close();
      open -= 1;
      if (open > 0) return;
      const seconds = (performance.now() - start) / 1000;
      resolve({ seconds, login: percentiles(logins), page: percentiles(pages) });
    }

    for (let count = 0; count < connections; count += 1) begin();
  });
}

function percentiles(times) {
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

answerParent(true, { logIn });
