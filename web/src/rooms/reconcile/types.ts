// What the comparison answers, and what its three kinds are called.
export type Gap = 'shadow' | 'ghost' | 'drift';

export interface Row {
  gap: Gap;
  name: string;
  why: string;
  where: string;
  details: string[];
  suggestions: { use_case: string; name: string; alike: number }[];
  owner: string | null;
  use_case: string | null;
  found: string | null;
}

interface Kind {
  key: Gap;
  title: string;
  text: string;
}
const kShadow: Kind = { key: 'shadow', title: 'Found, not declared', text: 'Nobody answers for it yet.' };
export const kGaps: [Kind, ...Kind[]] = [
  kShadow,
  { key: 'ghost', title: 'Declared, not found', text: 'Retired, elsewhere, or not searched.' },
  { key: 'drift', title: 'Differs', text: 'The record says one thing, the files another.' },
];
