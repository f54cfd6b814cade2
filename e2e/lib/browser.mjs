// A real Chromium that does what a person does.
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/chromium.mjs';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Browser {
  #browser;
  #url;

  /** @param options `isBesidePods`: pods start and end on this machine meanwhile */
  static async open(
    url,
    {
      colorScheme = 'light',
      viewport = { width: 1280, height: 900 },
      isBesidePods = false,
    } = {},
  ) {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ARGS,
    });
    const context = await browser.newContext({
      colorScheme,
      viewport,
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    if (isBesidePods) await context.route('**/*', answerWithoutChromium);
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    return new Browser(browser, page, url);
  }

  constructor(browser, page, url) {
    this.#browser = browser;
    this.page = page;
    this.#url = url;
    /** What went wrong in the page: a test that ends with some of these has not passed. */
    this.errors = [];
    page.on('pageerror', error => this.errors.push(error.message));
  }

  async goto(path) {
    await this.page.goto(`${this.#url}${path}`);
  }

  async signIn() {
    await this.goto('/');
    await this.page.getByRole('button', { name: 'Enter' }).click();
    // In a narrow window the links are behind a button.
    await this.page
      .getByRole('link', { name: 'Model serving' })
      .or(this.page.getByRole('button', { name: 'Menu', exact: true }))
      .first()
      .waitFor();
  }

  /** Waits until a text is to be seen. */
  async text(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  async close() {
    await this.#browser.close();
  }
}

/** Chromium breaks off its requests when the network of the machine changes, as it does with each pod: these are not its. */
async function answerWithoutChromium(route) {
  try {
    // A connection that was idle may be closed in the moment in which it is used again
    const response = await route.fetch({ timeout: 0, maxRetries: 5 });
    await route.fulfill({ response });
  } catch {
    // The page went elsewhere meanwhile, or nobody answers
    await route.abort().catch(() => undefined);
  }
}
