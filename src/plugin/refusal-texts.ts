import type { SSOErrorCode } from '../errors.js';

export type Language = 'en' | 'zh';

/** What the browser is told: fixed text per code, never anything of the request or of the gateway. */
interface RefusalText {
  readonly title: string;
  readonly advice: string;
}

type Texts = Readonly<Record<SSOErrorCode, Readonly<Record<Language, RefusalText>>>>;

function text(title: string, advice: string): RefusalText {
  return { title, advice };
}

const AGAIN = text(
  'The login link is not valid',
  'Open the app from DSS again. If that does not help, tell its administrator the code below.',
);
const AGAIN_ZH = text('登录链接无效', '请从 DSS 重新打开此应用。如仍无效，请将下面的代码告知管理员。');
const LATER = text('DSS cannot be asked right now', 'Nothing is wrong with your account. Try again in a moment.');
const LATER_ZH = text('暂时无法连接 DSS', '您的账号没有问题，请稍后重试。');
const FAULT = text(
  'The app could not log you in',
  'Something is wrong in the app. Tell its administrator the code and the number below.',
);
const FAULT_ZH = text('应用无法为您登录', '应用出现问题，请将下面的代码和编号告知管理员。');

export const REFUSAL_TEXTS: Texts = {
  'message-malformed': { en: AGAIN, zh: AGAIN_ZH },
  'message-too-large': { en: AGAIN, zh: AGAIN_ZH },
  'ticket-missing': {
    en: text('You are not signed in to DSS', 'Sign in to DSS, then open the app from there.'),
    zh: text('您尚未登录 DSS', '请先登录 DSS，再从 DSS 打开此应用。'),
  },
  'ticket-rejected': {
    en: text('Your DSS login has expired', 'Sign in to DSS again, then open the app from there.'),
    zh: text('您的 DSS 登录已过期', '请重新登录 DSS，再从 DSS 打开此应用。'),
  },
  'login-required': {
    en: text('This page needs a DSS login', 'Sign in to DSS and open the app from there.'),
    zh: text('此页面需要 DSS 登录', '请登录 DSS，并从 DSS 打开此应用。'),
  },
  'gateway-untrusted': {
    en: text(
      'This DSS is not known to the app',
      'The app accepts logins of other DSS addresses only. Tell its administrator.',
    ),
    zh: text('应用不认识此 DSS', '应用只接受其他 DSS 地址的登录，请联系管理员。'),
  },
  'app-mismatch': {
    en: text('This login link is for another app', 'Open this app from DSS again.'),
    zh: text('此登录链接属于其他应用', '请从 DSS 重新打开此应用。'),
  },
  'redirect-denied': {
    en: text(
      'The login link leads elsewhere',
      'The app does not send you to the address in this link. Open the app from DSS again.',
    ),
    zh: text('登录链接指向其他地址', '应用不会跳转到该链接中的地址，请从 DSS 重新打开此应用。'),
  },
  'context-denied': {
    en: text('This login was not begun by you', 'Open the app from DSS, in a window of its own.'),
    zh: text('此登录不是由您发起的', '请从 DSS 在单独的窗口中打开此应用。'),
  },
  'user-switch-denied': {
    en: text('Another user is logged in here', 'Log out of the app first, then open it from DSS again.'),
    zh: text('此处已登录其他用户', '请先退出此应用，再从 DSS 重新打开。'),
  },
  'proxy-user-denied': {
    en: text('You may not act as this user', 'DSS does not list this proxy user for you. Choose another one in DSS.'),
    zh: text('您不能代理此用户', 'DSS 未授权您使用该代理用户，请在 DSS 中另选。'),
  },
  'workspace-denied': {
    en: text('You are not in this workspace', 'Choose one of your workspaces in DSS, then open the app again.'),
    zh: text('您不属于此工作空间', '请在 DSS 中选择您的工作空间，再重新打开此应用。'),
  },
  'provision-failed': {
    en: text('The app has no place for you yet', 'Ask the administrator of the app for access.'),
    zh: text('应用中尚无您的账号', '请向应用管理员申请访问权限。'),
  },
  'session-unavailable': { en: FAULT, zh: FAULT_ZH },
  'interceptor-failed': { en: FAULT, zh: FAULT_ZH },
  'options-invalid': { en: FAULT, zh: FAULT_ZH },
  'gateway-unreachable': { en: LATER, zh: LATER_ZH },
  'gateway-bad-answer': { en: LATER, zh: LATER_ZH },
  'gateway-error': { en: LATER, zh: LATER_ZH },
  'gateway-busy': { en: LATER, zh: LATER_ZH },
  'store-unavailable': { en: LATER, zh: LATER_ZH },
  'gateway-timeout': { en: LATER, zh: LATER_ZH },
};
