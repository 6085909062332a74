// Every page in light and dark, wide and narrow, with the made-up estate and with nothing: axe finds
// nothing serious, the content policy nothing to refuse, and nothing sticks out at the side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '../../web/mock/server.mjs';
import { launch, open, serious } from './browser.mjs';
import { kPages, kSizes, kThemes } from './pages.mjs';

const browser = await launch();

const sides = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function look(name, mock, pages, settle) {
  await test(name, async (t) => {
    const server = await serve(mock);
    for (const size of kSizes) {
      for (const theme of kThemes) {
        const { page, context, trouble } = await open(browser, { viewport: { width: size.width, height: size.height }, colorScheme: theme });
        for (const one of pages) {
          await t.test(`${one.name} at ${size.name}, ${theme}`, async () => {
            await page.goto(`http://127.0.0.1:${server.port}${one.path}`);
            await settle(page, one);
            assert.deepEqual(await serious(page), []);
            assert.ok((await sides(page)) <= 0, 'the page is wider than the window');
            if (mock.signed_in) {
              const footer = await page.textContent('footer');
              assert.match(footer, /As of/);
              assert.match(footer, /Not affiliated with or endorsed by CISA or DHS/);
            }
            assert.deepEqual(trouble.splice(0), []);
          });
        }
        await context.close();
      }
    }
    server.close();
  });
}

const quiet = (page) => page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('main [role="status"][aria-label="Loading"]'));
await look('pages', { signed_in: 'admin', raised: true }, kPages, (page, one) => page.waitForSelector(one.ready));
// An empty store has no record to open.
await look('pages of an empty store', { signed_in: 'admin', empty: true }, kPages.filter((one) => one.path.split('/').length === 2), quiet);
await look('the door', {}, [{ name: 'sign in', path: '/' }, { name: 'welcome', path: '/#/welcome/welcome-secret' }], (page) => page.waitForSelector('form'));
await look('the first start', { first_start: true }, [{ name: 'first start', path: '/' }], (page) => page.waitForSelector('h1'));
await browser.close();
