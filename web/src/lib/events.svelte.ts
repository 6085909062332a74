// Server-sent events, one connection for the tab in front: a browser opens six to a host, and tabs
// behind it, or kept to go back to, would hold them all. The browser connects again by itself; a tab
// that comes to the front reads again what it shows.

export type EventKind = 'job' | 'finding' | 'scan' | 'posture' | 'notice';
/** What was said; null: something may have been missed. */
type Listener = (data: unknown) => void;

const kKinds: EventKind[] = ['job', 'finding', 'scan', 'posture', 'notice'];
const listeners = new Map<EventKind, Set<Listener>>(kKinds.map((kind) => [kind, new Set()]));
let source: EventSource | null = null;

export const live = $state({ connected: false });

export function on_event(kinds: EventKind[], listener: Listener): () => void {
  for (const kind of kinds) listeners.get(kind)?.add(listener);
  return () => {
    for (const kind of kinds) listeners.get(kind)?.delete(listener);
  };
}

function connect(): void {
  if (source) return;
  source = new EventSource('/api/v1/events');
  source.onopen = () => (live.connected = true);
  source.onerror = () => (live.connected = false);
  for (const kind of kKinds) {
    source.addEventListener(kind, (event) => {
      let data: unknown = null;
      try {
        data = JSON.parse((event as MessageEvent<string>).data);
      } catch {
        return;
      }
      listeners.get(kind)?.forEach((listener) => listener(data));
    });
  }
}

function disconnect(): void {
  source?.close();
  source = null;
  live.connected = false;
}

function follow(): void {
  if (document.hidden) return disconnect();
  if (source) return;
  connect();
  for (const kind of kKinds) listeners.get(kind)?.forEach((listener) => listener(null));
}

export function start_events(): void {
  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', disconnect);
  window.addEventListener('pageshow', follow);
  if (!document.hidden) connect();
}

export function stop_events(): void {
  document.removeEventListener('visibilitychange', follow);
  window.removeEventListener('pagehide', disconnect);
  window.removeEventListener('pageshow', follow);
  disconnect();
}
