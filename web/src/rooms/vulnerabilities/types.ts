import type { Named } from '../../lib/types';

export interface Clock {
  case: string;
  system: Named;
  component: { name: string; version: string | null; kind?: string } | string | null;
  advisory: string;
  summary: string | null;
  outcome: string | null;
  forensic: boolean | null;
  band?: Band;
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
  vex: Said | null;
}

/** The words of a statement, as a case and the list of statements have them. */
export interface Said {
  id: string;
  status: string;
  justification: string | null;
  impact: string | null;
  action: string | null;
  by: string | null;
  at: string | null;
  source: string | null;
}
export interface Statement extends Said {
  vulnerability: string;
  aliases: string[];
  system: Named | null;
  products: string[];
  products_count: number;
  /** Of the system that was asked about. */
  cases: { case: string; component: string; counts: boolean }[];
  cases_count: number;
}

export type Band = 'overdue' | '3' | '14' | '60' | 'upgrade' | 'accepted' | 'closed';
export const kBands: { key: Band; title: string; mark: string }[] = [
  { key: 'overdue', title: 'Overdue', mark: 'overdue' },
  { key: '3', title: 'Within 3 days', mark: 'running' },
  { key: '14', title: 'Within 14 days', mark: 'running' },
  { key: '60', title: 'Within 60 days', mark: 'none' },
  { key: 'upgrade', title: 'With the next upgrade', mark: 'none' },
];
/** What no clock runs for: people accepted it, or it is fixed, or somebody said that it does not apply. */
export const kAside: { key: Band; title: string; words: string }[] = [
  { key: 'accepted', title: 'Accepted for a time', words: 'accepted for a time' },
  { key: 'closed', title: 'Closed: fixed, or said not to apply', words: 'closed: fixed, or said not to apply' },
];
export const component = (one: Clock['component']): string =>
  one === null ? '' : typeof one === 'string' ? one : `${one.name}${one.version ? ` ${one.version}` : ''}`;

const kDay = 86_400_000;
export function band_of(clock: Clock, now = Date.now()): Band {
  if (clock.band) return clock.band;
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
