import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { TestApp } from '../support/harness.js';
import { by, type Asking, type Who } from '../support/people.js';
import { lookingAt, phone } from './browser.js';

/** So that what a page is told by the stream can be kept from it: a cut network leaves a stream standing. */
const MAY_BE_DEAF = `globalThis.EventSource = class extends EventSource {
  addEventListener(type, listener) {
    super.addEventListener(type, (event) => { if (!globalThis.deaf) listener(event); });
  }
}`;

export interface Seat {
  page: Page;
  look: (name: string) => Promise<void>;
}

/** Somebody at a desk's screen, signed in already: one of the demo's people, or whose session it is. */
export async function sit(
  browser: Browser,
  app: TestApp,
  who: Who | Asking,
  options: BrowserContextOptions = {},
): Promise<Seat> {
  const context = await phone(browser, app, { viewport: { width: 1440, height: 900 }, ...options });
  const { token } = typeof who === 'string' ? await by(app, who) : who;
  await context.addCookies([{ name: 'session', value: token, url: app.baseUrl }]);
  const page = await context.newPage();
  await page.addInitScript(MAY_BE_DEAF);
  const look = lookingAt(page);
  return { page, look };
}
