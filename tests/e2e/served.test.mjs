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
  await page.getByRole('alert').filter({ hasText: 'used before' }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 1);
  assert.equal(await page.locator('form').count(), 0, 'nothing is asked that cannot be taken');
});

for (const [path, text] of [
  ['/roadmap', 'Triage of patient messages'],
  ['/systems', 'llm-gateway'],
  ['/reconcile?gap=ghost', 'Answers about opening hours'],
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

test('a page with a dot in its address outlives a reload', async () => {
  await sign_in();
  for (const path of ['/assessments/roadmap/5.3', '/assessments/aisvs-1.0']) {
    await go(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(new URL(page.url()).pathname, path);
  }
  assert.deepEqual(refused, []);
});

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

test('a pickle is listed instruction by instruction, with what it calls', async () => {
  await sign_in();
  served.bartizan('scan', 'examples/booby-trapped');
  const { body } = await ask(page, 'GET', '/artifacts?q=call.pkl');
  await go(`/artifacts/${body.items[0].id}?tab=opcodes`);
  const row = page.getByRole('row', { name: /REDUCE/ });
  await row.getByText("posix.system('echo inert')").waitFor();
  assert.equal(await row.getByRole('rowheader').textContent(), '30');
  assert.deepEqual(refused, []);
});

test('statements about weaknesses are shown, and given out as the command line does', async () => {
  await sign_in();
  const { body } = await ask(page, 'GET', '/clocks');
  const one = body.items.at(-1);
  const said = await ask(page, 'POST', `/cases/${one.case}/state`, { state: 'not_affected', reason: 'the proxy is switched off' });
  await go(`/vulnerabilities?system=${one.system.id}`);
  await page.getByText('the proxy is switched off').first().waitFor();
  await page.getByText('ada, ').first().waitFor();
  const exported = await ask(page, 'GET', `/vex/export?system=${one.system.id}`);
  const theirs = JSON.parse(served.bartizan('vex', 'export', '--system', one.system.id, '--author', 'ada'));
  const words = (document) => document.statements.map((statement) => [statement.vulnerability.name, statement.status]).sort();
  assert.deepEqual(words(exported.body), words(theirs));
  assert.ok(words(theirs).some(([, status]) => status === 'not_affected'));
  assert.equal((await ask(page, 'POST', '/findings/undo', { audit: said.body.audit })).status, 200);
  assert.deepEqual(refused, []);
});

test('findings are told since the first scan, and today counts what is listed', async () => {
  await sign_in();
  const { body } = await ask(page, 'GET', '/findings/trend?days=7');
  assert.equal(body.why, 'first-scan');
  assert.equal(body.days.at(-1).total, (await ask(page, 'GET', '/findings?state=open')).body.total);
  await go('/findings');
  await page.getByText(/^\d+ open findings?\. Since the first scan \d+ new, \d+ closed/).waitFor();
});

const toast = (text) => page.getByText(text).first().waitFor();

test('a field of a record is edited, taken back, and kept from two who edit at once', async () => {
  await sign_in();
  const { body } = await ask(page, 'GET', '/systems?declared=yes&q=patient%20messages');
  const id = body.items[0].id;
  const field = (answer, name) => answer.body.use_case.fields.find((one) => one.id === name);
  const before = await ask(page, 'GET', `/systems/${id}`);
  const stage = field(before, 'development_stage');
  assert.ok(stage.enum.length > 2);
  const other = stage.enum.find((one) => one !== stage.value);
  await go(`/systems/${id}`);
  await page.getByRole('button', { name: `Edit ${stage.label}` }).click();
  await page.getByRole('combobox', { name: stage.label }).selectOption(other);
  await page.getByRole('button', { name: 'Save' }).click();
  await toast(`${stage.label} saved`);
  const edited = field(await ask(page, 'GET', `/systems/${id}`), 'development_stage');
  assert.equal(edited.value, other);
  assert.equal(edited.raw, stage.raw);
  assert.equal(edited.treatment, 'declared');
  await page.getByRole('button', { name: 'Undo' }).click();
  await toast('Undone');
  const back = field(await ask(page, 'GET', `/systems/${id}`), 'development_stage');
  assert.equal(back.value, stage.value);
  assert.equal(back.treatment, stage.treatment);
  // Somebody else saves while the form is open.
  await go(`/systems/${id}`);
  await page.getByRole('button', { name: `Edit ${stage.label}` }).click();
  await page.getByRole('combobox', { name: stage.label }).selectOption(other);
  const { etag } = await ask(page, 'GET', `/systems/${id}`);
  assert.equal((await ask(page, 'PATCH', `/systems/${id}`, { fields: { use_case_name: 'Sorting of patient messages' } }, { 'if-match': etag })).status, 200);
  assert.equal((await ask(page, 'PATCH', `/systems/${id}`, { fields: { use_case_name: 'x' } }, { 'if-match': etag })).status, 409);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('changed this record meanwhile').first().waitFor();
  assert.equal(field(await ask(page, 'GET', `/systems/${id}`), 'development_stage').value, stage.value);
  await ask(page, 'PATCH', `/systems/${id}`, { fields: { use_case_name: before.body.name } });
  await go(`/systems/${id}?tab=history`);
  await page.getByText('inventory edit').first().waitFor();
});

test('a cause is accepted until a date, and taken back', async () => {
  await sign_in();
  const { body } = await ask(page, 'GET', '/findings/causes');
  const cause = body.items.find((one) => one.verdict === 'suspicious' && one.cause !== one.rule) ?? body.items.find((one) => one.verdict === 'malicious');
  const title = cause.title;
  const total = body.total;
  await go(`/findings?cause=${encodeURIComponent(`${cause.rule} ${cause.cause}`)}`);
  const panel = page.getByRole('complementary', { name: title });
  await panel.getByRole('button', { name: 'Accept for a time' }).click();
  if (cause.verdict === 'malicious') await panel.getByLabel('For which file').selectOption({ index: 1 });
  await panel.getByLabel('Why this is acceptable').fill('known, and only read in the sandbox');
  await panel.getByRole('button', { name: 'Accept', exact: true }).click();
  await toast(/^Accepted /);
  const accepted = await ask(page, 'GET', '/findings?state=accepted');
  assert.ok(accepted.body.total > 0);
  assert.equal(accepted.body.items[0].accepted.reason, 'known, and only read in the sandbox');
  await page.getByRole('button', { name: 'Undo' }).click();
  await toast('Undone');
  assert.equal((await ask(page, 'GET', '/findings?state=accepted')).body.total, 0);
  assert.equal((await ask(page, 'GET', '/findings/causes')).body.total, total);
  assert.deepEqual(refused, []);
});

test('what is accepted counts for the command line, and is listed there', async () => {
  await sign_in();
  const { body } = await ask(page, 'GET', '/findings/causes');
  const cause = body.items.find((one) => one.verdict === 'malicious');
  const { body: artifact } = await ask(page, 'GET', `/artifacts/${cause.sample[0].artifact}`);
  const expires = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const made = await ask(page, 'POST', '/findings/accept', { rule: cause.rule, sha256: artifact.sha256, reason: 'a drill', expires });
  assert.equal(made.status, 200);
  assert.match(served.bartizan('allow', 'list'), /because {3}a drill/);
  const scanned = JSON.parse(served.bartizan('scan', cause.sample[0].path, '--format', 'json'));
  assert.ok(scanned.artifacts[0].findings.some((one) => one.rule === cause.rule && one.accepted_by));
  assert.equal((await ask(page, 'POST', '/findings/undo', { audit: made.body.audit })).status, 200);
  assert.match(served.bartizan('allow', 'list'), /nothing is accepted/);
});

test('a case is looked into, and the change taken back', async () => {
  await sign_in();
  const { body } = await ask(page, 'GET', '/clocks');
  const one = body.items[0];
  await go(`/vulnerabilities?case=${one.case}`);
  await page.getByRole('button', { name: 'Change the state' }).click();
  await page.getByLabel('State', { exact: true }).selectOption('investigating');
  await page.getByLabel('Why', { exact: true }).fill('somebody looks at the logs');
  await page.getByRole('button', { name: 'Save' }).click();
  await toast('Now being looked into');
  assert.equal((await ask(page, 'GET', `/cases/${one.case}`)).body.state, 'investigating');
  await page.getByRole('button', { name: 'Undo' }).click();
  await toast('Undone');
  assert.equal((await ask(page, 'GET', `/cases/${one.case}`)).body.state, one.state);
  assert.deepEqual(refused, []);
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
