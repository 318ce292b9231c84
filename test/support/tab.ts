/** A browser with a profile of its own, as far as every make can be driven. */
export interface TestBrowser {
  readonly name: 'Chromium' | 'Firefox';
  readonly version: string;
  /** An empty tab. */
  newTab(): Promise<Tab>;
  /** The tab that comes of what is done, a click on a link for instance. */
  tabOpenedBy(act: () => Promise<void>): Promise<Tab>;
  cookies(): Promise<BrowserCookie[]>;
  clearCookies(): Promise<void>;
  /** Ends it and removes the profile. */
  close(): Promise<void>;
}

/** What a person does in a tab, and what scripts of the page in it see. */
export interface Tab {
  /** Goes where an address leads that somebody types, and waits for the page. */
  goto(address: string): Promise<void>;
  reload(): Promise<void>;
  /** The button; the page may come from the network or any cache. */
  back(): Promise<void>;
  /** What the address bar shows. */
  address(): Promise<string>;
  /** The addresses the tab keeps for its back and forward buttons. */
  history(): Promise<string[]>;
  /** The text of an element, as soon as there is one. */
  text(selector: string): Promise<string>;
  /** The same in the page's first frame. */
  textInFrame(selector: string): Promise<string>;
  /** Where the document in the first frame comes from; a browser that shows none has one of its own there. */
  frameAddress(): Promise<string>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  /** Runs a script in the page; its argument and its result go through JSON. */
  run<Result>(script: () => Result | Promise<Result>): Promise<Result>;
  run<Argument, Result>(script: (argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
  close(): Promise<void>;
}

export interface BrowserCookie {
  readonly name: string;
  readonly value: string;
  /** The host, with a dot in front if the cookie is for its subdomains, too. */
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: 'Strict' | 'Lax' | 'None';
  /** Whether it is kept apart for the site of the page around. */
  readonly partitioned: boolean;
}

export interface TestBrowserOptions {
  /** The port on 127.0.0.1 to which every name leads, on the ports 80, 443 and 8443; addresses stay as they are. */
  readonly everyNameAt: number;
  /** A certificate (PEM) it trusts. */
  readonly trust: string;
}
