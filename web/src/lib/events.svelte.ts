// Server-sent events, for windows in front: those behind others, or kept to go back to, hear
// nothing, and read again what they show when they come to the front. One stream does for all of
// them (lib/stream.ts); the browser connects it again by itself.
import { Stream } from './stream';

export type EventKind = 'job' | 'finding' | 'scan' | 'posture' | 'notice';
/** What was said; null: something may have been missed. */
type Listener = (data: unknown) => void;

const kKinds: EventKind[] = ['job', 'finding', 'scan', 'posture', 'notice'];
const listeners = new Map<string, Set<Listener>>(kKinds.map((kind) => [kind, new Set()]));
let whose = '';

export const live = $state({ connected: false });

export function on_event(kinds: EventKind[], listener: Listener): () => void {
  for (const kind of kinds) listeners.get(kind)?.add(listener);
  return () => {
    for (const kind of kinds) listeners.get(kind)?.delete(listener);
  };
}

const missed = () => listeners.forEach((of_kind) => of_kind.forEach((listener) => listener(null)));

const stream = new Stream(kKinds, {
  event(kind, text) {
    let data: unknown = null;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    listeners.get(kind)?.forEach((listener) => listener(data));
  },
  missed,
  connected: (now) => (live.connected = now),
});

function follow(): void {
  if (document.hidden) return stream.leave();
  if (stream.joined) return;
  stream.join(whose);
  missed();
}
const leave = () => stream.leave();

/** `account`: who is signed in; windows of the same person share a stream. */
export function start_events(account: string): void {
  whose = account;
  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', follow);
  if (!document.hidden) stream.join(whose);
}

export function stop_events(): void {
  document.removeEventListener('visibilitychange', follow);
  window.removeEventListener('pagehide', leave);
  window.removeEventListener('pageshow', follow);
  stream.leave();
}
