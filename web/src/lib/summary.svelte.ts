// The counts beside the names of pages.
import { get } from './api';

export interface Summary {
  systems: number;
  artifacts: number;
  findings_open: number;
  overdue: number;
  feeds_stale: number;
  watched_due: number;
}

export const summary = $state<{ now: Summary | null }>({ now: null });

export async function load_summary(): Promise<void> {
  try {
    summary.now = await get<Summary>('/summary');
  } catch {
    summary.now = null;
  }
}
