// Which facts of a piece of evidence its checks go by. The rest is true as well, and folded away.
import { some } from '../../lib/words';
import type { Check, Evidence } from './types';

export type Fact = [key: string, value: string];

const kMain: Record<string, string[]> = {
  scan: ['verdict', 'coverage', 'depth', 'pickle'],
  signature: ['differs', 'valid', 'weak', 'type'],
  gate: ['outcome', 'failed-before', 'stage'],
  bom: ['differs', 'components', 'missing'],
  vulnerabilities: ['differs', 'open', 'overdue', 'exploited', 'accepted'],
  feed: ['stale', 'broken'],
  exposure: ['exposed'],
  record: ['owner'],
  inventory: ['owner'],
  posture: ['since'],
  readiness: ['on', 'next', 'type'],
  risk: ['sector', 'measured', 'next'],
};
// They make a piece fall whatever it is about.
const kAlways = ['gone', 'changed-since'];
const kMost = 4;

const listed = (one: Evidence): Fact[] =>
  Array.isArray(one.facts)
    ? one.facts.map((fact) => [fact.key, fact.value])
    : Object.entries(one.facts ?? {}).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]);

/** Without lists of digests, which are there for programs to compare. */
export const facts_of = (one: Evidence): Fact[] => listed(one).filter(([key]) => !key.endsWith(':sha256'));

const stems = (text: string) => text.toLowerCase().split(/[^a-z]+/).filter((word) => word.length > 3).map((word) => word.replace(/(s|ed|ing)$/, ''));

/** Those that decided, at most a line of them. */
export function main_facts(one: Evidence, checks: Check[]): Fact[] {
  const facts = facts_of(one).filter(([key, value]) => value !== '' && (!key.includes(':') || key.startsWith('field:')));
  const named = [...kAlways, ...(kMain[one.kind.replace(/-verdict$/, '')] ?? [])];
  const chosen = named.flatMap((key) => facts.filter(([own]) => own === key && !(kAlways.includes(key) && facts.find(([k]) => k === key)?.[1] !== 'yes')));
  if (chosen.length < kMost) {
    const words = new Set(checks.filter((check) => check.evidence.includes(one.id)).flatMap((check) => stems(`${check.id} ${check.title}`)));
    for (const fact of facts) if (!chosen.includes(fact) && stems(fact[0]).some((word) => words.has(word))) chosen.push(fact);
  }
  return chosen.slice(0, kMost);
}

const kWords: Record<string, string> = { yes: 'yes', no: 'no' };
/** "verdict clean", "12 components", "not exposed". */
export function fact_words([key, value]: Fact): string {
  const name = key.replace(/^field:/, '').replaceAll(/[-_]/g, ' ');
  if (/^\d+$/.test(value) && !/^(size|on|next|since)$/.test(key)) return /s$/.test(name) ? some(Number(value), name.replace(/s$/, ''), name) : `${value} ${name}`;
  if (value === 'no') return `not ${name}`;
  if (value === 'yes') return name;
  return `${name} ${kWords[value] ?? (/^\d{4}-\d\d-\d\dT/.test(value) ? value.slice(0, 10) : value)}`;
}
/** Places of bills of materials by the folder that they describe. */
export const plain = (text: string): string => text.replace(/\bbom:(?:\S*\/)?([^/\s]+)/g, 'the bill of materials of $1');
/** As many as a list of names has: "a\; b" is one name, and so is "b \and 3 more" (src/record/fact_list.h). */
export const names_in = (value: string): string[] =>
  value
    .split(/(?<=(?:^|[^\\])(?:\\\\)*); /)
    .filter(Boolean)
    .map((item) => item.replace(/\\(?=and \d+ more$)/, '').replace(/\\+(?=; |;?$)/g, (run) => '\\'.repeat(run.length >> 1)));
