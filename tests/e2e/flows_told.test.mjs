// What pages tell: why something was not read or not taken, what is done, and what comes next; to
// windows side by side, and to narrow ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kPassword } from '../../web/mock/more.mjs';
import { context, go, page, server, start } from './flows.mjs';

test('a file that was not read says why and what to do, and a finding when it does harm', async () => {
  await start({ signed_in: 'viewer' });
  await go('/artifacts?verdict=incomplete');
  await page.locator('tbody [data-row]').first().click();
  await page.getByText('fewer bytes are present than the structure declares').waitFor();
  await page.getByText('fetch the file again and compare its SHA-256').waitFor();
  await go('/artifacts?verdict=malicious');
  await page.getByRole('link', { name: 'encoder.pt' }).click();
  await page.getByText('weights_only=True stops it').waitFor();
  const [, spans] = /in (\d+) spans/.exec(await page.locator('[data-map]').textContent());
  const tabs = page.getByLabel('Ways to look at the file');
  assert.equal(await tabs.getByRole('link', { name: /^Map/ }).textContent(), `Map${spans}`, 'the tab counts what the map shows');
  await tabs.getByRole('link', { name: /^Metadata/ }).click();
  await page.getByRole('heading', { name: 'Names that loading looks up' }).waitFor();
});

test('a wrong password stands at its field, and is gone after the right one', async () => {
  await start({ signed_in: 'viewer' });
  await go('/settings');
  const field = page.getByLabel('Your password', { exact: true });
  await field.fill('not it');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('alert').filter({ hasText: 'is wrong' }).waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill(kPassword);
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('img', { name: /^QR code/ }).waitFor();
  assert.equal(await page.getByText('is wrong').count(), 0);
  await page.getByText('Firefox 128 on Linux').waitFor();
  const password = page.getByLabel('New', { exact: true });
  await password.fill('another good phrase');
  await page.getByRole('button', { name: 'Show what is typed' }).click();
  assert.equal(await password.getAttribute('type'), 'text');
});

test('work that went well leaves by itself, but not from under the pointer', async () => {
  await start({ signed_in: 'analyst', job_step: 20 });
  await page.clock.install();
  await go('/scan');
  await page.getByLabel('Path').fill('/srv/ai/clinic');
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
  const bar = page.getByLabel('Work in progress');
  await bar.getByText('malicious').first().waitFor();
  await page.getByRole('link', { name: /^Findings/ }).click();
  await bar.hover();
  await page.clock.runFor(120_000);
  assert.ok(await bar.isVisible());
  await page.getByRole('heading', { name: 'Findings', exact: true }).hover();
  await page.clock.runFor(2000);
  await bar.waitFor({ state: 'detached' });
  await go('/activity?tab=work');
  await page.getByRole('cell', { name: 'done' }).waitFor();
});

test('windows side by side hear of work through one stream, and another takes over when its holder closes', async () => {
  await start({ signed_in: 'analyst', job_step: 400 });
  await go('/scan');
  // One more than the connections that a browser opens to a host: each with a stream of its own, the last would not load.
  const others = [];
  for (let i = 0; i < 6; i++) {
    others.push(await context.newPage());
    await others[i].goto(`http://127.0.0.1:${server.port}/activity`, { timeout: 10_000 });
    await others[i].getByRole('heading', { name: 'Activity', exact: true }).waitFor({ timeout: 10_000 });
  }
  // What the server holds open, counted there.
  assert.equal(server.streams(), 1);
  await page.getByLabel('Path').fill('/srv/ai/clinic');
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
  await page.getByLabel('Work in progress').getByRole('progressbar').waitFor();
  for (const one of others) await one.getByLabel('Work in progress').getByText('1 running').waitFor({ timeout: 10_000 });
  assert.equal(server.streams(), 1);
  await page.close();
  for (const one of others) await one.getByLabel('Work in progress').getByText('malicious').first().waitFor({ timeout: 10_000 });
  assert.equal(server.streams(), 1);
});

test('systems by requirements: all of it is in view at a desk, and the names stay where it scrolls', async () => {
  await start({ signed_in: 'viewer' });
  await go('/assessments/guidelines?tab=systems');
  const frame = page.getByRole('region', { name: /^Systems by requirements/ });
  await frame.waitFor();
  assert.ok(await frame.evaluate((one) => one.scrollWidth <= one.clientWidth), 'no requirement is cut off');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByText('the table scrolls sideways').waitFor();
  await frame.evaluate((one) => one.scrollTo(one.scrollWidth, 400));
  const at = (locator) => locator.evaluate((one) => one.getBoundingClientRect().toJSON());
  const [box, name, head] = [await at(frame), await at(frame.getByRole('rowheader').nth(12)), await at(frame.getByRole('columnheader').last())];
  assert.ok(name.left >= box.left && name.left <= box.left + 2 && name.width <= box.width / 2, JSON.stringify({ box, name }));
  assert.ok(head.right <= box.right && head.top <= box.top + 2, JSON.stringify({ box, head }));
});

test('what has the focus is seen: behind no head, no foot, and in a narrow window', async () => {
  await start({ signed_in: 'viewer' });
  await go('/systems');
  await page.locator('tbody [data-row]').first().waitFor();
  const at = (what) => page.evaluate((what) => (what ? document.querySelector(what) : document.activeElement).getBoundingClientRect().toJSON(), what);
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press('j');
    assert.ok((await at('')).bottom <= (await at('footer')).top, 'above the foot');
  }
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('k');
    assert.ok((await at('')).top >= (await at('thead th')).bottom, 'below the head');
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const head = page.getByRole('link', { name: 'System', exact: true });
  await head.focus();
  assert.ok((await at('thead')).height > 24, 'the head is there while it has the focus');
});

test('the next steps of an empty store lead to where they are done', async () => {
  await start({ signed_in: 'analyst', empty: true });
  for (const [words, place] of [['Take in the inventory, or declare what runs', '/systems?tab=imports'], ['Find the AI that runs', '/scan'], ['Answer what you know about training by hand', '/assessments/roadmap/5.3']]) {
    await go('/roadmap');
    await page.getByRole('link', { name: words }).click();
    await page.waitForURL((url) => url.pathname + url.search === place);
  }
});

test('a link to a piece of evidence finds it among many, and a filter does', async () => {
  await start({ signed_in: 'viewer' });
  await go('/assessments/guidelines/V2');
  const pieces = page.getByRole('article');
  await pieces.first().waitFor();
  assert.equal(await pieces.count(), 12);
  const last = page.locator('[data-check]').first().getByRole('link').last();
  const number = await last.textContent();
  await last.click();
  await page.getByRole('article', { name: `Evidence ${number}`, exact: true }).waitFor();
  await page.getByLabel('Filter the evidence').fill('part-7');
  await page.waitForFunction(() => document.querySelectorAll('article').length === 1);
  await page.getByText('models/part-7.safetensors').waitFor();
});

test('a page with a dot in its address outlives a reload', async () => {
  await start({ signed_in: 'analyst' });
  await go('/assessments/roadmap/5.3');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/assessments/roadmap/5.3');
});

test('nothing is said of clocks where no feed was read', async () => {
  await start({ signed_in: 'viewer', empty: true });
  await go('/roadmap');
  const figures = page.getByRole('list', { name: 'Overdue' });
  await figures.getByText('clocks not known: no feed was read').waitFor();
  assert.equal(await figures.getByText('✓').count(), 0);
});

test('every difference says what to do', async () => {
  await start({ signed_in: 'analyst' });
  for (const [gap, link, place] of [['ghost', /^Open its record/, /^\/systems\//], ['drift', /^Correct its record/, /^\/systems\//], ['ghost', /^Scan a folder/, /^\/scan/]]) {
    await go(`/reconcile?gap=${gap}`);
    await page.getByRole('link', { name: link }).first().click();
    await page.waitForURL((url) => place.test(url.pathname));
  }
});

test('what a BOM lacks is counted as the command line counts it', async () => {
  await start({ signed_in: 'viewer' });
  await go('/bom/CLN-001');
  await page.getByRole('heading', { name: '39 of 42 minimum elements met, 1 partly, 1 missing, 1 for a person' }).waitFor();
  await page.getByText('3 that are not met').click();
  await page.getByText('Hash of each component (5 of 7)').waitFor();
});

test('roles say what they may do, and an invitation can be copied', async () => {
  await start({ signed_in: 'admin' });
  await go('/settings?tab=people');
  assert.match(await page.getByLabel('Role', { exact: true }).textContent(), /approver: also accepts findings/);
  await page.getByLabel('Name', { exact: true }).fill('b.new');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('button', { name: /^Copy http/ }).waitFor();
});
