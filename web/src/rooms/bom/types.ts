import type { Stale } from '../../lib/page.svelte';

export interface Element {
  id: string;
  kind: string;
  name: string;
  version: string | null;
  provider: string | null;
  provenance: string | null;
  licence: string | null;
  hash: string | null;
  attributes: { key: string; value: string; provenance: string | null; source: string | null }[];
}
export interface Relation {
  from: string;
  kind: string;
  to: string;
}
export interface Bom {
  elements: Element[];
  relations: Relation[];
  score: { standard: string; of: number; have: number; missing: { id: string; label: string; state: string; have: number; of: number; remedy: string | null }[] } | null;
  as_of?: string;
  stale?: Stale;
}
