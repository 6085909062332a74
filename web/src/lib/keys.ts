// Keys that work on every page. Rows are what is marked data-row, filters what is marked
// data-filter, and Escape presses the last data-close.
import { navigate } from './router.svelte';

const kGo: Record<string, string> = {
  r: '/roadmap', s: '/systems', c: '/reconcile', a: '/artifacts', b: '/bom', f: '/findings', v: '/vulnerabilities', q: '/assessments', t: '/actions', i: '/risks', p: '/policy', o: '/posture', l: '/activity', e: '/settings', h: '/help', n: '/scan',
};
const kSecondKey = 1200;
let waiting = 0;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')].filter((row) => row.offsetParent !== null);
  if (rows.length === 0) return;
  const focused = document.activeElement;
  let at = rows.findIndex((row) => row === focused || (focused !== null && row.closest('tr, li')?.contains(focused)));
  if (at < 0) at = by > 0 ? -1 : rows.length;
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

export function start_keys(help: () => void): () => void {
  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      if (typing(event.target)) (event.target as HTMLElement).blur();
      else [...document.querySelectorAll<HTMLElement>('[data-close]')].pop()?.click();
      return;
    }
    if (typing(event.target)) return;
    const go = waiting > event.timeStamp ? kGo[event.key] : undefined;
    waiting = 0;
    if (go) navigate(go);
    else if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else if (event.key === 'g') waiting = event.timeStamp + kSecondKey;
    else if (event.key === '?') help();
    else if (event.key === '/') document.querySelector<HTMLElement>('[data-filter]')?.focus();
    else return;
    event.preventDefault();
  }
  addEventListener('keydown', key);
  return () => removeEventListener('keydown', key);
}
