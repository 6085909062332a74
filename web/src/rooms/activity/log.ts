// The log in words. What a program would look for, the code of an event and ids, stays in the titles.
import { enc } from '../../lib/links';

const kWhat: Record<string, string> = {
  'feeds.update': 'feed updated', 'feeds.remove': 'feed removed', 'catalog.update': 'catalogue installed', 'catalog.reset': 'catalogue put back', 'key.new': 'key made', 'key.rotate': 'key replaced', 'account.first': 'first account made', 'account.display': 'shown name changed', 'account.unlock': 'account unlocked', 'inventory.declare': 'system declared', 'account.add': 'account added', 'account.role': 'role changed', 'account.disable': 'account disabled', 'account.password': 'password set', 'account.passkey': 'passkey changed', 'account.totp': 'authenticator changed', 'account.reset': 'password reset', 'account.erase': 'person erased', 'account.export': 'person exported',
  'session.start': 'signed in', 'session.open': 'signed in', 'session.end': 'signed out', 'token.new': 'token made', 'token.revoke': 'token revoked',
  'case.change': 'weakness decided', 'exposure.set': 'exposure answered', 'vex.put': 'VEX statement made', 'vex.import': 'VEX imported', 'vex.remove': 'VEX statement taken back',
  'answer.add': 'requirement answered', 'answer.withdraw': 'answer withdrawn', 'action.add': 'action planned', 'action.change': 'action changed', 'risk.add': 'risk added', 'risk.change': 'risk changed',
  'readiness.record': 'readiness recorded', 'readiness.withdraw': 'readiness withdrawn', 'posture.raise': 'posture raised', 'posture.lower': 'posture lowered',
  'finding.accept': 'finding accepted', 'finding.assign': 'finding assigned', 'finding.withdraw': 'acceptance taken back', 'reconcile.assign': 'system assigned', undo: 'taken back',
  'inventory.import': 'inventory imported', 'import.start': 'import started', 'inventory.edit': 'record edited', 'inventory.add': 'record added', 'inventory.remove': 'record removed', 'inventory.review': 'record reviewed', 'inventory.undo': 'record put back',
  'watch.add': 'folder watched', 'watch.look': 'folder looked at', 'watch.remove': 'folder no longer watched', 'notify.add': 'receiver added', 'notify.change': 'receiver changed', 'notify.remove': 'receiver removed', 'notify.test': 'receiver tried',
  'scan.start': 'scan started', 'job.cancel': 'work cancelled', 'settings.change': 'settings changed', 'allow.add': 'class allowed', 'gate.judge': 'gate judged', purge: 'old records let go', backup: 'backup made', restore: 'backup restored',
};
export const what_words = (what: string): string => kWhat[what] ?? what.replaceAll(/[._]/g, ' ');

const kMade: Record<string, (id: string) => { words: string; href: string } | null> = {
  case: (id) => ({ words: 'weakness', href: `/vulnerabilities?case=${enc(id)}` }),
  found: (id) => ({ words: 'system', href: `/systems/${enc(id)}` }),
  system: (id) => ({ words: 'system', href: `/systems/${enc(id)}` }),
  action: (id) => ({ words: 'action', href: `/actions?action=${enc(id)}` }),
  risk: (id) => ({ words: 'risk', href: `/risks?risk=${enc(id)}` }),
  readiness: (id) => ({ words: 'record', href: `/posture?ready=${enc(id)}` }),
  import: () => ({ words: 'imports', href: '/systems?tab=imports' }),
};

/** What an entry is about: a link where it has a page, the id where people gave it, else nothing. */
export function about(subject: string | null, what = '', detail: string | null = null): { words: string; href: string | null } {
  const answered = what.startsWith('answer.') ? /^([a-z0-9.-]+) (\S+)(?: [a-z][a-z-]*)?(?:, of (\S+))?$/.exec(detail ?? '') : null;
  if (answered) return { words: `${answered[1]} ${answered[2]}`, href: `/assessments/${enc(answered[1] ?? '')}/${enc(answered[2] ?? '')}${answered[3] ? `?system=${enc(answered[3])}` : ''}` };
  const made = /^([a-z]+)_[0-9a-z]{8,}$/.exec(subject ?? '');
  if (!made) return { words: subject ?? '', href: null };
  return kMade[made[1] ?? '']?.(subject ?? '') ?? { words: '', href: null };
}

const kVia: Record<string, string> = { session: 'dashboard', command: 'command line', cli: 'command line', server: 'by itself', job: 'scan or import' };
export const via_words = (via: string | null): string => kVia[via ?? ''] ?? via ?? '';

const kSpans: [number, string][] = [[604_800, 'week'], [86_400, 'day'], [3600, 'hour'], [60, 'minute']];
/** Seconds as people count them. */
export const detail_words = (detail: string | null): string =>
  // Ids tell nobody anything; what the entry is about has its link.
  (detail ?? '').replace(/, of (?:found|system)_[0-9a-z]{8,}$/, '').replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…').replace(/\bevery (\d+) s\b/, (whole, seconds: string) => {
    const span = kSpans.find(([length]) => Number(seconds) % length === 0);
    if (!span) return whole;
    const n = Number(seconds) / span[0];
    return n === 1 ? `every ${span[1]}` : `every ${n} ${span[1]}s`;
  });
