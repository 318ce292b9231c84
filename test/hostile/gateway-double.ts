import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Server } from 'node:net';
import { ROGUE, type GatewayAnswer, type GatewayAnswers } from './hostile-case.js';

/** A gateway that says of each ticket what its case says, and counts. */
export interface GatewayDouble {
  readonly url: string;
  answer(ticket: string, answers: GatewayAnswers): void;
  wasAsked(ticket: string): boolean;
  close(): Promise<void>;
}

/** A server that nobody may ever call. */
export interface Rogue {
  readonly address: string;
  readonly connections: () => number;
  close(): Promise<void>;
}

const TICKET = /(?:linkis_user_session_ticket_id_v1|bdp-user-ticket-id)=([^;]*)/;
const PROXY_TICKET = /_proxy_ticket_id_v1=p-([^;]*)/;
/** Tickets of cases; some cases lengthen theirs by characters of Base64. */
const VALID_TICKET = /^t-\d+-\d+(?:=*|\+\/.*)$/;

export async function startRogue(): Promise<Rogue> {
  let connections = 0;
  const server = createNetServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const port = await listen(server);
  return { address: `127.0.0.1:${port}`, connections: () => connections, close: () => closed(server) };
}

/** @param rogue - the address that answers with a placeholder for it are to name */
export async function startGatewayDouble(rogue: string): Promise<GatewayDouble> {
  const told = new Map<string, GatewayAnswers>();
  const asked = new Set<string>();
  const server = createServer((req, res) => {
    const cookies = req.headers.cookie ?? '';
    const ticket = TICKET.exec(cookies)?.[1] ?? '';
    asked.add(ticket);
    const answers = Object.entries(told.get(ticket) ?? {});
    const answer = answers.find(([end]) => req.url?.endsWith(`/${end}`) === true)?.[1];
    if (answer === undefined) answerAsDSS(req, res, ticket, PROXY_TICKET.exec(cookies)?.[1]);
    else give(answer, res, rogue);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    answer: (ticket, answers) => void told.set(ticket, answers),
    wasAsked: (ticket) => asked.has(ticket),
    async close() {
      server.closeAllConnections();
      await closed(server);
    },
  };
}

function answerAsDSS(req: IncomingMessage, res: ServerResponse, ticket: string, proxyUser: string | undefined): void {
  const isValid = VALID_TICKET.test(ticket);
  const data =
    req.url?.endsWith('/proxy/list') === true ? { proxyUserList: ['hadoop'] } : { userName: 'alice', proxyUser };
  res.writeHead(isValid ? 200 : 401, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify(isValid ? { status: 0, data } : { status: -1, message: 'no', data: {} }));
}

function give(answer: GatewayAnswer, res: ServerResponse, rogue: string): void {
  const { socket } = res;
  if (answer.kind === 'hang' || socket === null) return;
  if (answer.kind === 'reset') socket.resetAndDestroy();
  else if (answer.kind === 'bytes') socket.end(Buffer.from(answer.bytes, 'latin1'));
  else {
    for (const [name, value] of Object.entries(answer.headers)) res.setHeader(name, value.replaceAll(ROGUE, rogue));
    res.writeHead(answer.status);
    const body = answer.body.includes(ROGUE)
      ? Buffer.from(answer.body.toString('utf8').replaceAll(ROGUE, rogue))
      : answer.body;
    res.end(body);
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
