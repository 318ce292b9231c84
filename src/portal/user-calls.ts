import { clearCookie, PROXY_TICKET, setCookie, TICKET } from './dss-cookies.js';
import {
  failure,
  heartbeatForNobody,
  success,
  userInfoForNobody,
  type GatewayAnswer,
  type Nobody,
} from './gateway-answer.js';
import type { Gateway } from './gateway.js';
import type { PortalRequest } from './portal-request.js';

/** The calls below `/user/`, which the gateway answers itself, with or without a login. Texts are those of the recorded gateway. */
export function userCalls({
  people,
  tickets,
  ticketTtl,
}: Gateway): (request: PortalRequest, name: string) => GatewayAnswer {
  const settings = { enableWatermark: true, sessionTimeOut: ticketTtl };

  function whoAsks(request: PortalRequest): { userName: string } | { nobody: Nobody } {
    if (request.ticket === undefined) return { nobody: 'no-ticket' };
    const userName = tickets.userOf(request.ticket);
    return userName === undefined ? { nobody: 'dead-ticket' } : { userName };
  }

  function login(request: PortalRequest): GatewayAnswer {
    const who = whoAsks(request);
    if ('userName' in who) {
      const { userName } = who;
      return success(
        `${userName} already logged in, please log out before signing in(已经登录，请先退出再进行登录)！`,
        { userName },
      );
    }
    const { userName, password } = request.body;
    if (!isText(userName)) return failure('Username can not be empty(用户名不能为空)！', settings);
    if (!isText(password)) return failure('Password can not be blank(密码不能为空)！', settings);
    const user = people.signIn(userName, password);
    if (user === undefined) return failure('wrong user name or password(用户名或密码错误)！', settings);
    const name = user.userName.toLowerCase();
    const data = { ...settings, isAdmin: name === 'admin', userName: name };
    return success('login successful(登录成功)！', data, [setCookie(TICKET, tickets.issue(name))]);
  }

  return (request, name) => {
    switch (`${request.method} ${name}`) {
      case 'GET userInfo': {
        const who = whoAsks(request);
        if ('nobody' in who) return userInfoForNobody(request.path, who.nobody);
        return success('get user information succeed!', { userName: who.userName });
      }
      case 'GET heartbeat': {
        const who = whoAsks(request);
        return 'nobody' in who ? heartbeatForNobody(who.nobody) : success('Maintain heartbeat success(维系心跳成功)');
      }
      case 'GET publicKey':
        return success('Gain success(获取成功)！', { enableSSL: false, enableLoginEncrypt: false });
      case 'POST login':
        return login(request);
      case 'POST logout':
        if (request.ticket !== undefined) tickets.kill(request.ticket);
        return success('Logout successful(退出登录成功)！', {}, [clearCookie(TICKET), clearCookie(PROXY_TICKET)]);
      default:
        return failure(`unknown request URI ${name}`);
    }
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
