// A person reads no address of the API and no name of a parameter, whatever the server says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'vite';

const { output } = await build({ configFile: false, logLevel: 'silent', build: { write: false, ssr: true, lib: { entry: new URL('../src/lib/refusal.ts', import.meta.url).pathname, formats: ['es'] } } }).then((one) => (Array.isArray(one) ? one[0] : one));
const { refusal_words } = await import('data:text/javascript,' + encodeURIComponent(output[0].code));
const words = (status, title, detail, errors = []) => Object.values(refusal_words(status, title, detail, errors)).filter(Boolean).join('. ');

test('refusals of the server become sentences', () => {
  const outside = 'This server reads only what lies in its folders; GET /api/v1/roots lists them.';
  assert.equal(words(404, 'Not Found', outside, [{ in: 'body', name: 'path', detail: outside }]), 'This server reads only what lies in its folders');
  assert.match(words(404, 'Not Found', 'There is no such address. /api/v1/openapi.json lists all.'), /^This page and the server do not fit/);
  assert.match(words(400, 'Bad Request', 'The request is not what this address takes.', [{ in: 'query', name: 'as_of', detail: 'is not known here' }]), /^This page and the server do not fit/);
  assert.equal(words(400, 'Bad Request', 'The body is not what this address takes.', [{ in: 'body', name: 'reason', detail: 'must be there' }]), 'Reason is missing');
  assert.equal(words(404, 'Not Found', 'There is no such system.'), 'There is no such system');
  assert.equal(words(502, '', ''), 'The server answered 502');
});
