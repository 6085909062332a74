// What pages make of words and numbers of the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'vite';

async function built(path) {
  const { output } = await build({ configFile: false, logLevel: 'silent', build: { write: false, ssr: true, lib: { entry: new URL(path, import.meta.url).pathname, formats: ['es'] } } }).then((one) => (Array.isArray(one) ? one[0] : one));
  return import('data:text/javascript,' + encodeURIComponent(output[0].code));
}
const words = await built('../src/lib/words.ts');
const job = await built('../src/ui/job.ts');
const log = await built('../src/rooms/activity/log.ts');
const facts = await built('../src/rooms/assessments/facts.ts');

test('a sentence begins as sentences do, a name and an address as they are called', () => {
  assert.equal(words.sentence('the answer does not stand any more'), 'The answer does not stand any more');
  assert.equal(words.sentence('litellm 1.82.0 is overdue'), 'litellm 1.82.0 is overdue');
  assert.equal(words.sentence('https; plain http'), 'https; plain http');
  assert.equal(words.sentence('encoder.pt: it runs code'), 'encoder.pt: it runs code');
});

test('a time of today has its hour, another day none', () => {
  const now = Date.parse('2026-11-29T12:00:00Z');
  assert.match(words.when('2026-11-29T09:30:00Z', now), /^2026-11-29 \d\d:\d\d/);
  assert.equal(words.when('2026-10-01T09:30:00Z', now), '2026-10-01');
  assert.equal(words.when('2026-11-29', now), '2026-11-29');
  assert.equal(words.when(null, now), '–');
});

test('reading again says of how many files, and what came of it', () => {
  const again = { kind: 'reread', state: 'done', what: '/srv/ai', done: 0, of: 0, error: null, summary: { path: '/srv/ai', new: 1, discovered: true, problem: null, files: { files: 20, sentence: 'as of 2026-11-29 00:20 UTC; 20 files looked at, none left unread' } } };
  assert.equal(job.kind_words(again), 'read again');
  assert.equal(job.files_of(again), 20);
  assert.equal(job.outcome(again), '1 new; 20 files looked at, none left unread; searched for AI again');
  assert.equal(job.outcome({ ...again, summary: { ...again.summary, problem: 'it is not there any more' } }), 'it is not there any more');
});

test('an entry about the answer of a system leads to that system', () => {
  assert.equal(log.about('answer_aaaaaaaaaa', 'answer.add', 'guidelines P2 met, of found_abcdefgh12').href, '/assessments/guidelines/P2?system=found_abcdefgh12');
  assert.equal(log.about('answer_aaaaaaaaaa', 'answer.add', 'guidelines P2 met').href, '/assessments/guidelines/P2');
  assert.equal(log.about('answer_aaaaaaaaaa', 'answer.withdraw', 'guidelines P2, of found_abcdefgh12').href, '/assessments/guidelines/P2?system=found_abcdefgh12');
  assert.equal(log.detail_words('guidelines P2 met, of found_abcdefgh12'), 'guidelines P2 met');
  assert.equal(log.via_words('job'), 'scan or import');
});

test('names of evidence are read as they were written', () => {
  assert.deepEqual(facts.names_in('a.pt; sub/b.pt and 12 more'), ['a.pt', 'sub/b.pt and 12 more']);
  assert.deepEqual(facts.names_in(String.raw`a\; b.pt; c\\; this \and 3 more`), ['a; b.pt', 'c\\', 'this and 3 more']);
  assert.deepEqual(facts.names_in(String.raw`C:\models\a.pt; end\;`), ['C:\\models\\a.pt', 'end;']);
  assert.deepEqual(facts.names_in(''), []);
});
