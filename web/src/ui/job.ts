// What came of a piece of work, in words, and where it can be seen.
import type { Job } from '../lib/jobs.svelte';
import { artifact_id, enc } from '../lib/links';
import { count, some } from '../lib/words';

const kVerdicts = ['malicious', 'suspicious', 'incomplete', 'clean'];
const kUpload = 'upload:';

/** "evil.pkl", "/srv/ai". */
export const about = (job: Job): string => job.what.replace(/^upload:/, '');
export const is_upload = (job: Job): boolean => job.what.startsWith(kUpload);

const kKinds: Record<string, string> = { reread: 'read again', discover: 'discovery' };
/** What kind of work it is, in words. */
export const kind_words = (job: Job): string => kKinds[job.kind] ?? job.kind;

interface Again {
  files?: { files?: number; sentence?: string } | number;
  new?: number;
  discovered?: boolean;
  problem?: string | null;
  sentence?: string;
  read_again?: string[];
}
const again = (job: Job): Again => (job.summary && typeof job.summary === 'object' ? (job.summary as unknown as Again) : {});

/** How many files it looked at; those that are as they were are not read. */
export function files_of(job: Job): number {
  const of = again(job).files;
  const looked = typeof of === 'object' ? of.files : of;
  return job.kind === 'reread' && job.state === 'done' ? Math.max(job.done, looked ?? 0) : job.done;
}

const numbers = (job: Job): Record<string, number> => (job.summary && typeof job.summary === 'object' ? (job.summary as Record<string, number>) : {});

/** The worst of what was read; null while it runs, and of other work. */
export function verdict(job: Job): string | null {
  if (job.kind !== 'scan' || job.state !== 'done' || job.error) return null;
  const n = numbers(job);
  return kVerdicts.find((word) => (n[word] ?? 0) > 0) ?? ((n.not_a_model ?? 0) > 0 ? 'not-a-model' : null);
}

export function outcome(job: Job): string {
  if (job.error) return job.error;
  if (typeof job.summary === 'string') return job.summary;
  const n = numbers(job);
  if (job.kind === 'reread') {
    const came = again(job);
    if (came.problem) return came.problem;
    if (came.read_again) return `${some(came.read_again.length, 'folder')} read again`;
    const said = (typeof came.files === 'object' ? came.files.sentence : came.sentence) ?? '';
    return [came.new ? `${count(came.new)} new` : '', said.replace(/^as of [^;]*; /, ''), came.discovered ? 'searched for AI again' : ''].filter(Boolean).join('; ');
  }
  if (job.kind === 'scan') {
    const files = n.artifacts ?? job.of ?? 0;
    if (files <= 1) return '';
    const systems = (n.systems ?? 0) > 0 ? `; ${some(n.systems, 'system')}` : '';
    return `${some(files, 'file')}: ${[...kVerdicts, 'not_a_model'].filter((word) => (n[word] ?? 0) > 0).map((word) => `${count(n[word])} ${word === 'not_a_model' ? 'no model' : word}`).join(', ')}${systems}`;
  }
  return Object.entries(n).filter(([, value]) => typeof value === 'number' && value > 0).map(([word, value]) => `${count(value)} ${word.replaceAll('_', ' ')}`).join(', ');
}

/** Where its result stands. */
export function result_of(job: Job): { href: string; words: string } | null {
  if (job.state !== 'done' || job.error) return null;
  if (job.kind === 'import') return { href: '/systems', words: 'Show systems' };
  if (job.kind !== 'scan') return null;
  const one = is_upload(job) || ((numbers(job).artifacts ?? 0) === 1 && /\.[^/]+$/.test(job.what));
  if (one) return { href: `/artifacts/${enc(artifact_id(job.what))}`, words: 'See what was found' };
  return { href: `/artifacts?sort=verdict&q=${enc(job.what)}`, words: 'Show these files' };
}
