// The dashboard on the real server over a store that the commands filled from examples/: the first
// account, every page, a scan with its progress, the way from a requirement down to bytes, posture,
// and what a viewer may not. BARTIZAN names the program, BARTIZAN_EXAMPLES the folder.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch, open, serious } from './browser.mjs';
import { Served, ask, at_home, kPassword, sign_in as sign_in_as } from './served.mjs';

const served = new Served();
const kBase = served.base;
let browser;
let page;
let context;
let trouble;
let refused;

before(async () => {
  served.fill();
  await served.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await served.stop();
});
beforeEach(async () => {
  ({ page, context, trouble } = await open(browser, { viewport: { width: 1280, height: 800 } }));
  page.setDefaultTimeout(15_000);
  refused = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(trouble, []);
});

const go = (path) => page.goto(kBase + path);
async function sign_in(name = 'ada') {
  await sign_in_as(page, kBase, name);
  await at_home(page);
  refused.length = 0;  // who was not signed in yet
}

test('the link of the first start makes the first account, once', async () => {
  await go(`/#/welcome/${served.secret}`);
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  await page.getByLabel('Password again').fill(kPassword);
  await page.getByRole('button', { name: 'Continue' }).click();
  await at_home(page);
  assert.equal(new URL(page.url()).hash, '');
  await context.clearCookies();
  await go('/roadmap');
  await go(`/#/welcome/${served.secret}`);
  await page.getByLabel('Name').fill('eve');
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  await page.getByLabel('Password again').fill(kPassword);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').first().waitFor();
});

for (const [path, text] of [
  ['/roadmap', 'Triage of patient messages'],
  ['/systems', 'llm-gateway'],
  ['/reconcile', 'Answers about opening hours'],
  ['/artifacts', 'risk_forest.pkl'],
  ['/vulnerabilities', 'CVE-2026-42208'],
  ['/assessments', 'Guidelines for Secure AI System Development'],
  ['/assessments/guidelines', 'Secure your supply chain'],
  ['/assessments/guidelines/V1', 'What evidence says'],
  ['/policy', 'EO-14110'],
  ['/posture', 'Posture'],
  ['/activity', 'ada'],
]) {
  test(`${path} shows what is in the store, and no request is refused`, async () => {
    await sign_in();
    await go(path);
    await page.getByText(text).first().waitFor();
    assert.deepEqual(refused, []);
    assert.deepEqual(await serious(page), []);
  });
}

test('a scan of a folder shows its progress and its findings', async () => {
  await sign_in();
  await go('/findings');
  await page.getByRole('heading', { name: 'Findings' }).waitFor();
  const started = await ask(page, 'POST', '/scans', { path: join(served.examples, 'booby-trapped') });
  assert.equal(started.status, 202);
  await page.getByText('booby-trapped').first().waitFor();  // in the tray, by its event
  await page.getByText('BZ-PKL-001').first().waitFor();     // in the list, without reloading
});

test('a requirement opens to evidence, and evidence to a file', async () => {
  await sign_in();
  await go('/assessments/guidelines/D4');
  await page.getByRole('link', { name: 'risk_forest.pkl' }).first().click();
  await page.getByRole('heading', { name: 'risk_forest.pkl' }).waitFor();
  await page.getByText('SHA-256').first().waitFor();
});

test('the posture is raised with a reason, and every page says so', async () => {
  await sign_in();
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const answer = await ask(page, 'POST', '/posture', { until, reason: 'an exercise' });
  assert.equal(answer.status, 200);
  await go('/roadmap');
  await page.getByText('Posture raised').first().waitFor();
  assert.equal(await page.getByText('Posture normal').count(), 0);
});

test('without a token of the session nothing is changed', async () => {
  await sign_in();
  const answer = await page.evaluate(async () => (await fetch('/api/v1/posture?reason=over', { method: 'DELETE' })).status);
  assert.equal(answer, 403);
});
