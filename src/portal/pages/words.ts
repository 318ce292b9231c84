import type { IncomingHttpHeaders } from 'node:http';

/** The languages of the pages. */
export type Language = 'en' | 'zh';

const EN = {
  title: 'DSS development portal',
  warning: 'For development only: everybody on this machine can sign in here as anybody.',
  skip: 'Skip to content',
  signIn: 'Sign in',
  signInAs: 'Sign in as',
  demoUsers: 'Demo users',
  otherUser: 'With name and password',
  userName: 'User name',
  password: 'Password',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  workspace: 'Workspace',
  noWorkspace: 'You belong to no workspace.',
  proxyUser: 'Act as',
  nobodyElse: 'myself',
  apply: 'Apply',
  apps: 'Apps',
  noApps: 'This portal was started without apps.',
  openInTab: 'Open in a new tab',
  openInFrame: 'Open in a frame',
  back: 'Back to the portal',
  notFound: 'There is no such page.',
  needsScript: 'This page needs JavaScript.',
  wrongPassword: 'Wrong user name or password.',
  signInFirst: 'You are signed out. Load the page again and sign in.',
  notYourWorkspace: 'You do not belong to this workspace.',
  notYourProxyUser: 'You may not act as this user.',
  failed: 'That did not work. Is the portal still running?',
};

/** Every text of the pages, in one language. */
export type Words = Readonly<typeof EN>;

const ZH: Words = {
  title: 'DSS 开发门户',
  warning: '仅供开发使用：本机上的任何人都可以以任意用户身份登录。',
  skip: '跳到正文',
  signIn: '登录',
  signInAs: '登录为',
  demoUsers: '演示用户',
  otherUser: '使用用户名和密码',
  userName: '用户名',
  password: '密码',
  signedInAs: '当前用户',
  signOut: '退出登录',
  workspace: '工作空间',
  noWorkspace: '您不属于任何工作空间。',
  proxyUser: '代理用户',
  nobodyElse: '本人',
  apply: '确定',
  apps: '应用列表',
  noApps: '启动此门户时没有配置应用。',
  openInTab: '在新标签页中打开',
  openInFrame: '在框架中打开',
  back: '返回门户',
  notFound: '没有这个页面。',
  needsScript: '此页面需要 JavaScript。',
  wrongPassword: '用户名或密码错误。',
  signInFirst: '您已退出登录，请刷新页面后重新登录。',
  notYourWorkspace: '您不属于该工作空间。',
  notYourProxyUser: '您不能代理该用户。',
  failed: '操作失败。门户还在运行吗？',
};

export function wordsOf(language: Language): Words {
  return language === 'zh' ? ZH : EN;
}

/** The language chosen on the page (`?lang=`), else the first of the browser's that we have, else English. */
export function languageOf(query: URLSearchParams, headers: IncomingHttpHeaders): Language {
  const chosen = query.get('lang');
  if (chosen === 'en' || chosen === 'zh') return chosen;
  const first = /(?:^|,)\s*(en|zh)\b/i.exec(headers['accept-language'] ?? '')?.[1];
  return first?.toLowerCase() === 'zh' ? 'zh' : 'en';
}
