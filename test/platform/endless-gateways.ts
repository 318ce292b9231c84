import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** What a gateway does with a connection once the head of a request has come. */
export type Behaviour = (socket: Socket) => void;

const OK = 'HTTP/1.1 200 OK\r\n';
const JSON_HEAD = `${OK}Content-Type: application/json\r\n`;
const NO = JSON.stringify({ status: -1, message: 'not logged in', data: {} });
const YES = JSON.stringify({ status: 0, message: 'ok', data: { userName: 'alice' } });
/** 64 MB of nothing, packed. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));

/** ms; slow for a computer, quick for a test. */
const DRIP = 20;

export const answerYes: Behaviour = (socket) => {
  socket.end(`${JSON_HEAD}Connection: close\r\nContent-Length: ${YES.length}\r\n\r\n${YES}`);
};

/** Writes as fast as the other side reads, for ever. */
function endless(start: string, part: string): Behaviour {
  const block = part.repeat(Math.ceil(8_192 / part.length));
  return (socket) => {
    const pour = (): void => {
      while (!socket.destroyed && socket.write(block));
    };
    socket.on('drain', pour);
    socket.write(start);
    pour();
  };
}

/** Writes a little from time to time, for ever. */
function dripping(start: string, part: string): Behaviour {
  return (socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(part), DRIP);
    socket.on('close', () => clearInterval(timer));
  };
}

/**
 * Gateways that never come to an end, and the codes logins through each are refused with. Those that wait for their turn until their time
 * is over are `gateway-timeout` besides.
 */
export const ENDLESS: Readonly<Record<string, readonly [codes: readonly string[], behaviour: Behaviour]>> = {
  'drips one byte after the other': [['gateway-timeout'], dripping(OK, 'x')],
  'sends interim answers without end, slowly': [
    ['gateway-bad-answer'],
    dripping('', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
  ],
  'sends interim answers without end, as fast as it can': [
    ['gateway-bad-answer'],
    endless('', 'HTTP/1.1 102 Processing\r\n\r\n'),
  ],
  'sends a reason without end': [['gateway-bad-answer'], endless('HTTP/1.1 200 ', 'OK')],
  'sends headers without end': [['gateway-bad-answer'], endless(JSON_HEAD, 'X-More: and more\r\n')],
  'sends one header without end': [['gateway-bad-answer'], endless(`${JSON_HEAD}X-More: `, 'x')],
  'sends a body without end': [['gateway-bad-answer'], endless(`${JSON_HEAD}Connection: close\r\n\r\n`, '{')],
  'sends chunks of one byte without end': [
    ['gateway-bad-answer'],
    endless(`${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
  ],
  'sends a chunk extension without end': [
    ['gateway-bad-answer'],
    endless(`${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n1;`, 'x'),
  ],
  'sends trailers without end': [
    ['gateway-bad-answer'],
    endless(`${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`, 'X-More: and more\r\n'),
  ],
  'announces more than it sends': [['gateway-timeout'], dripping(`${JSON_HEAD}Content-Length: 60000\r\n\r\n{`, ' ')],
  'goes on after the end of a no': [
    ['ticket-rejected', 'gateway-bad-answer'],
    endless(`${JSON_HEAD}Content-Length: ${NO.length}\r\n\r\n${NO}`, NO),
  ],
  'sends a bomb': [
    ['gateway-bad-answer'],
    (socket) => {
      socket.write(`${JSON_HEAD}Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`);
      socket.write(BOMB);
    },
  ],
};
