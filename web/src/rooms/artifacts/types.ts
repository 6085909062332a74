import type { ArtifactRow, Finding } from '../../lib/types';
import type { Stale } from '../../lib/page.svelte';
import { title_case } from '../../lib/words';

export interface Span {
  offset: number;
  length: number;
  /** What it holds, in words. */
  label: string;
  kind: string;
  member: number | string | null;
}
export interface Member {
  index: number;
  parent: number;
  name: string;
  offset: number | null;
  size: number;
  format: string | null;
}
export interface Tensor {
  name: string;
  dtype: string;
  shape: number[];
  offset: number;
  length: number;
}
export interface PinnedFinding extends Omit<Finding, 'member' | 'accepted'> {
  member?: number | string | null;
  /** Which loader triggers it, and what stops it. */
  when?: string;
  accepted?: Finding['accepted'] | boolean;
  file_offset?: number | null;
}
/** Why bytes were not read: each reason once. */
export interface Gap {
  reason: string;
  meaning: string;
  remedy: string;
  places: string[];
  count: number;
}
export interface Fact {
  kind?: string;
  key: string;
  value: string;
}
/** The server's label of a span is its kind. */
export type ServedSpan = Omit<Span, 'kind'>;
export interface ArtifactDetail extends Omit<ArtifactRow, 'findings'> {
  spans: ServedSpan[];
  members: Member[];
  findings: PinnedFinding[];
  gaps?: Gap[];
  facts: Fact[];
  tensors?: Tensor[];
  elsewhere: { path: string; seen: string | null }[];
  history: { seen: string; verdict: string; sha256: string | null; changes: string[] | string | null }[];
  readable: boolean;
  as_of?: string;
  stale?: Stale;
}

const kKinds: Record<string, string> = {
  model: 'The model', metadata: 'What the file says of itself', template: 'Chat templates', tensor: 'Tensors', global: 'Names that loading looks up', torch: 'PyTorch',
  lfs: 'Git LFS pointer', link: 'Links', 'code-reference': 'References to code', compressed: 'Compression',
};
/** Facts by what they are about, in the order of the file. */
export function grouped(facts: Fact[]): { title: string; facts: Fact[] }[] {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) groups.set(fact.kind ?? 'metadata', [...(groups.get(fact.kind ?? 'metadata') ?? []), fact]);
  return [...groups].map(([kind, own]) => ({ title: kKinds[kind] ?? title_case(kind.replaceAll('-', ' ')), facts: own }));
}

/** A member by what a span or finding calls it: its index, or its name. 0, '' and null are the file itself. */
export function member_index(members: Member[], member: number | string | null | undefined): number {
  if (member === null || member === undefined || member === '' || member === 0) return 0;
  if (typeof member === 'number') return member;
  return members.find((one) => one.name === member)?.index ?? 0;
}

/** Where a byte of a member lies in the file; null where the member is packed. */
export function in_file(artifact: ArtifactDetail, member: number, offset: number): number | null {
  if (member === 0) return offset;
  const start = artifact.members.find((one) => one.index === member)?.offset;
  return start === null || start === undefined ? null : start + offset;
}

const kWords: Record<string, string> = {
  header: 'header', directory: 'directory', metadata: 'names and values', code: 'instructions', text: 'text', payload: 'data',
  member: 'member', padding: 'padding', trailing: 'bytes after the end', gap: 'bytes that nothing describes', overlap: 'bytes that two claim',
};
/** Each with its kind, and the name of the member that lies there or right behind. */
export function named_spans(artifact: ArtifactDetail): Span[] {
  const at = new Map(artifact.members.filter((one) => one.index !== 0 && one.offset !== null).map((one) => [one.offset, one.name]));
  return artifact.spans.map((span) => {
    const inner = member_index(artifact.members, span.member) !== 0;
    const here = inner ? undefined : at.get(span.offset);
    const next = inner || span.label !== 'header' ? undefined : at.get(span.offset + span.length);
    return { ...span, kind: span.label, label: here ?? (next ? `header of ${next}` : (kWords[span.label] ?? span.label)) };
  });
}
