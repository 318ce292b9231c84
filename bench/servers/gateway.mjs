// A DSS gateway that knows every ticket of the form `ticket-of-<user>`, and counts its calls. Two lines of work, so that the app in front
// of it is what is measured.
const TICKET = /linkis_user_session_ticket_id_v1=ticket-of-([A-Za-z0-9]+)/;

let calls = 0;

export function createListener() {
  return (req, res) => {
    calls += 1;
    const userName = TICKET.exec(req.headers.cookie ?? '')?.[1];
    const answer =
      userName === undefined
        ? { method: req.url, status: -1, message: 'errCode: 11002', data: {} }
        : { method: req.url, status: 0, message: 'OK', data: { userName } };
    res.statusCode = userName === undefined ? 401 : 200;
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify(answer));
  };
}

/** The calls since it was last asked. */
export function report() {
  const counted = calls;
  calls = 0;
  return counted;
}
