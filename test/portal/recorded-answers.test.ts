import { readFileSync } from 'node:fs';
import { ask, closePortals, startPortal, TICKET } from './support.js';

interface Recording {
  name: string;
  request: { method: string; path: string; body: unknown; ticket: 'none' | 'live' | 'dead' };
  httpStatus: number;
  contentType: string;
  setCookie: string[];
  body: unknown;
}

const { answers } = JSON.parse(readFileSync('test/recordings/gateway-answers.json', 'utf8')) as {
  answers: Recording[];
};

afterEach(closePortals);

describe('the portal answers like the recorded gateway', () => {
  it.each(answers.map((recording) => [recording.name, recording] as const))('%s', async (_name, recording) => {
    const portal = await startPortal({
      users: [
        { userName: 'alice', password: 'pw-alice' },
        { userName: 'bob', password: 'pw-bob' },
      ],
    });
    const { method, path, body, ticket } = recording.request;
    const live = portal.tickets.issue('alice');
    if (ticket === 'dead') portal.tickets.kill(live);

    const answer = await ask(portal, path, {
      method,
      ...(ticket !== 'none' && { cookies: { [TICKET]: live } }),
      ...(body !== null && { body }),
    });

    expect(answer.status).toBe(recording.httpStatus);
    expect(answer.type).toBe(recording.contentType);
    expect(answer.json).toEqual(recording.body);
    const issued = /^linkis_user_session_ticket_id_v1=([^;]{44});/;
    expect(answer.cookies.map((line) => line.replace(issued, `${TICKET}=TICKET;`))).toEqual(recording.setCookie);
  });
});
