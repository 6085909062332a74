// Server-sent events, one connection for the whole page. The browser connects again by itself; what
// was missed meanwhile comes with the next read of each page.

export type EventKind = 'job' | 'finding' | 'scan' | 'posture' | 'notice';
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

export function start_events(): void {
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

export function stop_events(): void {
  source?.close();
  source = null;
  live.connected = false;
}
