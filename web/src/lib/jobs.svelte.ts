// Long work, whatever page it was started from. Events bring it up to date; a page that was away
// reads the list again.
import { get, send, type List } from './api';
import { on_event } from './events.svelte';

export interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  what: string;
  done: number;
  of: number | null;
  bytes: number | null;
  rate: number | null;
  eta_s: number | null;
  started: string | null;
  ended: string | null;
  summary: Record<string, number> | string | null;
  error: string | null;
}

export const jobs = $state<{ list: Job[]; open: boolean; hidden: string[] }>({ list: [], open: false, hidden: [] });

export const busy = (job: Job): boolean => job.state === 'queued' || job.state === 'running';

// By this browser's clock, for those that were seen to end; the server's may be another.
const ended_here = new Map<string, number>();
function note_end(job: Job): void {
  const before = jobs.list.find((one) => one.id === job.id);
  if (before && busy(before) && !busy(job)) ended_here.set(job.id, Date.now());
}
export const ended_at = (job: Job): number => ended_here.get(job.id) ?? new Date(job.ended ?? 0).getTime();

export function take_job(job: Job): void {
  note_end(job);
  const at = jobs.list.findIndex((one) => one.id === job.id);
  if (at < 0) jobs.list = [job, ...jobs.list];
  else jobs.list[at] = job;
}

export async function load_jobs(): Promise<void> {
  try {
    const { items } = await get<List<Job>>('/jobs', { limit: 20 });
    items.forEach(note_end);
    jobs.list = items;
  } catch {
    // The tray is no page; it stays as it is.
  }
}

export async function cancel_job(job: Job): Promise<void> {
  await send('DELETE', `/jobs/${encodeURIComponent(job.id)}`);
}

export function hide_job(job: Job): void {
  jobs.hidden = [...jobs.hidden, job.id];
}

export const watch_jobs = (): (() => void) =>
  on_event(['job'], (data) => {
    if (data === null) return void load_jobs();
    const job = (data as { job?: Job }).job ?? (data as Job);
    if (job && typeof job.id === 'string') take_job(job);
  });
