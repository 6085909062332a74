// Where the reader is, as state: path segments and query of the address bar. History paths; the
// server answers every path outside /api with index.html. The secret of a one-time link stays in
// the fragment, which no request carries.

interface Place {
  path: string;
  query: URLSearchParams;
}

function read(): Place {
  if (location.hash.startsWith('#/')) {
    return { path: location.hash.slice(1).split('?')[0] ?? '/', query: new URLSearchParams() };
  }
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

const place = $state<{ now: Place }>({ now: read() });
let leaving: (() => boolean) | null = null;

export const route = {
  get path(): string {
    return place.now.path;
  },
  get segments(): string[] {
    return place.now.path.split('/').filter(Boolean).map(decode);
  },
  get query(): URLSearchParams {
    return place.now.query;
  },
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function navigate(url: string, options: { replace?: boolean; keep_scroll?: boolean } = {}): void {
  if (leaving && !leaving()) return;
  history[options.replace ? 'replaceState' : 'pushState'](null, '', url);
  const before = place.now.path;
  place.now = read();
  if (!options.keep_scroll && before !== place.now.path) {
    scrollTo(0, 0);
    queueMicrotask(() => document.getElementById('main')?.focus({ preventScroll: true }));
  }
}

/** The same page with other parameters; null takes one out. Filters are shared by sharing the address. */
export function with_query(changes: Record<string, string | null>): string {
  const query = new URLSearchParams(place.now.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  return place.now.path + (text ? '?' + text : '');
}

export function set_query(changes: Record<string, string | null>, replace = true): void {
  navigate(with_query(changes), { replace, keep_scroll: true });
}

/** Called before leaving; false stays. One at a time: the page that has unsaved work. */
export function guard(ask: (() => boolean) | null): void {
  leaving = ask;
}

export function start_router(): void {
  addEventListener('popstate', () => (place.now = read()));
  addEventListener('hashchange', () => (place.now = read()));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    const href = link.getAttribute('href') ?? '';
    if (href.startsWith('#') || link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}
