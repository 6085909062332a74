// Words with their symbol and colour. Colour is never the only carrier.

export type Tone = 'bad' | 'warn' | 'unsure' | 'good' | 'none';

export interface Mark {
  symbol: string;
  word: string;
  tone: Tone;
}

const mark = (symbol: string, word: string, tone: Tone): Mark => ({ symbol, word, tone });

const kMarks: Record<string, Mark> = {
  // verdicts
  malicious: mark('✗', 'malicious', 'bad'),
  suspicious: mark('!', 'suspicious', 'warn'),
  incomplete: mark('?', 'incomplete', 'unsure'),
  clean: mark('✓', 'clean', 'good'),
  'not-a-model': mark('·', 'not a model', 'none'),
  // answers
  met: mark('✓', 'met', 'good'),
  partly: mark('!', 'partly', 'warn'),
  unmet: mark('✗', 'unmet', 'bad'),
  unknown: mark('?', 'unknown', 'unsure'),
  not_applicable: mark('·', 'not applicable', 'none'),
  'not-applicable': mark('·', 'not applicable', 'none'),
  // checks
  yes: mark('✓', 'yes', 'good'),
  no: mark('✗', 'no', 'bad'),
  // severities of findings
  critical: mark('✗', 'critical', 'bad'),
  high: mark('✗', 'high', 'bad'),
  medium: mark('!', 'medium', 'warn'),
  low: mark('·', 'low', 'none'),
  info: mark('·', 'info', 'none'),
  // levels of risks
  'very-high': mark('✗', 'very high', 'bad'),
  moderate: mark('!', 'moderate', 'warn'),
  'very-low': mark('·', 'very low', 'none'),
  unmeasured: mark('?', 'not measured', 'unsure'),
  // readiness and plans
  missing: mark('✗', 'missing', 'bad'),
  holds: mark('✓', 'holds', 'good'),
  open: mark('·', 'open', 'none'),
  dropped: mark('·', 'dropped', 'none'),
  treated: mark('✓', 'treated', 'good'),
  accepted: mark('·', 'accepted', 'none'),
  closed: mark('✓', 'closed', 'good'),
  // severities of lint
  error: mark('✗', 'error', 'bad'),
  warning: mark('!', 'warning', 'warn'),
  // clocks
  overdue: mark('✗', 'overdue', 'bad'),
  running: mark('!', 'running', 'warn'),
  none: mark('·', 'none', 'none'),
  // what is said about weaknesses
  not_affected: mark('✓', 'not affected', 'good'),
  'not-affected': mark('✓', 'not affected', 'good'),
  affected: mark('!', 'affected', 'warn'),
  fixed: mark('✓', 'fixed', 'good'),
  under_investigation: mark('?', 'under investigation', 'unsure'),
  investigating: mark('?', 'being looked into', 'unsure'),
  // jobs
  queued: mark('·', 'queued', 'none'),
  done: mark('✓', 'done', 'good'),
  failed: mark('✗', 'failed', 'bad'),
  cancelled: mark('·', 'cancelled', 'none'),
};

export const mark_of = (word: string | null | undefined): Mark =>
  kMarks[word ?? ''] ?? { symbol: '·', word: word ? word.replaceAll('_', ' ') : 'none', tone: 'none' };

export const kStatuses = ['unmet', 'unknown', 'partly', 'met', 'not_applicable'] as const;
/** Rows say not-applicable, totals not_applicable. */
export const total_key = (status: string): string => status.replace('-', '_');
export type Totals = Partial<Record<(typeof kStatuses)[number], number>>;
