// What makes ready: the kinds of records, in words, and what each form asks.
export interface Ready {
  id: string | null;
  kind: string;
  state: string;
  system: string | null;
  system_name: string | null;
  what: string;
  why: string;
  by: string | null;
  at?: string | null;
  next?: string | null;
  due: string | null;
  attachment?: string | null;
  attachment_sha256?: string | null;
}

export interface Kind {
  key: string;
  title: string;
  many: string;
  about: string;
  example: string;
  /** What happened on a day, and may happen again. */
  dated: boolean;
  /** Of one system only. */
  systemic: boolean;
}
export const kKinds: Kind[] = [
  { key: 'critical-asset', title: 'Critical asset', many: 'Critical assets', about: 'A system that must not fail, and what for.', example: 'Triage of patients', dated: false, systemic: true },
  { key: 'dependency', title: 'Dependency', many: 'Dependencies', about: 'What it needs that others run.', example: 'Hosted embeddings of the vendor', dated: false, systemic: true },
  { key: 'exercise', title: 'Exercise', many: 'Exercises', about: 'What was practised, with whom.', example: 'Table-top: poisoned model', dated: true, systemic: false },
  { key: 'restore-test', title: 'Restore test', many: 'Restore tests', about: 'What was brought back from a backup.', example: 'Weights from tape, within four hours', dated: true, systemic: false },
  { key: 'fail-safe', title: 'Fail-safe', many: 'Fail-safes', about: 'How work goes on without the system.', example: 'Manual dosing', dated: true, systemic: true },
  { key: 'playbook', title: 'Playbook', many: 'Playbooks', about: 'Who does what in an incident.', example: 'Model withdrawn: who decides, who tells whom', dated: true, systemic: false },
];
export const kind_of = (key: string): Kind | undefined => kKinds.find((one) => one.key === key);

const kWorst = ['overdue', 'missing', 'holds', 'replaced', 'withdrawn'];
export const worst_first = (a: Ready, b: Ready): number => kWorst.indexOf(a.state) - kWorst.indexOf(b.state);
export const is_finding = (one: Ready): boolean => one.state === 'overdue' || one.state === 'missing';
