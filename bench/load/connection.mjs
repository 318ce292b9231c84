// One keep-alive connection of a client that does as little as it can: it writes requests that are text already, one at a time, and reads
// of an answer what tells where it ends. A full HTTP client would be slower than the servers it is to measure.
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
/** Nothing may follow it: there is one request at a time. */
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const BODYLESS = new Set([204, 304]);

/**
 * @param onAnswer - called with each answer: `{ status, head, body }`, `body` being a function, which gives chunks as they came
 * @param onClose - called if the server ends the connection, or it fails
 */
export function openConnection(port, onAnswer, onClose) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let unfinished;
  let isOpen = true;

  socket.on('data', (chunk) => {
    const bytes = unfinished === undefined ? chunk : Buffer.concat([unfinished, chunk]);
    const answer = readAnswer(bytes);
    unfinished = answer === undefined ? bytes : undefined;
    if (answer !== undefined) onAnswer(answer);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    if (isOpen) onClose();
  });
  return {
    send(request) {
      socket.write(request, 'latin1');
    },
    close() {
      isOpen = false;
      socket.destroy();
    },
  };
}

function readAnswer(bytes) {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.latin1Slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  return isWhole(status, head, rest) ? { status, head, body: () => rest.toString('utf8') } : undefined;
}

function isWhole(status, head, rest) {
  if (BODYLESS.has(status)) return true;
  const length = CONTENT_LENGTH.exec(head);
  if (length !== null) return rest.length >= Number(length[1]);
  if (CHUNKED.test(head)) return rest.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
  throw new Error(`an answer of which nobody can tell where it ends: ${head}`);
}
