import type { Named } from '../../lib/types';

export interface Clock {
  case: string;
  system: Named;
  component: { name: string; version: string | null; kind?: string } | string | null;
  advisory: string;
  summary: string | null;
  outcome: string | null;
  forensic: boolean | null;
  due: string | null;
  start: string | null;
  state: string;
  fixed_in: string | null;
  table: string | null;
  inputs: { name: string; value: string; why: string | null; verified: boolean | string | null }[];
  kev: boolean;
  until: string | null;
}
export interface CaseDetail extends Clock {
  history: { at: string; by: string | null; what: string; before: string | null; after: string | null; reason: string | null }[];
  vex: unknown;
}

export type Band = 'overdue' | '3' | '14' | '60' | 'upgrade';
export const kBands: { key: Band; title: string; mark: string }[] = [
  { key: 'overdue', title: 'Overdue', mark: 'overdue' },
  { key: '3', title: 'Within 3 days', mark: 'running' },
  { key: '14', title: 'Within 14 days', mark: 'running' },
  { key: '60', title: 'Within 60 days', mark: 'none' },
  { key: 'upgrade', title: 'With the next upgrade', mark: 'none' },
];
export const component = (one: Clock['component']): string =>
  one === null ? '' : typeof one === 'string' ? one : `${one.name}${one.version ? ` ${one.version}` : ''}`;

const kDay = 86_400_000;
export function band_of(clock: Clock, now = Date.now()): Band {
  if (!clock.due) return 'upgrade';
  const days = (new Date(clock.due).getTime() - now) / kDay;
  return days < 0 ? 'overdue' : days <= 3 ? '3' : days <= 14 ? '14' : '60';
}

/** What the decision went by; unknown where it was assumed. */
export function exposure_of(inputs: Clock['inputs']): 'yes' | 'no' | 'unknown' {
  const input = inputs.find((one) => /expos/i.test(one.name));
  if (!input || !input.verified || input.value === 'unknown') return 'unknown';
  return input.value === 'yes' || input.value === 'true' ? 'yes' : 'no';
}
