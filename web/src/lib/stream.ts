// The stream of events, one for all windows of a browser in which the same person is signed in: a
// browser opens six connections to a host, and windows side by side would hold them all. A lock of
// the browser says whose window holds it, the others hear of it on a channel, and the next one takes
// over when that one leaves. Where a browser has neither, each window holds its own.

export interface Told {
  event(kind: string, data: string): void;
  /** Something may have been said that was not heard. */
  missed(): void;
  connected(now: boolean): void;
}

/** What windows say to each other; all but `ask` by the one that holds the stream. */
type Note =
  | { say: 'ask' }
  | { say: 'state'; connected: boolean; last: string }
  | { say: 'event'; kind: string; data: string; id: string }
  | { say: 'missed' };

const kAddress = '/api/v1/events';
/** Until a stream that was refused is asked for again. */
const kAgain = 30_000;

export class Stream {
  #source: EventSource | null = null;
  #channel: BroadcastChannel | null = null;
  #turn: AbortController | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  /** The id of the event that was heard last. */
  #last = '';
  #followed = false;

  constructor(
    private readonly kinds: readonly string[],
    private readonly told: Told,
  ) {}

  get joined(): boolean {
    return this.#turn !== null;
  }

  /** `whose`: windows of the same person share a stream. */
  join(whose: string): void {
    if (this.joined) return;
    clearTimeout(this.#again);
    const turn = (this.#turn = new AbortController());
    this.#last = '';
    this.#followed = false;
    if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) return this.#open(whose);
    const name = `events of ${whose}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = (event: MessageEvent<Note>) => this.#hear(event.data);
    this.#say({ say: 'ask' });
    const hold = () =>
      new Promise<void>((done) => {
        if (turn.signal.aborted) return done();
        turn.signal.addEventListener('abort', () => done());
        this.#open(whose);
      });
    navigator.locks.request(name, { signal: turn.signal }, hold).catch(() => {
      if (!turn.signal.aborted) this.#open(whose);
    });
  }

  leave(): void {
    clearTimeout(this.#again);
    if (this.#source) this.#state(false);
    this.#source?.close();
    this.#source = null;
    this.#channel?.close();
    this.#channel = null;
    this.#turn?.abort();
    this.#turn = null;
    this.told.connected(false);
  }

  #open(whose: string): void {
    // Between two holders something may have been said, and from where on is not known.
    if (this.#followed && !this.#last) this.#missed();
    const source = new EventSource(kAddress + (this.#last ? `?last=${this.#last}` : ''));
    this.#source = source;
    source.onopen = () => this.#state(true);
    source.onerror = () => {
      this.#state(false);
      if (source.readyState === EventSource.CLOSED) this.#refused(whose);
    };
    source.addEventListener('lost', () => this.#missed());
    for (const kind of this.kinds) {
      source.addEventListener(kind, (event: MessageEvent<string>) => {
        this.#event(kind, event.data, event.lastEventId);
        this.#say({ say: 'event', kind, data: event.data, id: event.lastEventId });
      });
    }
  }

  /** The browser does not ask again by itself; another window, or this one later, may be answered. */
  #refused(whose: string): void {
    this.leave();
    this.#again = setTimeout(() => {
      this.join(whose);
      this.told.missed();
    }, kAgain);
  }

  #hear(note: Note): void {
    if (note.say === 'ask') {
      if (this.#source) this.#state(this.#source.readyState === EventSource.OPEN);
      return;
    }
    // What the holder before this one said may arrive late.
    if (this.#source && note.say !== 'event') return;
    this.#followed = true;
    if (note.say === 'event') return this.#event(note.kind, note.data, note.id);
    if (note.say === 'missed') return this.#forget();
    this.#last ||= note.last;
    this.told.connected(note.connected);
  }

  #event(kind: string, data: string, id: string): void {
    // Ids grow; after a change of the holder the same may be said twice.
    if (this.#last && Number(id) <= Number(this.#last)) return;
    this.#last = id;
    this.told.event(kind, data);
  }

  #state(connected: boolean): void {
    this.told.connected(connected);
    this.#say({ say: 'state', connected, last: this.#last });
  }

  #missed(): void {
    this.#forget();
    this.#say({ say: 'missed' });
  }

  #forget(): void {
    this.#last = '';
    this.told.missed();
  }

  #say(note: Note): void {
    this.#channel?.postMessage(note);
  }
}
