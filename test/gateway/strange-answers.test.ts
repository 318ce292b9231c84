/** Answers that mean something in spite of their form, and answers that could mean two things. */
import { readEnvelope } from '../../src/gateway/envelope.js';
import { now } from '../../src/clock.js';
import { startHttp, startRaw, type TestServer } from '../outbound/servers.js';
import { lab, question, rejectionOf, reply, type Lab } from './double.js';

const servers: TestServer[] = [];
let opened: Lab;

beforeEach(() => {
  opened = lab({ timeout: 300, retries: 0 });
});
afterEach(async () => {
  opened.client.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(starting: Promise<TestServer>): Promise<string> {
  const server = await starting;
  servers.push(server);
  return server.url;
}

const ask = (url: string): Promise<string> =>
  rejectionOf(opened.client.userInfo(question(url, 'a-ticket'), now() + 300));

describe('an answer with status 401 is a no', () => {
  it.each<[string, string]>([
    ['packed', 'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b'],
    ['over the limit', `Content-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`],
    ['broken off', 'Content-Length: 50\r\n\r\n<html>'],
    ['broken in its chunks', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('though its page is %s', async (_, rest) => {
    const url = await serve(
      startRaw((socket) => {
        socket.end(Buffer.from(`HTTP/1.1 401 Unauthorized\r\n${rest}`, 'latin1'));
      }),
    );

    await expect(ask(url)).resolves.toBe('ticket-rejected');
    expect(opened.client.stats()).toEqual({ calls: 1, failures: 0 });
  });

  it('though its page does not end', async () => {
    const url = await serve(
      startRaw((socket) => {
        socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 50\r\n\r\n<html>');
      }),
    );

    await expect(ask(url)).resolves.toBe('ticket-rejected');
  });
});

it.each([403, 404, 500])('a page that cannot be read is no answer with status %i', async (status) => {
  const url = await serve(
    startRaw((socket) => {
      socket.end(`HTTP/1.1 ${status} x\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx`);
    }),
  );

  await expect(ask(url)).resolves.toBe('gateway-bad-answer');
});

describe('an answer in another charset than UTF-8', () => {
  const named = (bytes: number[], contentType: string): string => {
    const body = Buffer.concat([
      Buffer.from('{"status":0,"data":{"userName":"'),
      Buffer.from(bytes),
      Buffer.from('"}}'),
    ]);
    const read = readEnvelope({ status: 200, headers: { 'content-type': contentType }, body });
    return read.kind === 'data' ? String(read.data['userName']) : read.code;
  };
  // 这 in GBK, and another letter in UTF-8.
  const AMBIGUOUS = [0xd5, 0xa2];

  it.each([
    'charset=GBK',
    'charset="gb18030"',
    'charset=utf-8x',
    'charset=xutf-8',
    'charset=""',
    ' CHARSET = ISO-8859-1',
    'a=b; charset=utf-16',
  ])('is none with %s, where that makes a difference', (parameter) => {
    expect(named(AMBIGUOUS, `application/json;${parameter}`)).toBe('gateway-bad-answer');
    expect(named([0x62, 0x6f, 0x62], `application/json;${parameter}`)).toBe('bob');
  });

  it.each(['', ';charset=UTF-8', '; charset="utf-8"', ';Charset=utf8', ';charset'])('is not one with "%s"', (rest) => {
    expect(named(AMBIGUOUS, `application/json${rest}`)).toBe('\u0562');
  });
});

test('a workspace with a name that looks like another is left out, and locks nobody out', async () => {
  const workspaces = [
    { id: 666, name: 'bdap\u200b' },
    { id: 667, name: 'a\nb' },
    { id: 668, name: 'x'.repeat(256) },
    { id: 224, name: 'bdap' },
  ];
  const url = await serve(startHttp((_, response) => reply(response, 200, 0, { workspaces })));

  await expect(opened.client.workspaces(question(url, 'a-ticket'), now() + 5_000)).resolves.toEqual([
    { id: 224, name: 'bdap' },
  ]);
});
