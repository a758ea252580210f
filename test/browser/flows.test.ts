// What people do in the console, in a real Chromium against a real server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';

import { openBrowser, openPage, signIn, SKIP } from './open-browser.ts';
import type { OpenPage, PageOptions } from './open-browser.ts';
import { CANARY, openStore, PASSWORD } from './store.ts';
import type { TestStore } from './store.ts';

describe('the console', { skip: SKIP }, () => {
  let store: TestStore;
  let browser: Browser;
  before(async () => {
    [store, browser] = await Promise.all([openStore(), openBrowser()]);
  });
  after(async () => {
    await browser.close();
    await store.server.close();
  });

  /** Signed in, at an address; closed afterwards, and nothing that a page must not do has happened. */
  async function withPage(
    username: string,
    path: string,
    use: (open: OpenPage) => Promise<void>,
    options: PageOptions = {},
  ): Promise<void> {
    const open = await openPage(browser, store.server.base, options);
    try {
      await signIn(open.page, username, PASSWORD, path);
      await use(open);
      assert.deepEqual(open.faults, []);
    } finally {
      await open.context.close();
    }
  }

  test('signs in with a cookie that no script sees, and out again', async () => {
    await withPage('alice', '/', async ({ page, context }) => {
      const [cookie] = await context.cookies();
      assert.deepEqual(
        [cookie?.name, cookie?.httpOnly, cookie?.sameSite, cookie?.expires],
        ['polyvault-session', true, 'Strict', -1],
      );
      assert.equal(await page.evaluate('document.cookie'), '');
      const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
      assert.ok(!String(kept).includes(cookie?.value ?? '?'), 'nothing is kept in the storage');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      const authorization = `Bearer ${cookie?.value ?? ''}`;
      const answer = await fetch(`${store.server.base}/pv/v1/me`, { headers: { authorization } });
      assert.equal(answer.status, 401, 'the token is revoked');
    });
  });

  test('a wrong password is told, and nothing is set', async () => {
    const { page, context } = await openPage(browser, store.server.base);
    await page.goto('/');
    await page.getByLabel('User name').fill('alice');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  });

  test('creates, reveals, edits, compares, rolls back, deletes and restores a secret', async () => {
    await withPage('walter', '/s/apps/shop/dev/', async ({ page }) => {
      await page.getByRole('button', { name: 'New secret' }).click();
      await page.getByLabel('Name', { exact: true }).fill('TOKEN');
      await page.getByLabel('Value', { exact: true }).last().fill('first value');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL('**/s/apps/shop/dev/TOKEN');
      assert.ok(!(await page.content()).includes('first value'), 'masked at first');
      assert.equal(await page.title(), 'Polyvault');
      await page.getByRole('button', { name: 'Reveal' }).click();
      await page.getByRole('button', { name: 'Reveal', exact: true }).click();
      await page.getByText('first value').waitFor();
      await page.getByRole('button', { name: 'Copy' }).click();
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'first value');

      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reveal' }).click();
      await page.getByRole('dialog').getByLabel('Value', { exact: true }).last().fill('second value');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Difference' }).click();
      await page.getByRole('dialog').getByText('second value').waitFor();
      await page.getByRole('dialog').getByText('first value').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Make current again' }).click();
      await page.getByText('Version 1 is the current content again.').waitFor();
      const walter = await store.signIn('walter');
      const now = await walter.secrets.get({ space: 'apps/shop/dev', name: 'TOKEN' });
      assert.deepEqual([now.version, now.fields], [3, { value: 'first value' }]);

      await page.getByRole('button', { name: 'Delete' }).click();
      await page.waitForURL('**/s/apps/shop/dev/');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.waitForURL('**/s/apps/shop/dev/TOKEN');
      const back = await walter.secrets.get({ space: 'apps/shop/dev', name: 'TOKEN' });
      assert.equal(back.fields['value'], 'first value');
    });
  });

  test('two browsers edit one secret: the second is shown the difference, and nothing is lost', async () => {
    const ref = { space: 'apps/shop/staging', name: 'SHARED' };
    const walter = await store.signIn('walter');
    await walter.secrets.create({ ...ref, value: 'base' });
    const path = '/s/apps/shop/staging/SHARED';
    const edit = async ({ page }: OpenPage, value: string) => {
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Value', { exact: true }).last().fill(value);
      await dialog.getByRole('button', { name: 'Save' }).click();
    };
    const begin = async ({ page }: OpenPage) => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reveal' }).click();
    };
    await withPage('walter', path, async (one) => {
      await withPage('alice', path, async (two) => {
        await begin(one);
        await begin(two);
        await edit(one, 'from walter');
        await one.page.getByRole('dialog').waitFor({ state: 'detached' });
        await edit(two, 'from alice');
        await two.page.getByText('Somebody else has changed it meanwhile').waitFor();
        await two.page.getByRole('dialog').getByText('from walter').waitFor();
        await two.page.getByRole('dialog').getByText('from alice').waitFor();
        assert.equal((await walter.secrets.get(ref)).fields['value'], 'from walter');
        await two.page.getByRole('button', { name: 'Save mine as a new version' }).click();
        await two.page.getByRole('dialog').waitFor({ state: 'detached' });
      });
    });
    assert.equal((await walter.secrets.get(ref)).fields['value'], 'from alice');
    assert.equal((await walter.secrets.get({ ...ref, version: 2 })).fields['value'], 'from walter');
  });

  test('what the caller may not do is not offered', async () => {
    await withPage('vera', '/s/apps/shop/prod/DB_URL', async ({ page }) => {
      await page.getByRole('heading', { name: 'History' }).waitFor();
      await page.getByText('current').waitFor();
      for (const name of ['Edit', 'Delete', 'Reveal', 'Difference']) {
        assert.equal(await page.getByRole('button', { name }).count(), 0, name);
      }
      assert.equal(await page.getByRole('link', { name: 'Audit' }).count(), 0);
      await page.goto('/s/apps/shop/prod/');
      await page.getByText('3 secrets').waitFor();
      assert.equal(await page.getByRole('button', { name: 'New secret' }).count(), 0);
      await page.goto('/s/apps/shop/dev/DB_URL');
      await page.getByText('There is nothing here').waitFor();
    });
  });

  test('the grid compares without showing a value, and saves many edits together or none', async () => {
    await withPage('walter', '/grid', async ({ page }) => {
      await page.getByLabel('Add a space').selectOption('apps/shop/dev');
      await page.getByRole('button', { name: 'Siblings' }).click();
      await page.getByRole('button', { name: 'missing SMTP_PASSWORD apps/shop/dev' }).waitFor();
      assert.ok(!(await page.content()).includes(CANARY));
      const set = async (cell: string, value: string) => {
        await page.getByRole('button', { name: cell }).click();
        await page.getByRole('dialog').getByRole('textbox').fill(value);
        await page.getByRole('dialog').getByRole('button', { name: 'Set' }).click();
      };
      await set('missing SMTP_PASSWORD apps/shop/dev', 'for dev');
      await set('API_KEY apps/shop/prod', 'next key');
      await page.getByText('2 changes to save').waitFor();
      // Somebody is faster: then nothing of it must stay.
      const walter = await store.signIn('walter');
      await walter.secrets.patch({ space: 'apps/shop/prod', name: 'API_KEY' }, { value: 'faster' });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Nothing was kept').waitFor();
      await assert.rejects(walter.secrets.get({ space: 'apps/shop/dev', name: 'SMTP_PASSWORD' }), {
        code: 'not-found',
      });
      await page.getByRole('button', { name: 'Discard' }).click();
      await set('missing SMTP_PASSWORD apps/shop/dev', 'for dev');
      await set('API_KEY apps/shop/prod', 'next key');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('2 changes are saved.').waitFor();
      const value = async (space: string, name: string) =>
        (await walter.secrets.get({ space, name })).fields['value'];
      assert.equal(await value('apps/shop/dev', 'SMTP_PASSWORD'), 'for dev');
      assert.equal(await value('apps/shop/prod', 'API_KEY'), 'next key');
    });
  });

  test('a pasted .env shows what it would change before it does', async () => {
    await withPage('walter', '/s/apps/shop/staging/', async ({ page }) => {
      const walter = await store.signIn('walter');
      const { fields } = await walter.secrets.get({ space: 'apps/shop/staging', name: 'API_KEY' });
      await page.getByRole('button', { name: 'Paste .env' }).click();
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .fill(`API_KEY=${fields['value'] ?? ''}\nDB_URL="new url"\nPASTED='x y'\n`);
      const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
      for (const [name, effect] of [
        ['API_KEY', 'stays'],
        ['DB_URL', 'changes'],
        ['PASTED', 'new'],
      ] as const) {
        await row(name).getByText(effect, { exact: true }).waitFor();
      }
      await page.getByRole('button', { name: 'Save 2 secrets' }).click();
      await page.getByText('2 changes are saved.').waitFor();
      const { fields: pasted } = await walter.secrets.get({ space: 'apps/shop/staging', name: 'PASTED' });
      assert.deepEqual(pasted, { value: 'x y' });
    });
  });

  test('the palette leads everywhere with the keyboard alone', async () => {
    await withPage('alice', '/', async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('DB_URL');
      await page.getByRole('option', { name: 'apps/shop/prod/DB_URL' }).waitFor();
      const options = await page.getByRole('option').allInnerTexts();
      for (let down = options.indexOf('apps/shop/prod/DB_URL'); down > 0; down -= 1)
        await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/s/apps/shop/prod/DB_URL');
    });
  });

  test('access, audit and connect: a user is made, a denial explained, a first request seen', async () => {
    await withPage('alice', '/access', async ({ page }) => {
      await page.getByRole('button', { name: 'New user' }).click();
      await page.getByLabel('User name').fill('nora');
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('button', { name: 'What can they see? nora' }).waitFor();
      await page.getByRole('button', { name: 'What can they see? walter' }).click();
      await page.getByRole('dialog').getByText('apps/shop/prod', { exact: true }).waitFor();
      await page.keyboard.press('Escape');

      const vera = await store.signIn('vera');
      await assert.rejects(vera.secrets.get({ space: 'apps/shop/prod', name: 'DB_URL' }), {
        code: 'forbidden',
      });
      await page.getByRole('link', { name: 'Audit' }).click();
      await page.getByLabel('Outcome').selectOption('denied');
      await page.getByRole('row').filter({ hasText: 'vera' }).getByRole('button').first().click();
      await page.getByRole('dialog').getByText('was missing in').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('Signed checkpoint over').waitFor();

      await page.getByRole('link', { name: 'Connect' }).click();
      const coder = page.getByRole('region', { name: 'Coder CLI' });
      await coder.getByText('waiting for a request').waitFor();
      const login = await fetch(`${store.server.base}/api/v2/users/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody@example.com', password: 'x' }),
      });
      assert.equal(login.status, 401);
      await coder.getByText('a request arrived').waitFor();
    });
  });

  test('the first start: the printed password has to be changed', async () => {
    const user = { username: 'fresh', password: PASSWORD, mustChangePassword: true };
    await store.admin.users.create(user);
    const { page, context } = await openPage(browser, store.server.base);
    await page.goto('/');
    await page.getByLabel('User name').fill('fresh');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('root.key').waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password', { exact: true }).fill(`${PASSWORD} next`);
    await page.getByLabel('New password again').fill(`${PASSWORD} next`);
    assert.ok(await page.getByRole('button', { name: 'Change password' }).isDisabled());
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('header.top').waitFor();
    await context.close();
  });
});
