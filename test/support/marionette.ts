import { once } from 'node:events';
import { connect } from 'node:net';

/** Firefox's remote control, the one under its WebDriver: JSON over TCP, each text with its length in bytes and a colon in front. */
export interface Marionette {
  /** @throws Error if Firefox refuses */
  send(command: string, parameters?: object): Promise<unknown>;
  close(): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** `[1, id, error, result]` */
type Answer = readonly [type: number, id: number, error: { error: string; message: string } | null, result: unknown];

const COLON = 0x3a;

export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let read = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    read = Buffer.concat([read, bytes]);
    for (let text = takeText(); text !== undefined; text = takeText()) settle(JSON.parse(text) as unknown);
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox has gone.'));
    waiting.clear();
  });
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return {
    send(command, parameters = {}) {
      const id = (lastId += 1);
      const text = JSON.stringify([0, id, command, parameters]);
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      });
    },
    close: () => socket.destroy(),
  };

  function takeText(): string | undefined {
    const start = read.indexOf(COLON) + 1;
    const end = start + Number(read.subarray(0, Math.max(start - 1, 0)).toString('latin1'));
    if (start === 0 || read.length < end) return undefined;
    const text = read.subarray(start, end).toString('utf8');
    read = read.subarray(end);
    return text;
  }

  /** The first text is a greeting, which asks nothing. */
  function settle(answer: unknown): void {
    if (!isAnswer(answer)) return;
    const [, id, error, result] = answer;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === null) asked?.resolve(result);
    else asked?.reject(new Error(`Firefox: ${error.error}: ${error.message}`));
  }
}

function isAnswer(value: unknown): value is Answer {
  return Array.isArray(value) && value[0] === 1;
}
