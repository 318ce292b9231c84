import { chromium, type BrowserContext } from 'playwright-core';
export const a: typeof chromium | BrowserContext = chromium;
