// Windows of one browser share a stream of events; here each is a Stream, and the browser is played.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { build } from 'vite';

const { output } = await build({ configFile: false, logLevel: 'silent', build: { write: false, ssr: true, lib: { entry: new URL('../src/lib/stream.ts', import.meta.url).pathname, formats: ['es'] } } }).then((one) => (Array.isArray(one) ? one[0] : one));
const { Stream } = await import('data:text/javascript,' + encodeURIComponent(output[0].code));

class Source extends EventTarget {
  static CLOSED = 2;
  static OPEN = 1;
  static all = [];
  readyState = 0;
  constructor(url) {
    super();
    this.url = url;
    Source.all.push(this);
  }
  open() {
    this.readyState = Source.OPEN;
    this.onopen();
  }
  say(kind, id, data = '{}') {
    this.dispatchEvent(Object.assign(new Event(kind), { data, lastEventId: String(id) }));
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  refuse() {
    this.close();
    this.onerror();
  }
  static held = () => Source.all.filter((one) => one.readyState !== Source.CLOSED);
}

class Channel {
  static all = new Set();
  constructor(name) {
    this.name = name;
    Channel.all.add(this);
  }
  postMessage(data) {
    for (const one of Channel.all) if (one !== this && one.name === this.name) queueMicrotask(() => one.onmessage({ data }));
  }
  close() {
    Channel.all.delete(this);
  }
}

/** Web Locks, as far as exclusive ones go. */
class Locks {
  waiting = new Map();
  request(name, { signal }, hold) {
    const before = this.waiting.get(name) ?? Promise.resolve();
    const mine = before.then(() => {
      if (signal.aborted) throw signal.reason;
      return hold();
    });
    this.waiting.set(name, mine.catch(() => {}));
    return mine;
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const kTimers = { setTimeout, clearTimeout };
let later;
let windows;
async function in_front(whose = 'ada') {
  const heard = { events: [], missed: 0, connected: false };
  const stream = new Stream(['job', 'scan'], { event: (kind, data) => heard.events.push(kind + data), missed: () => heard.missed++, connected: (now) => (heard.connected = now) });
  stream.join(whose);
  windows.push(stream);
  await settle();
  return { stream, heard };
}
const browser = (has) => {
  Object.defineProperty(globalThis, 'navigator', { value: has ? { locks: new Locks() } : {}, configurable: true });
  if (has) globalThis.BroadcastChannel = Channel;
  else delete globalThis.BroadcastChannel;
};

beforeEach(() => {
  globalThis.EventSource = Source;
  Source.all = [];
  windows = [];
  browser(true);
  later = [];
  globalThis.setTimeout = (run) => later.push(run) && run;
  globalThis.clearTimeout = (run) => (later = later.filter((one) => one !== run));
});
afterEach(async () => {
  windows.forEach((one) => one.leave());
  await settle();
  Object.assign(globalThis, kTimers);
});

test('windows of one person hear everything through one stream, whenever they came', async () => {
  const a = await in_front();
  Source.held()[0].open();
  Source.held()[0].say('job', 5, '1');
  const b = await in_front();
  assert.equal(Source.held().length, 1);
  assert.equal(b.heard.connected, true);
  Source.held()[0].say('scan', 6, '2');
  await settle();
  assert.deepEqual([a.heard.events, b.heard.events], [['job1', 'scan2'], ['scan2']]);
  const other = await in_front('eve');
  assert.equal(Source.held().length, 2);
  assert.deepEqual(other.heard.events, []);
});

test('when its holder leaves, another goes on from the last event', async () => {
  const a = await in_front();
  const b = await in_front();
  const c = await in_front();
  const [first] = Source.held();
  first.open();
  first.say('job', 7, '1');
  await settle();
  a.stream.leave();
  await settle();
  assert.equal(first.readyState, Source.CLOSED);
  assert.deepEqual(Source.held().map((one) => one.url), ['/api/v1/events?last=7']);
  assert.equal(c.heard.connected, false);
  const [second] = Source.held();
  second.open();
  second.say('job', 7, '1');
  second.say('job', 8, '2');
  await settle();
  assert.deepEqual([b.heard, c.heard].map((one) => [one.events, one.missed, one.connected]), Array(2).fill([['job1', 'job2'], 0, true]));
  assert.deepEqual(a.heard.events, ['job1']);
  assert.equal(a.heard.connected, false);
});

test('what may have been missed is told to every window', async () => {
  const a = await in_front();
  const b = await in_front();
  Source.held()[0].open();
  Source.held()[0].say('job', 9);
  Source.held()[0].say('lost', 9);
  await settle();
  assert.deepEqual([a.heard.missed, b.heard.missed], [1, 1]);
  // No event since: nothing says where to go on.
  const c = await in_front();
  a.stream.leave();
  await settle();
  assert.equal(Source.held()[0].url, '/api/v1/events');
  assert.deepEqual([b.heard.missed, c.heard.missed], [2, 1]);
});

test('a stream that is refused is left to the next window, and asked for again later', async () => {
  const a = await in_front();
  const b = await in_front();
  Source.held()[0].refuse();
  await settle();
  assert.equal(Source.held().length, 1);
  Source.held()[0].open();
  await settle();
  assert.deepEqual([a.heard.connected, b.heard.connected], [false, true]);
  later.forEach((run) => run());
  await settle();
  assert.equal(Source.held().length, 1);
  assert.equal(a.heard.missed, 1);
  assert.equal(a.heard.connected, true);
});

test('whoever leaves asks for nothing any more', async () => {
  const a = await in_front();
  const b = await in_front();
  b.stream.leave();
  Source.held()[0].refuse();
  a.stream.leave();
  later.forEach((run) => run());
  await settle();
  assert.equal(Source.held().length, 0);
});

test('without locks or channels each window has its own', async () => {
  browser(false);
  const a = await in_front();
  const b = await in_front();
  assert.equal(Source.held().length, 2);
  Source.held()[0].open();
  Source.held()[1].say('job', 1);
  assert.deepEqual([a.heard.connected, b.heard.events.length], [true, 1]);
  a.stream.leave();
  assert.equal(Source.held().length, 1);
});
