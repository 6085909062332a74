// A GET as state. The last answer stays on the page while the next one is on its way, so that
// nothing jumps; only the first load shows the page's shape.
import { get, Problem, message, type List, type Params } from './api';
import { on_event, type EventKind } from './events.svelte';

export class Loaded<T> {
  data = $state<T | null>(null);
  error = $state<Problem | null>(null);
  loading = $state(true);
  #again: () => void = () => {};

  reload(): void {
    this.#again();
  }

  _bind(again: () => void): void {
    this.#again = again;
  }
}

function as_problem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'This page could not read the answer', message(error));
}

/** `ask` says what to read; null reads nothing. Reads again when what `ask` looked at changes, or on an event. */
export function load<T>(ask: () => [string, Params?] | null, events: EventKind[] = []): Loaded<T> {
  const loaded = new Loaded<T>();
  let turn = $state(0);
  let last_path = '';
  loaded._bind(() => turn++);
  $effect(() => {
    const what = ask();
    void turn;
    if (!what) {
      loaded.loading = false;
      return;
    }
    if (what[0] !== last_path) {
      last_path = what[0];
      loaded.data = null;
    }
    const abort = new AbortController();
    loaded.loading = true;
    get<T>(what[0], what[1], abort.signal)
      .then((answer) => {
        loaded.data = answer;
        loaded.error = null;
        loaded.loading = false;
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        loaded.error = as_problem(error);
        loaded.loading = false;
      });
    return () => abort.abort();
  });
  if (events.length > 0) $effect(() => on_event(events, () => turn++));
  return loaded;
}

export class Listed<T> extends Loaded<List<T>> {
  more_loading = $state(false);
  items = $derived<T[]>(this.data?.items ?? []);
  path = '';
  params: Params = {};

  async more(): Promise<void> {
    const data = this.data;
    if (!data?.next || this.more_loading) return;
    this.more_loading = true;
    try {
      const next = await get<List<T>>(this.path, { ...this.params, cursor: data.next });
      if (this.data === data) this.data = { ...data, items: [...data.items, ...next.items], next: next.next };
    } catch (error) {
      this.error = as_problem(error);
    } finally {
      this.more_loading = false;
    }
  }
}

export function list<T>(ask: () => [string, Params?] | null, events: EventKind[] = []): Listed<T> {
  const listed = new Listed<T>();
  const inner = load<List<T>>(() => {
    const what = ask();
    if (what) {
      listed.path = what[0];
      listed.params = what[1] ?? {};
    }
    return what;
  }, events);
  listed._bind(() => inner.reload());
  $effect(() => {
    listed.data = inner.data;
  });
  $effect(() => {
    listed.error = inner.error;
    listed.loading = inner.loading;
  });
  return listed;
}
