// What tests of flows share: a browser, and for each test a mock of its own and a page that nothing
// may go wrong in. One file of tests imports it per process.
import assert from 'node:assert/strict';
import { after, before, afterEach } from 'node:test';
import { serve } from '../../web/mock/server.mjs';
import { launch, open } from './browser.mjs';

export let browser;
export let server;
export let page;
export let context;
let trouble;
const kDesk = { viewport: { width: 1280, height: 800 } };

before(async () => (browser = await launch()));
after(() => browser.close());
afterEach(async () => {
  assert.deepEqual(trouble, []);
  await context.close();
  server.close();
});

export async function start(mock) {
  server = await serve(mock);
  ({ page, context, trouble } = await open(browser, kDesk));
  page.setDefaultTimeout(10_000);
}
export const go = (path) => page.goto(`http://127.0.0.1:${server.port}${path}`);
export const toast = (text) => page.getByRole('status').filter({ hasText: text }).waitFor();
