import { PROXY_TICKET, setCookie } from './dss-cookies.js';
import { failure, linkisError, success } from './gateway-answer.js';
import type { CallTable, Gateway } from './gateway.js';

/** The calls about proxy users. */
export function proxyCalls({ people, tickets }: Gateway): CallTable {
  return {
    'GET dss/framework/proxy/getProxyUser': ({ proxyTicket }, userName) => {
      const proxyUser = proxyTicket === undefined ? undefined : tickets.proxyUserOf(proxyTicket);
      if (proxyUser === undefined)
        return failure(linkisError(60050, 'There is no valid proxy ticket among the cookies.'));
      return success('OK', { userName, proxyUser });
    },

    'GET dss/framework/proxy/list': (_request, userName) =>
      success('OK', { proxyUserList: people.proxyUsersOf(userName) }),

    // The name in the body is not looked at: only the ticket says who switches.
    'POST dss/framework/proxy/setProxyUser': ({ body }, userName) => {
      const proxyUser = body['proxyUserName'];
      if (typeof proxyUser !== 'string' || proxyUser === '') return failure('proxyUserName is null.');
      if (!people.proxyUsersOf(userName).includes(proxyUser)) {
        return failure(`user ${userName} have no permission to proxy to user ${proxyUser}`);
      }
      const cookie = setCookie(PROXY_TICKET, tickets.issueProxy(proxyUser));
      return success('Success to add proxy user into cookie.', {}, [cookie]);
    },
  };
}
