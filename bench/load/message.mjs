// DSS messages, and the logins that contestants need before they are measured.
const TICKET_COOKIE = 'linkis_user_session_ticket_id_v1';

/** The target of a request with a message. The user may hold a placeholder: it is not encoded. */
export function messageTarget(gateway, user) {
  const cookies = `${TICKET_COOKIE}%3Dticket-of-${user}%3BworkspaceId%3D224%3BworkspaceName%3Dbdap`;
  return `/?dssurl=${encodeURIComponent(gateway)}&cookies=${cookies}&workspace=bdap&appName=bench`;
}

/** Each logs alice in at an app and gives the value of the Cookie header that shows it. */
export const LOGINS = {
  async dss(app, { gateway }) {
    return cookiesOf(await fetch(app + messageTarget(gateway, 'alice')));
  },
  async form(app) {
    return cookiesOf(await fetch(`${app}/login`));
  },
  async openid(app, { issuer }) {
    const start = await fetch(`${app}/login`, { redirect: 'manual' });
    const asked = new URL(start.headers.get('location')).searchParams;
    const answer = await fetch(`${issuer}/id-token?nonce=${encodeURIComponent(asked.get('nonce'))}`);
    const { idToken } = await answer.json();
    return cookiesOf(
      await fetch(`${app}/callback`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: cookiesOf(start) },
        body: `state=${encodeURIComponent(asked.get('state'))}&id_token=${idToken}`,
      }),
    );
  },
};

function cookiesOf(answer) {
  const pairs = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return pairs.filter((pair) => !pair.endsWith('=')).join('; ');
}
