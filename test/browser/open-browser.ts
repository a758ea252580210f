// The system's Chromium, and pages of it that tell when something was refused, thrown or logged as an error.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const PROGRAM = [process.env['POLYVAULT_TEST_CHROMIUM'], ...PROGRAMS].find(
  (path) => path !== undefined && existsSync(path),
);

/** For `test`: why it cannot run; where CI is set, running it fails instead. */
export const SKIP =
  PROGRAM === undefined && process.env['CI'] === undefined
    ? 'no Chromium: install the package chromium, or name one in POLYVAULT_TEST_CHROMIUM'
    : false;

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(PROGRAM === undefined ? {} : { executablePath: PROGRAM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}

export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What no page may do: exceptions, refusals by the policy, dialogs. */
  readonly faults: string[];
}

export interface PageOptions {
  readonly language?: 'en' | 'fa';
  readonly theme?: 'light' | 'dark';
}

/** A page of a browser of its own: nothing is shared with another one. */
export async function openPage(browser: Browser, base: string, options: PageOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: 1280, height: 860 },
    permissions: ['clipboard-read', 'clipboard-write'],
    colorScheme: options.theme ?? 'light',
  });
  const language = JSON.stringify(options.language ?? 'en');
  await context.addInitScript(
    `localStorage.getItem('polyvault-language') ?? localStorage.setItem('polyvault-language', ${language})`,
  );
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(text)) faults.push(`refused: ${text}`);
  });
  return { context, page, faults };
}

export async function signIn(page: Page, username: string, password: string, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByRole('textbox').first().fill(username);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('header.top').waitFor();
}
