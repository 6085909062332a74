// The dashboard on the real server over a store that the commands filled from examples/: the first
// account, every page, a scan with its progress, the way from a requirement down to bytes, posture,
// and what a viewer may not. BARTIZAN names the program, BARTIZAN_EXAMPLES the folder.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch, open, serious } from './browser.mjs';

const kPassword = 'rotkehlchen im herbst 26';
const kPort = 20_000 + Math.floor(Math.random() * 20_000);
const kBase = `http://127.0.0.1:${kPort}`;
const program = process.env.BARTIZAN;
const folder = mkdtempSync(join(tmpdir(), 'bartizan-e2e-'));
const examples = join(folder, 'examples');
const environment = { ...process.env, HOME: folder, XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: join(folder, 'config') };

/** Runs a command whatever its exit code: stale feeds and found harm are what the examples are for. */
function bartizan(...words) {
  try {
    return execFileSync(program, words, { env: environment, cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return error.stdout;
  }
}

let server;
let secret = '';
let browser;
let page;
let context;
let trouble;
let refused;

before(async () => {
  cpSync(process.env.BARTIZAN_EXAMPLES, examples, { recursive: true });
  bartizan('inventory', 'import', 'examples/inventory/clinic-2025.csv');
  bartizan('scan', 'examples/clinic-triage');
  bartizan('discover', 'examples/clinic-triage', 'examples/llm-gateway');
  bartizan('feeds', 'update', 'examples/feeds/osv.json', 'examples/feeds/cve.json', 'examples/feeds/kev.json');
  bartizan('vuln', 'examples/llm-gateway');
  server = spawn(program, ['serve', '--root', examples, '--listen', `127.0.0.1:${kPort}`], { env: environment, cwd: folder });
  await new Promise((resolve, reject) => {
    let said = '';
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
    server.stdout.on('data', (piece) => {
      said += piece;
      secret = /#\/welcome\/(\S+)/.exec(said)?.[1] ?? '';
      if (secret) resolve();
    });
    server.stderr.resume();
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.removeAllListeners('exit');
  server?.kill();
  await new Promise((resolve) => (server ? server.on('exit', resolve) : resolve()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
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
  await go('/');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Roadmap', exact: true }).waitFor();
  refused.length = 0;  // who was not signed in yet
}

test('the link of the first start makes the first account, once', async () => {
  await go(`/#/welcome/${secret}`);
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  await page.getByLabel('Password again').fill(kPassword);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Roadmap', exact: true }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
  await context.clearCookies();
  await go('/roadmap');
  await go(`/#/welcome/${secret}`);
  await page.getByLabel('Name').fill('eve');
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  await page.getByLabel('Password again').fill(kPassword);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').waitFor();
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
  const started = await page.evaluate(async (path) => {
    const session = await (await fetch('/api/v1/session')).json();
    const answer = await fetch('/api/v1/scans', { method: 'POST', headers: { 'content-type': 'application/json', 'x-bartizan-csrf': session.csrf }, body: JSON.stringify({ path }) });
    return { status: answer.status, job: (await answer.json()).job };
  }, join(examples, 'booby-trapped'));
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
  const answer = await page.evaluate(async () => {
    const session = await (await fetch('/api/v1/session')).json();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    return (await fetch('/api/v1/posture', { method: 'POST', headers: { 'content-type': 'application/json', 'x-bartizan-csrf': session.csrf }, body: JSON.stringify({ until, reason: 'an exercise' }) })).status;
  });
  assert.equal(answer, 200);
  await go('/roadmap');
  await page.getByText('Posture raised').first().waitFor();
  assert.equal(await page.getByText('Posture normal').count(), 0);
});

test('without a token of the session nothing is changed', async () => {
  await sign_in();
  const answer = await page.evaluate(async () => (await fetch('/api/v1/posture?reason=over', { method: 'DELETE' })).status);
  assert.equal(answer, 403);
});
