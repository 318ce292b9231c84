import { eventually } from './eventually.js';
import type { CurrentTab, FirefoxDriver } from './firefox-driver.js';
import type { Tab } from './tab.js';

/** How WebDriver calls an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export function firefoxTab(driver: FirefoxDriver, handle: string): Tab {
  const inTab = <T>(work: (tab: CurrentTab) => Promise<T>): Promise<T> => driver.inTab(handle, work);
  const command = async (name: string, parameters?: object): Promise<void> => {
    await inTab(({ send }) => send(name, parameters));
  };
  const find = (selector: string): Promise<Record<string, string>> =>
    eventually(`there is ${selector}`, () =>
      inTab(async ({ send }) => {
        const found = await send('WebDriver:FindElements', { using: 'css selector', value: selector });
        return (found as Record<string, string>[])[0];
      }),
    );
  return {
    goto: (address) => command('WebDriver:Navigate', { url: address }),
    reload: () => command('WebDriver:Refresh'),
    back: () => command('WebDriver:Back'),
    address: async () => ((await inTab(({ send }) => send('WebDriver:GetCurrentURL'))) as { value: string }).value,
    history: async () => {
      await inTab(() => Promise.resolve());
      return driver.asBrowser(readHistory);
    },
    text: (selector) => eventually(`there is ${selector}`, () => inTab((tab) => textOf(tab, selector))),
    textInFrame: (selector) =>
      eventually(`there is ${selector} in the frame`, () =>
        inTab((tab) => inFirstFrame(tab, () => textOf(tab, selector))),
      ),
    frameAddress: () =>
      inTab((tab) =>
        inFirstFrame(tab, async () => (await tab.execute(() => document.documentURI, undefined)) as string),
      ),
    async click(selector) {
      const element = await find(selector);
      await command('WebDriver:ElementClick', { id: element[ELEMENT] });
    },
    async fill(selector, text) {
      const element = await find(selector);
      await command('WebDriver:ElementSendKeys', { id: element[ELEMENT], text });
    },
    run: async <Argument, Result>(script: (argument: Argument) => Result | Promise<Result>, argument?: Argument) =>
      (await inTab((tab) => tab.execute(script as (argument: never) => unknown, argument))) as Result,
    close: () =>
      inTab(async ({ send }) => {
        const [other] = (await send('WebDriver:CloseWindow')) as string[];
        // There has to be a current tab.
        await send('WebDriver:SwitchToWindow', { handle: other });
      }),
  };
}

/** Firefox finds no text in what it has not laid out yet: that is asked for again, as what is not there. */
async function textOf(tab: CurrentTab, selector: string): Promise<string | undefined> {
  const read = (wanted: string): string | null => document.querySelector<HTMLElement>(wanted)?.innerText ?? null;
  const text = (await tab.execute(read, selector)) as string | null;
  return text === null || text === '' ? undefined : text;
}

async function inFirstFrame<T>(tab: CurrentTab, work: () => Promise<T>): Promise<T> {
  await tab.send('WebDriver:SwitchToFrame', { id: 0 });
  try {
    return await work();
  } finally {
    await tab.send('WebDriver:SwitchToFrame', { id: null });
  }
}

/** Runs inside Firefox. */
function readHistory(): string[] {
  const { sessionHistory } = gBrowser.selectedBrowser.browsingContext;
  return Array.from({ length: sessionHistory.count }, (_, index) => sessionHistory.getEntryAtIndex(index).URI.spec);
}
