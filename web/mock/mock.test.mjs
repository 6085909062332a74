// The mock answers in the shape that the pages read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve } from './server.mjs';

let server;
before(async () => (server = await serve({ signed_in: 'analyst' })));
after(() => server.close());
const get = async (path) => (await fetch(`http://127.0.0.1:${server.port}/api/v1${path}`)).json();

test('lists page by a cursor and count what they filter by', async () => {
  const first = await get('/systems?limit=10');
  assert.equal(first.items.length, 10);
  assert.equal(first.total, 40);
  const second = await get(`/systems?limit=10&cursor=${first.next}`);
  assert.notEqual(first.items[0].id, second.items[0].id);
  assert.ok(first.facets.stage.Deployed > 0);
});

test('systems begin with the worst, and by name where that is asked for', async () => {
  const { items } = await get('/systems?limit=500');
  const harmful = items.filter((one) => one.verdict === 'malicious').length;
  assert.ok(harmful > 0 && items.slice(0, harmful).every((one) => one.verdict === 'malicious'));
  const names = (await get('/systems?limit=500&sort=name')).items.map((one) => one.name);
  assert.deepEqual(names, names.slice().sort());
});

test('a role that is too low is refused with words', async () => {
  const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/findings/accept`, { method: 'POST', headers: { 'X-Bartizan-CSRF': 'mock-csrf', 'Content-Type': 'application/json' }, body: '{}' });
  assert.equal(response.status, 403);
  assert.match((await response.json()).title, /approver/);
});

test('spans of an artifact cover it from the first byte to the last', async () => {
  const { items } = await get('/artifacts?limit=500');
  for (const { id } of items) {
    const artifact = await get(`/artifacts/${id}`);
    let at = 0;
    for (const span of artifact.spans.filter((one) => one.member === 0)) {
      assert.equal(span.offset, at, artifact.path);
      at += span.length;
    }
    assert.equal(at, artifact.size, artifact.path);
  }
});

test('systems by requirements: each row has each requirement, and the worst of all stands above', async () => {
  const { items, total, systems, requirements } = await get('/frameworks/guidelines/systems?limit=500');
  assert.equal(items.length, total);
  assert.equal(systems, total);
  for (const one of requirements) {
    assert.equal(Object.values(one.counts).reduce((sum, n) => sum + n, 0), systems, one.id);
    assert.ok(items.every((row) => one.id in row.statuses));
    if (one.counts.unmet > 0) assert.equal(one.status, 'unmet');
  }
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/api/v1/frameworks/secure-by-design/systems`)).status, 409);
});

test('the last day of the trend counts the findings that are open', async () => {
  const { days } = await get('/findings/trend?days=7');
  assert.equal(days.length, 7);
  assert.equal(days.at(-1).total, (await get('/findings?limit=500')).total);
});

test('a page of the comparison counts all three gaps, and an assignment answers what it changed', async () => {
  const shadows = await get('/reconcile?gap=shadow&limit=2');
  assert.equal(shadows.items.length, 2);
  assert.equal(shadows.total, shadows.facets.gap.shadow);
  assert.ok(shadows.facets.gap.ghost > 0 && shadows.facets.gap.drift > 0);
  assert.ok((await get(`/reconcile?gap=shadow&limit=2&cursor=${shadows.next}`)).items.every((one) => one.gap === 'shadow'));
  assert.deepEqual((await get('/reconcile?q=zzz')).facets.gap, { shadow: 0, ghost: 0, drift: 0 });
  const assign = await fetch(`http://127.0.0.1:${server.port}/api/v1/reconcile/assign`, { method: 'POST', headers: { 'X-Bartizan-CSRF': 'mock-csrf', 'Content-Type': 'application/json' }, body: JSON.stringify({ found: shadows.items[0].found, use_case: null, declare: { name: 'Known now' } }) });
  const written = await assign.json();
  assert.equal(written.use_case_name, 'Known now');
  assert.ok(written.audit);
  assert.equal((await get('/reconcile?limit=2')).facets.gap.shadow, shadows.total - 1);
});
