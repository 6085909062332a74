// Shapes of the API that more than one page reads.
import type { Stale } from './page.svelte';
import type { Totals } from '../ui/marks';

export interface Named {
  id: string;
  name: string;
}

/** As the list of systems has it, with its record in the inventory; empty while nobody declared it. */
export interface Picked extends Named {
  use_case?: string;
}

export interface System extends Named {
  owner: string | null;
  stage: string | null;
  high_impact: string | null;
  verdict: string | null;
  clock: { state: string; due: string | null; count: number };
  completeness: number | null;
  declared: boolean;
  found: boolean;
  artifacts: number;
  components: number;
  /** Model files that reading it found, scanned or not; null where nobody read it. */
  models?: number | null;
  missing: number;
  exposure: 'yes' | 'no' | 'unknown';
  assessed: string | null;
  statuses: Totals | null;
}

export interface CaseField {
  id: string;
  label: string;
  value: string | null;
  raw: string | null;
  treatment: string | null;
  problem: { rule: string; severity: string; text: string } | null;
  enum: string[] | null;
  required: boolean;
}

export interface SystemDetail extends Omit<System, 'exposure'> {
  exposure: { exposed: boolean; by: string; at: string; reason: string } | null;
  use_case: { fields: CaseField[]; import: string | null; source: string | null; row: number | null } | null;
  place: string | null;
  path: string | null;
  owners: string[];
  as_of?: string;
  stale?: Stale;
}

export interface Finding {
  id: string;
  rule: string;
  title: string;
  severity: string;
  verdict: string;
  confidence?: string;
  why?: string;
  remedy?: string;
  path: string;
  artifact: string | null;
  system: Named | null;
  last_seen: string | null;
  state: string;
  assigned: string | null;
  accepted: { reason: string; by: string; until: string } | null;
  member?: string | null;
  offset?: number | null;
  length?: number | null;
  call?: string | null;
  ids?: string[];
}

export interface ArtifactRow {
  id: string;
  sha256: string | null;
  path: string;
  name: string;
  format: string | null;
  /** As reports call it. */
  format_name?: string;
  size: number;
  verdict: string;
  coverage: string | null;
  depth: string | null;
  seen: string | null;
  modified: string | null;
  findings: number;
  systems: Named[];
}
