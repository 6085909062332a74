// People on the real server: passkeys, codes, the end of a session, what a role may, the quota of
// uploads, live progress, the way to the bytes, and a posture that ends by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { Served, ask, at_home, kPassword, sign_in } from './served.mjs';

const served = new Served('localhost');
let browser;
let page;
let context;
let trouble;

before(async () => {
  served.fill({ 'booby-trapped/assistant.gguf': 'clinic-triage/models/trapped.gguf' });
  // Enough to read that progress can be seen.
  for (let i = 0; i < 500; i++) cpSync(join(served.examples, 'booby-trapped'), join(served.examples, `many/copy-${i}`), { recursive: true });
  served.bartizan('account', 'add', 'root', '--role', 'admin');
  await served.start();
  for (const role of ['viewer', 'analyst', 'approver', 'admin']) await served.person(`the-${role}`, role);
  await served.person('pia', 'analyst');  // has a passkey
  await served.person('tom', 'viewer');   // has an authenticator
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await served.stop();
});
beforeEach(async () => {
  ({ page, context, trouble } = await open(browser, { viewport: { width: 1280, height: 800 } }));
  page.setDefaultTimeout(15_000);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(trouble, []);
});

const go = (path) => page.goto(served.base + path);
async function enter(name) {
  await sign_in(page, served.base, name);
  await at_home(page);
}
async function leave() {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

test('a passkey is added, signs in without a password, and is removed', async () => {
  const tools = await context.newCDPSession(page);
  await tools.send('WebAuthn.enable');
  const { authenticatorId } = await tools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  await enter('pia');
  await go('/settings');
  await page.getByLabel('Name of a new one').fill('Laptop');
  // An open session is not enough.
  await page.getByLabel('Your password, to add it').fill('not it, whatever it is');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The password that you have now is wrong').first().waitFor();
  await page.getByLabel('Your password, to add it').fill(kPassword);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('Passkey added').first().waitFor();
  await page.getByText('Laptop').first().waitFor();
  const { credentials } = await tools.send('WebAuthn.getCredentials', { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].rpId, 'localhost');
  await leave();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await at_home(page);
  assert.equal((await ask(page, 'GET', '/session')).body.account.name, 'pia');
  const sessions = (await ask(page, 'GET', '/me/sessions')).body.items;
  assert.equal(sessions.find((one) => one.current).method, 'passkey');
  // An authenticator that did not ask for its user is not enough.
  await leave();
  await tools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('alert').waitFor();
  await tools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await at_home(page);
  await go('/settings');
  await page.getByRole('button', { name: 'Remove Laptop' }).click();
  await page.getByLabel('Your password, to remove it').fill(kPassword);
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByText('None. A passkey signs you in').waitFor();
  await leave();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal((await ask(page, 'GET', '/session')).body.account, null);
});

/** RFC 6238 with SHA-1 and six digits; `later` counts steps of 30 seconds. */
function code_of(secret, later = 0) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/=+$/, '')].map((one) => digits.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((one) => parseInt(one, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const sum = createHmac('sha1', key).update(counter).digest();
  const at = sum[19] & 15;
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('an authenticator is asked for when signing in, and each code is good once', async () => {
  await enter('tom');
  await go('/settings');
  await page.getByLabel('Your password', { exact: true }).fill(kPassword);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const secret = await page.locator('code').filter({ hasText: /^[A-Z2-7]{16,}=*$/ }).first().textContent();
  const first = code_of(secret);
  await page.getByLabel('Code', { exact: true }).fill(first);
  await page.getByRole('button', { name: 'Confirm' }).click();
  const recovery = page.locator('ul.codes code');
  await recovery.first().waitFor();
  assert.equal(await recovery.count(), 10);
  const spare = await recovery.first().textContent();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await leave();

  await sign_in(page, served.base, 'tom');
  await page.getByLabel('Code').fill(first);  // used when it was set up
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
  await page.getByLabel('Code').fill(code_of(secret, 1));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await at_home(page);
  await leave();

  for (const good of [true, false]) {
    await sign_in(page, served.base, 'tom');
    await page.getByLabel('Code').fill(spare);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    if (!good) {
      await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor();
      break;
    }
    await at_home(page);
    await leave();
  }
});

/** Lets time go by for every session, as the store knows it. */
function wait_minutes(minutes) {
  const script = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=10); db.execute("UPDATE account_session SET seen = seen - ?", (int(sys.argv[2]) * 60000,)); db.commit()';
  execFileSync('python3', ['-c', script, served.store, String(minutes)]);
}

test('a session ends after half an hour of silence, and the page says so', async () => {
  await enter('the-analyst');
  wait_minutes(28);
  await page.getByRole('link', { name: 'Systems', exact: false }).first().click();
  await page.getByRole('heading', { name: 'Systems', exact: true }).waitFor();
  wait_minutes(31);
  await page.getByRole('link', { name: /^Findings/ }).first().click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const [cookie] = await context.cookies();
  assert.ok(cookie.httpOnly && cookie.sameSite === 'Strict', JSON.stringify(cookie));
  // What was asked for is where one comes to after signing in again.
  await page.getByLabel('Name').fill('the-analyst');
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Findings', exact: true }).waitFor();
});

test('signing out ends the session on the server, too', async () => {
  await enter('the-analyst');
  const [cookie] = await context.cookies();
  await leave();
  const answer = await fetch(`${served.base}/api/v1/jobs`, { headers: { cookie: `${cookie.name}=${cookie.value}` } });
  assert.equal(answer.status, 401);
});

test('a viewer is offered nothing that writes, and is refused what is forced', async () => {
  await enter('the-viewer');
  const [system] = (await ask(page, 'GET', '/systems?limit=1')).body.items;
  for (const path of [`/systems/${system.id}`, `/assessments/guidelines/V1?system=${system.id}`, '/scan', '/posture', '/reconcile', '/findings', '/vulnerabilities']) {
    await go(path);
    await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('main [aria-label="Loading"]'));
    const offered = await page.locator('main').getByRole('button', { name: /^(Edit|Answer|Save|Scan|Accept|Raise|Lower|Assign|Declare)/ }).count();
    assert.equal(offered, 0, path);
  }
  await go('/settings?tab=people');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByText('the-approver').count(), 0);
  const document_of = (await ask(page, 'GET', '/openapi.json')).body;
  const before_all = (await ask(page, 'GET', '/posture')).body.history.length;
  let forced = 0;
  for (const [path, methods] of Object.entries(document_of.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (['none', 'viewer'].includes(operation['x-role'])) continue;
      const answer = await ask(page, method.toUpperCase(), path.replace('/api/v1', '').replaceAll(/\{[^}]*\}/g, 'x'), operation.requestBody ? {} : undefined);
      assert.equal(answer.status, 403, `${method} ${path}`);
      forced++;
    }
  }
  assert.ok(forced >= 10);
  assert.equal((await ask(page, 'GET', '/posture')).body.history.length, before_all);
});

test('a scan is followed while it runs: queued, running with its count, done', async () => {
  await enter('the-analyst');
  await go('/scan');
  await page.evaluate(() => {
    globalThis.seen = [];
    const source = new EventSource('/api/v1/events');
    for (const kind of ['job', 'finding', 'scan']) {
      source.addEventListener(kind, (event) => globalThis.seen.push({ kind, id: Number(event.lastEventId), data: JSON.parse(event.data).job }));
    }
    globalThis.ready = new Promise((resolve) => (source.onopen = resolve));
  });
  await page.evaluate(() => globalThis.ready);
  await page.getByLabel('Path').fill(join(served.examples, 'many'));
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
  await page.getByLabel('Work in progress').getByRole('progressbar').waitFor();
  await page.waitForFunction(() => globalThis.seen.some((one) => one.kind === 'job'));
  const id = await page.evaluate(() => globalThis.seen.find((one) => one.kind === 'job').data.id);
  await page.waitForFunction((id) => globalThis.seen.some((one) => one.data?.id === id && one.data.state === 'done'), id, { timeout: 60_000 });
  const seen = await page.evaluate(() => globalThis.seen);
  const states = seen.filter((one) => one.data?.id === id).map((one) => one.data);
  assert.equal(states.at(-1).state, 'done');
  const running = states.filter((one) => one.state === 'running');
  assert.ok(running.some((one) => one.done > 0 && one.done < one.of), JSON.stringify(running.map((one) => [one.done, one.of])));
  const done = running.map((one) => one.done);
  assert.deepEqual(done, done.slice().sort((a, b) => a - b), 'the count only grows');
  assert.ok(states.at(-1).of >= 500 && states.at(-1).done === states.at(-1).of);
  assert.ok(seen.some((one) => one.kind === 'finding') && seen.some((one) => one.kind === 'scan'));
  const ids = seen.map((one) => one.id);
  assert.ok(ids.every((one, i) => i === 0 || one > ids[i - 1]), 'ids grow');
});

test('an assessment opens to its evidence, and that to the bytes of the file', async () => {
  await enter('the-viewer');
  await go('/assessments');
  await page.getByRole('link', { name: 'Guidelines for Secure AI System Development' }).first().click();
  await page.getByRole('heading', { name: /Guidelines for Secure AI/ }).waitFor();
  const { items } = (await ask(page, 'GET', '/systems?q=triage&limit=1')).body;
  await go(`/assessments/guidelines?system=${items[0].id}`);
  await page.getByRole('link', { name: /Consider security benefits/ }).click();
  const drill = page.locator('[data-drill]').first();
  await drill.waitFor();
  await drill.click();
  await page.getByText(/^Bytes [\d,]+ to [\d,]+, marked below/).first().waitFor();
  const [, from, to] = /Bytes ([\d,]+) to ([\d,]+)/.exec(await page.getByText(/^Bytes [\d,]+ to [\d,]+/).first().textContent()).map((one) => Number(one.replaceAll(',', '')));
  const marked = page.locator('td.bytes .mark');
  await marked.first().waitFor();
  const shown = await marked.count();
  assert.ok(shown > 0 && shown <= to - from + 1, `${shown} of ${from} to ${to}`);
});

test('a posture ends by itself at its date, and says so', async () => {
  await enter('the-approver');
  const until = new Date(Date.now() + 6_000).toISOString();
  const raised = await ask(page, 'POST', '/posture', { until, reason: 'a short exercise' });
  assert.equal(raised.status, 200, JSON.stringify(raised.body));
  await go('/roadmap');
  await page.locator('p.posture').filter({ hasText: 'a short exercise' }).waitFor();
  await page.waitForTimeout(Math.max(0, new Date(until) - Date.now()) + 500);
  assert.equal((await ask(page, 'GET', '/posture')).body.raised, false);
  await go('/roadmap');
  await page.getByText('Posture normal').first().waitFor();
  await go('/posture');
  await page.getByRole('heading', { name: 'Normal' }).waitFor();
  await page.getByText('a short exercise').first().waitFor();  // in its history
});

/** An upload that has begun and does not go on: {answer, end}. */
function begun(name, token, length) {
  const sent = request({ host: '127.0.0.1', port: served.port, method: 'POST', path: `/api/v1/uploads?name=${name}`, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', 'content-length': length } });
  const answer = new Promise((resolve) => {
    sent.on('response', (response) => {
      let text = '';
      response.on('data', (piece) => (text += piece)).on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', () => resolve({ status: 0, text: '' }));
  });
  sent.write('x');
  return { answer, end: () => sent.destroy() };
}

test('uploads have a quota: of each, and of how many wait', async () => {
  const token = served.token('the-analyst');
  await enter('the-analyst');
  await go('/scan');
  const large = begun('large.pkl', token, 17 * 2 ** 30);
  assert.equal((await large.answer).status, 413);
  const waiting = [];
  for (let i = 0; i < 40; i++) waiting.push(begun(`part-${i}.pkl`, token, 1000));
  const answers = [];
  for (const one of waiting) one.answer.then((answer) => answers.push(answer));
  for (let i = 0; i < 100 && answers.length < 8; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(answers.map((one) => one.status), Array(8).fill(503));
  assert.match(JSON.parse(answers[0].text).detail, /Too many uploads/);
  // A person is told in words.
  await page.setInputFiles('#scan-file', { name: 'mine.pkl', mimeType: 'application/octet-stream', buffer: Buffer.from('not a model') });
  await page.getByText(/mine\.pkl: Too many uploads/).waitFor();
  for (const one of waiting) one.end();
  let taken = 0;
  for (let i = 0; i < 40 && taken !== 202; i++) {
    const answer = await fetch(`http://127.0.0.1:${served.port}/api/v1/uploads?name=mine.pkl`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }, body: 'not a model' });
    taken = answer.status;
    if (taken !== 202) await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.equal(taken, 202);
});
