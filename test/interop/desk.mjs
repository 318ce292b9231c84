// Where the Java tests ask for what only the Node side can make: tickets of the portal, and texts of this package's own encoders.
import { encodeProxyUser, SSOUrlBuilder } from 'dss-sso';

/** A request listener: `/ticket?user=alice` and so on, answered in plain text. */
export function createDesk(tickets) {
  const answers = {
    '/ticket': (query) => tickets.issue(query.get('user')),
    '/proxy-ticket': (query) => tickets.issueProxy(query.get('user'), query.get('proxyUser')),
    '/kill': (query) => tickets.kill(query.get('ticket')),
    '/packed-user': (query) => encodeProxyUser(query.get('user'), query.get('proxyUser')),
    '/sso-url': buildSSOUrl,
  };
  return (req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://desk');
    res.setHeader('Content-Type', 'text/plain; charset=utf-8');
    try {
      res.end(answers[pathname](searchParams));
    } catch (error) {
      res.writeHead(500).end(String(error));
    }
  };
}

/** By the builder's own names: `reqUrl`, `dssUrl` and so on; `cookie` and `parameter`, as often as needed, are `name=value`. */
function buildSSOUrl(query) {
  const builder = new SSOUrlBuilder()
    .setReqUrl(query.get('reqUrl'))
    .setDSSUrl(query.get('dssUrl'))
    .setWorkspace(query.get('workspace'))
    .setAppName(query.get('appName'))
    .redirectTo(query.get('redirect'));
  for (const pair of query.getAll('cookie')) builder.addCookie(...halves(pair));
  for (const pair of query.getAll('parameter')) builder.addQueryParameter(...halves(pair));
  return builder.getBuiltUrl();
}

function halves(pair) {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
