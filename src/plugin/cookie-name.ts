const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether a text can be a cookie's name (RFC 6265 section 4.1.1). */
export function isCookieToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether a text can be the name of a cookie that an option gives. Over TLS its prefix comes by itself. */
export function isOwnCookieName(text: string): boolean {
  return isCookieToken(text) && text.length <= 128 && !text.startsWith('__');
}

/** A cookie's name for one of several apps on a host: `_` and the app's name, percent-encoded, at its end. */
export function withAppName(name: string, appName: string | undefined): string {
  if (appName === undefined) return name;
  const encoded = encodeURIComponent(appName).replace(/[()]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`);
  return `${name}_${encoded}`;
}

/** Over TLS a name that only this host can set (RFC 6265bis section 4.1.3.2). */
export function overTLS(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}
