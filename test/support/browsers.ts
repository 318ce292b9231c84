import { startChromiumTabs } from './chromium-tab.js';
import { startFirefox } from './firefox.js';
import type { TestBrowser, TestBrowserOptions } from './tab.js';

type Start = (options: TestBrowserOptions) => Promise<TestBrowser>;

/** Every make of browser there is a driver for, as rows of `describe.each`. */
export const BROWSERS: readonly (readonly [name: string, start: Start])[] = [
  ['Chromium', startChromiumTabs],
  ['Firefox', startFirefox],
];
