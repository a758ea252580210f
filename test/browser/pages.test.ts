// What holds for every page: axe-core finds nothing, and the first load is small. Screenshots of each page in both languages and themes stay in artifacts/console.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';

import { openBrowser, openPage, signIn, SKIP } from './open-browser.ts';
import { CANARY, openStore, PASSWORD } from './store.ts';
import type { TestStore } from './store.ts';

const root = join(import.meta.dirname, '..', '..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = join(root, 'artifacts', 'console');
const MOST_SCRIPT_BYTES = 200 * 1024;

const PAGES = {
  secrets: '/s/apps/shop/prod/',
  secret: '/s/apps/shop/prod/DB_URL',
  search: '/search',
  grid: '/grid',
  access: '/access',
  audit: '/audit',
  connect: '/connect',
  account: '/account',
} as const;

describe('every page', { skip: SKIP }, () => {
  let store: TestStore;
  let browser: Browser;
  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    [store, browser] = await Promise.all([openStore(), openBrowser()]);
  });
  after(async () => {
    await browser.close();
    await store.server.close();
  });

  for (const language of ['en', 'fa'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      test(`${language}, ${theme}: no violation of axe-core`, async () => {
        const { page, context, faults } = await openPage(browser, store.server.base, { language, theme });
        const see = async (name: string) => {
          await page.screenshot({ path: join(PICTURES, `${name}-${language}-${theme}.png`) });
          assert.deepEqual(await violations(page), [], `${name} in ${language}, ${theme}`);
        };
        await page.goto('/');
        await page.locator('input[type=password]').waitFor();
        await see('login');
        await signIn(page, 'alice', PASSWORD);
        for (const [name, path] of Object.entries(PAGES)) {
          await page.goto(path);
          await page.locator('#content').waitFor();
          await page.waitForLoadState('networkidle');
          if (name === 'grid') {
            await page.locator('#content select').selectOption('apps/shop/dev');
            await page.locator('#content .row > .button').last().click();
            await page.locator('table.grid').waitFor();
          }
          await see(name);
          assert.ok(!(await page.content()).includes(CANARY), `${name} shows no value`);
        }
        assert.equal(await page.locator('html').getAttribute('dir'), language === 'fa' ? 'rtl' : 'ltr');
        await page.goto(PAGES.secret);
        await page.locator('article .button.primary').click();
        await page.locator('[role=dialog] form').waitFor();
        await see('edit');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await page.locator('[role=option]').first().waitFor();
        await see('palette');
        assert.deepEqual(faults, []);
        await context.close();
      });
    }
  }

  test('the first load has less than 200 KiB of script, gzipped', async () => {
    const html = await (await fetch(store.server.base)).text();
    const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
    assert.ok(scripts.length > 0);
    let bytes = 0;
    for (const path of scripts) {
      bytes += gzipSync(Buffer.from(await (await fetch(store.server.base + path)).arrayBuffer())).length;
    }
    console.log(`initial script: ${(bytes / 1024).toFixed(1)} KiB gzipped in ${scripts.length} files`);
    assert.ok(bytes < MOST_SCRIPT_BYTES, `${bytes} bytes`);
  });
});

async function violations(page: Page): Promise<readonly string[]> {
  // Through the debugger, since the policy of the page lets no foreign script in.
  await page.evaluate(`${AXE}; undefined`);
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))',
  );
}
