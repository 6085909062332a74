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
