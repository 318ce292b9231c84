import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules of WCAG 2.2 up to level AA, and what axe calls best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it is shown now, one line each. Frames are left to their own pages. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // Where a page sets no background, browsers show the colour scheme's, and axe reckons with white.
  await page.evaluate(() => (document.documentElement.style.backgroundColor ||= 'Canvas'));
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'], iframes: false });
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${options})`);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${String(target)})`));
}

/** What is wrong with the basics, which need no rule book. */
export async function basicProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];
    if (!/^(en|zh)$/.test(document.documentElement.lang)) problems.push('no language');
    if (all('h1').length !== 1) problems.push(`${all('h1').length} first headings`);
    if (document.title.trim() === '') problems.push('no title');
    for (const field of all('input:not([type="hidden"]), select, textarea') as HTMLInputElement[]) {
      if ((field.labels?.length ?? 0) === 0) problems.push(`no label: ${field.name}`);
    }
    for (const element of all('[tabindex]')) {
      if (element.tabIndex > 0) problems.push(`a tab order of its own: ${element.tagName}`);
    }
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > window.innerWidth) problems.push(`${scrollWidth} px wide in a window of ${window.innerWidth} px`);
    return problems;
  });
}

/** Goes through the page by Tab: names what has the focus without showing it, and what never gets it. */
export async function focusProblems(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { activeElement: element } = document;
      // Frames keep the focus for all their stops, and show them themselves.
      if (element?.tagName === 'IFRAME') return { isShown: true, markup: '' };
      if (element === null || element === document.body || element.hasAttribute('data-seen')) return undefined;
      element.setAttribute('data-seen', '');
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      const isShown = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && width > 1 && height > 1;
      return { isShown, markup: element.outerHTML.slice(0, 80) };
    });
    if (stop === undefined) break;
    if (!stop.isShown) problems.push(`no focus to be seen: ${stop.markup}`);
  }
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll('a[href], button, input, select, textarea')]
      .filter((element) => element.checkVisibility() && !element.hasAttribute('data-seen'))
      .map((element) => `no way there by Tab: ${element.outerHTML.slice(0, 80)}`),
  );
  return [...problems, ...missed];
}
