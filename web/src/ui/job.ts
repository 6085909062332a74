// What came of a piece of work, in words.
import type { Job } from '../lib/jobs.svelte';
import { count } from '../lib/words';

export function outcome(job: Job): string {
  if (job.error) return job.error;
  if (typeof job.summary === 'string') return job.summary;
  if (!job.summary) return '';
  return Object.entries(job.summary).filter(([, n]) => n > 0).map(([word, n]) => `${count(n)} ${word.replaceAll('_', ' ')}`).join(', ');
}
