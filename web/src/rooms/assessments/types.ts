import type { Stale } from '../../lib/page.svelte';
import type { Named } from '../../lib/types';
import type { Totals } from '../../ui/marks';

export interface Framework {
  id: string;
  title: string;
  edition: string | null;
  publisher: string | null;
  issued: string | null;
  verified: string | null;
  source: string | null;
  checked: string | null;
  subject: 'system' | 'organisation';
  requirements: number;
  /** False for lists that others refer to; they ask nothing. */
  assessed?: boolean;
}
export interface PersonsAnswer {
  id: string;
  status: string;
  by: string;
  at: string;
  expires: string | null;
  reason: string;
  attachment: string | null;
  attachment_sha256?: string | null;
  stands: boolean;
  fallen: string | null;
}
export interface Check {
  id: string;
  title: string;
  result: 'yes' | 'no' | 'unknown' | 'not-applicable';
  why: string | null;
  evidence: string[];
  /** Where that list was cut. */
  evidence_count?: number;
}
/** The worst of what holds for each system, and which ones hold it back. */
export interface OverSystems {
  status: string;
  why: string;
  counts: Totals;
  holds_back: (Named & { status: string })[];
  more: number;
}
export interface RollUp extends OverSystems {
  id: string;
  title: string;
  group: string;
}
export interface SystemRow extends Named {
  owner: string | null;
  worst: string;
  counts: Totals;
  statuses: Record<string, string>;
  read: string | null;
  assessed: string | null;
}
/** What stands beside the rows: all systems, whatever was asked. */
export interface SystemsAnswer {
  framework: { id: string; title: string };
  systems: number;
  requirements: RollUp[];
}
export interface Requirement {
  id: string;
  title: string;
  text: string | null;
  group: string;
  verified: string | null;
  proof: string | null;
  question: string | null;
  status: string;
  why: string | null;
  expires: string | null;
  automatic: { status: string; why?: string } | null;
  answer: PersonsAnswer | null;
  checks: Check[];
  /** Of the whole organisation: how its systems stand. */
  systems?: OverSystems | null;
  crosswalk: { framework: string; id: string; title: string | null; relation: string | null }[];
  actions: number;
}
export interface Evidence {
  id: string;
  kind: string;
  subject: string | null;
  name: string;
  sha256: string | null;
  producer: string | null;
  at: string;
  expires: string | null;
  age_days: number | null;
  facts: Record<string, unknown> | { key: string; value: string }[] | null;
  spans: { inside: string | number | null; offset: number; length: number; label: string }[];
  artifact?: string | null;
}
export interface Assessment {
  framework: Framework;
  groups: { id: string; title: string }[];
  requirements: Requirement[];
  totals: Totals;
  system?: Named | null;
  stale?: Stale;
  as_of?: string;
}
interface Around {
  system?: Named | null;
  evidence: Evidence[];
  would_change: string[];
  /** Where the list of evidence was cut. */
  evidence_count?: number;
  history: { at: string; status: string; why: string | null }[];
  as_of?: string;
  stale?: Stale;
}
export type RequirementDetail = Requirement & Around;
/** As the server sends it: the requirement beside its evidence. */
export type ServedRequirement = Around & { requirement: Requirement };
export function detail_of(answer: ServedRequirement): RequirementDetail {
  const { evidence, would_change, history, as_of, stale, system, evidence_count } = answer;
  return { ...answer.requirement, evidence, would_change, history, as_of, stale, system: system ?? null, ...(evidence_count !== undefined ? { evidence_count } : {}) };
}

export const kVerified: Record<string, string> = {
  primary: 'wording checked against the text',
  secondary: 'wording checked in a summary',
  no: 'wording from memory, to be checked',
};
