/** An answer of the pages, before the headers that all of them get. */
export interface PageAnswer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
  readonly location?: string;
  readonly cookies?: readonly string[];
  /** Origins that the page shows in frames. */
  readonly frames?: readonly string[];
  /** `no-referrer` where a URL with a ticket is involved. @default same-origin */
  readonly referrerPolicy?: 'no-referrer';
}

export function page(body: string, status = 200): PageAnswer {
  return { status, type: 'text/html; charset=utf-8', body };
}

/** The answer to a form: done, with these cookies. */
export function done(cookies: readonly string[]): PageAnswer {
  return { status: 200, type: 'application/json; charset=utf-8', body: '{}', cookies };
}

/** The answer to a form that cannot be obeyed. */
export function refused(status: number, error: string): PageAnswer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify({ error }) };
}
