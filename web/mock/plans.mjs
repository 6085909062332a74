// Plans, risks, readiness, words, and what watches: the routes of the pages that came third.
import { at, hash_of } from './estate.mjs';

const kSectors = [['chemical', 'Chemical'], ['commercial-facilities', 'Commercial Facilities'], ['communications', 'Communications'], ['critical-manufacturing', 'Critical Manufacturing'], ['dams', 'Dams'], ['defense-industrial-base', 'Defense Industrial Base'], ['emergency-services', 'Emergency Services'], ['energy', 'Energy'], ['financial-services', 'Financial Services'], ['food-and-agriculture', 'Food and Agriculture'], ['government-services-and-facilities', 'Government Services and Facilities'], ['healthcare-and-public-health', 'Healthcare and Public Health'], ['information-technology', 'Information Technology'], ['nuclear', 'Nuclear Reactors, Materials, and Waste'], ['transportation', 'Transportation Systems'], ['water', 'Water and Wastewater Systems']].map(([id, title]) => ({ id, title }));
const kCategories = [['attacks-using-ai', 'Attacks using AI'], ['attacks-targeting-ai', 'Attacks targeting AI systems'], ['failures', 'Failures in design and implementation']].map(([id, title]) => ({ id, title }));
const kScale = ['very-low', 'low', 'moderate', 'high', 'very-high'];
const kNames = { 'CLN-001': 'Clinic triage', 'WTR-021': 'Chlorine dosing advisor', 'SHR-032': 'LLM gateway' };

const action = (id, framework, requirement, system, what, owner, days, state = 'open', note = '') => ({ id, framework, requirement, requirement_title: { V1: 'Secure your supply chain', D2: 'Model the threats to your system', G5: 'Vulnerability disclosure policy', P3: 'Develop incident management procedures' }[requirement], system, system_name: kNames[system] ?? '', what, owner, due: at(days), state, by: 'm.okafor', at: at(-40), changed: null, note });
const kActions = [
  action('a1', 'guidelines', 'V1', 'CLN-001', 'Sign every model before it leaves the build', 'A. Lindqvist', -12, 'open', 'Key is there, pipeline is not'),
  action('a2', 'guidelines', 'D2', 'CLN-001', 'Threat model with the clinic', 'M. Okafor', 9),
  action('a3', 'guidelines', 'V1', 'SHR-032', 'Pin requirements of the gateway', 'J. Ortiz', 21),
  action('a4', 'secure-by-design', 'G5', '', 'Publish where weaknesses are reported', 'Legal', 64, 'open', 'Draft is with counsel'),
  action('a5', 'guidelines', 'P3', 'WTR-021', 'Say who may withdraw a model, and how', 'Network Control', 118),
  action('a6', 'guidelines', 'V1', 'WTR-021', 'Convert weights to safetensors', 'J. Ortiz', -30, 'done'),
];

const four = (risk) => ({
  govern: { answered: !!risk.owner, note: risk.govern ?? null },
  map: { answered: !!risk.scenario && (risk.category === 'failures' || risk.atlas.length > 0), note: risk.map ?? null },
  measure: { answered: !!risk.level, note: risk.measure ?? null },
  manage: { answered: !!risk.treatment && !!risk.due, note: risk.manage ?? null },
});
const leveled = (risk) => {
  const level = risk.likelihood && risk.impact ? kScale[Math.floor((kScale.indexOf(risk.likelihood) + kScale.indexOf(risk.impact)) / 2)] : null;
  const whole = { atlas: [], system: null, owner: null, treatment: null, due: null, likelihood: null, impact: null, state: 'open', by: 'm.okafor', at: at(-20), changed: null, ...risk, level };
  return { ...whole, system_name: kNames[whole.system] ?? null, sector_name: kSectors.find((one) => one.id === whole.sector)?.title, category_name: kCategories.find((one) => one.id === whole.category)?.title, overdue: whole.state === 'open' && whole.due !== null && whole.due < at(0), functions: four({ ...whole }) };
};
const kRisks = [
  { id: 'k1', sector: 'healthcare-and-public-health', category: 'attacks-targeting-ai', scenario: 'Poisoned retraining shifts triage of stroke patients', system: 'CLN-001', owner: 'Triage Board', atlas: ['AML.T0020'], likelihood: 'moderate', impact: 'very-high', treatment: 'reduce', due: at(-8) },
  { id: 'k2', sector: 'healthcare-and-public-health', category: 'failures', scenario: 'Readmission model drifts after the merger of two wards', owner: 'Ward Management', likelihood: 'moderate', impact: 'moderate', treatment: 'reduce', due: at(50) },
  { id: 'k3', sector: 'water', category: 'failures', scenario: 'Advisor doses on a stuck sensor', system: 'WTR-021', owner: 'Network Control', likelihood: 'low', impact: 'very-high', treatment: 'reduce', due: at(33) },
  { id: 'k4', sector: 'water', category: 'attacks-targeting-ai', scenario: 'Replaced model file in the store of weights', system: 'WTR-021', atlas: ['AML.T0010'], likelihood: 'high', impact: 'high' },
  { id: 'k5', sector: 'water', category: 'attacks-using-ai', scenario: 'Voice of the shift lead is forged to open a valve', owner: 'Network Control' },
  { id: 'k6', sector: 'information-technology', category: 'attacks-targeting-ai', scenario: 'Injected instructions make the gateway call tools', system: 'SHR-032', owner: 'IT', atlas: ['AML.T0051'], likelihood: 'high', impact: 'moderate', treatment: 'reduce', due: at(12) },
  { id: 'k7', sector: 'energy', category: 'failures', scenario: 'Price forecast fails in a cold week', owner: 'Trading', likelihood: 'low', impact: 'low', treatment: 'accept', due: at(200), state: 'accepted' },
];

const ready = (id, kind, state, system, what, why, by, due, done = null) => ({ id, kind, state, system, system_name: kNames[system] ?? null, what, why, by, at: done, next: null, due, attachment: null, attachment_sha256: null, recorded: done, withdrawn: null });
const kReady = [
  ready('r1', 'exercise', 'overdue', null, 'Table-top: poisoned model', 'the last one is 14 months old', 'm.okafor', at(-60), at(-425)),
  ready(null, 'restore-test', 'missing', 'CLN-001', '', 'critical, and never restored', null, null),
  ready(null, 'playbook', 'missing', 'CLN-001', '', 'critical, without a playbook', null, null),
  ready('r4', 'critical-asset', 'holds', 'CLN-001', 'Triage of patients', '', 'm.okafor', at(300), at(-65)),
  ready('r5', 'critical-asset', 'holds', 'WTR-021', 'Dosing of chlorine', '', 'a.lindqvist', at(280), at(-85)),
  ready('r3', 'fail-safe', 'holds', 'WTR-021', 'Manual dosing', 'shown on 2026-10-01', 'a.lindqvist', at(120), at(-58)),
  ready('r6', 'restore-test', 'holds', 'WTR-021', 'Weights from the second site', '', 'j.ortiz', at(10), at(-170)),
  ready('r7', 'dependency', 'holds', 'CLN-001', 'Hosted embeddings of the vendor', '', 'm.okafor', at(200), at(-165)),
];
const kNeeds = {
  systems: [
    { id: 'CLN-001', name: 'Clinic triage', critical: true, found: true, needs: [{ kind: 'provider', name: 'api.vendor.example', components: 2, examples: ['app/main.py:12'] }, { kind: 'registry', name: 'PyPI', components: 41, examples: ['requirements.txt'] }, { kind: 'hub', name: 'Hugging Face', components: 1, examples: ['app/embed.py:4'] }] },
    { id: 'WTR-021', name: 'Chlorine dosing advisor', critical: true, found: true, needs: [{ kind: 'registry', name: 'PyPI', components: 18, examples: ['requirements.txt'] }, { kind: 'service', name: 'historian.plant.example', components: 1, examples: ['read.py:9'] }] },
  ],
  shared: [{ kind: 'registry', name: 'PyPI', systems: ['CLN-001', 'WTR-021'] }],
};

const kFaq = [
  ['what-is-bartizan', 'this program', 'What is Bartizan?', 'It says which AI an organisation runs and what its files can do to it, from their bytes, offline, and without running anything.', ['bartizan scan PATH'], []],
  ['is-it-cisa', 'this program', 'Is Bartizan made or endorsed by CISA or DHS?', 'No. It follows documents that they published, and is not affiliated with or endorsed by either.', [], []],
  ['what-counts-as-ai', 'your AI', 'What counts as an AI system?', 'What learns or infers from data to make predictions, recommendations, content or decisions. The register of policy has the definitions that bind agencies.', ['bartizan discover PATH'], ['M-25-21']],
  ['what-does-a-verdict-mean', 'results', 'What does a verdict mean?', 'Malicious: the file does harm when it is loaded. Suspicious: nobody can vouch for it. Incomplete: something was not read. Clean: every byte is accounted for and nothing was found.', ['bartizan explain verdicts'], []],
  ['what-must-i-do-by-when', 'trust', 'What must I do by when?', 'Each weakness of a system has a clock of its own, by the table of BOD 26-04. What is overdue stands first.', ['bartizan clock', 'bartizan vuln'], ['BOD-26-04']],
  ['what-are-the-lines', 'the roadmap', 'What are the five lines of effort?', 'Responsible use, assurance, protection of critical infrastructure, collaboration, and expertise. The roadmap shows one computed measure for each.', ['bartizan roadmap'], ['EO-14110']],
];
const kWords = [['clean', 'topic', 'every byte is accounted for, and nothing was found'], ['malicious', 'topic', 'the file does harm when it is loaded'], ['suspicious', 'topic', 'nobody can vouch for it'], ['incomplete', 'topic', 'something was not read, so nothing is promised'], ['clock', 'topic', 'what must be fixed by when'], ['depths', 'topic', 'structure, content, full'], ['safetensors', 'format', 'tensors without code'], ['gguf', 'format', 'one file with weights and metadata'], ['BZ-PKL-001', 'rule', 'runs … when loaded'], ['BZ-PKL-012', 'rule', 'calls a function that runs commands'], ['BZ-KER-002', 'rule', 'Lambda layer holds code'], ['BZ-ZIP-004', 'rule', 'two directories of one archive disagree'], ['BZ-ST-003', 'rule', 'bytes behind the last tensor']];
const kPage = `             severity critical · high confidence · makes a file malicious

  when        every loader that unpickles this file; nothing has to be called afterwards
  why         The stream tells the unpickler to call a function that starts processes, runs code, opens files or connects.
  do          Do not load the file. Take it out of use and keep a copy as evidence, tell whoever published it, and look for hosts that loaded it already.
  known as    ATLAS AML.T0011.000 · CWE-502
  read        https://docs.python.org/3/library/pickle.html`;

export function plan_routes(state, { write, refuse, listed, run_job, options }) {
  const actions = options.empty ? [] : structuredClone(kActions);
  let risks = options.empty ? [] : kRisks.map(leveled);
  const records = options.empty ? [] : structuredClone(kReady);
  const target = (id, kind, name, address, rest) => ({ id, kind, name, address, least: 'medium', on: true, link_local: false, by: 'admin', added: at(-20), delivered: null, problem: null, waiting: 0, given_up: 0, ...rest });
  const webhooks = options.empty ? [] : [
    target('n1', 'webhook', 'Security team', 'https://chat.example.org/hooks/ai', { delivered: at(-1) }),
    target('n2', 'syslog', 'Collector', 'udp:siem.example.org:514', { delivered: at(-3), problem: 'connection refused', waiting: 4, least: 'low' }),
  ];
  const place = (path, interval_s, last, next, files, rest) => ({ path, interval_s, interval_in_force_s: options.raised ? interval_s / 4 : interval_s, rate: 0, by: 'admin', added: at(-30), last, next, is_due: false, is_late: false, below_roots: true, files, read: 0, changed: 0, gone: 0, unread: 0, result: null, problem: null, failing_since: null, ...rest });
  const watched = options.empty ? [] : [
    place('/srv/ai/clinic', 86_400, at(-0.5), at(0.5), 61, { changed: 1 }),
    place('/srv/ai/water', 604_800, at(-6), at(1), 37, {}),
    place('/srv/ai/shared', 86_400, at(-3), at(-2), 12, { is_due: true, problem: 'permission denied: /srv/ai/shared/gateway', failing_since: at(-3) }),
  ];
  const settings = { interval_s: 86_400, reread_rate: 50 * 1024 * 1024, evidence_age_days: null, evidence_age_in_force_s: 7 * 86_400, findings_from: 'medium', clock_days: 3, answer_days: 14 };
  const notices = options.empty ? [] : [
    { id: 'm1', at: at(-0.1), kind: 'finding', severity: 'critical', subject: '/srv/ai/clinic/triage/models/encoder.pt', title: 'encoder.pt is malicious', detail: 'It calls posix.system when it is loaded.', page: `artifacts/${state.estate.artifacts[0]?.id}` },
    { id: 'm2', at: at(-1), kind: 'clock', severity: 'high', subject: 'SHR-032', title: 'CVE-2025-32434 in LLM gateway is overdue', detail: 'It was due yesterday.', page: 'vulnerabilities?case=case-1' },
    { id: 'm3', at: at(-2), kind: 'answer', severity: 'medium', subject: 'guidelines D2', title: 'An answer ends in 14 days', detail: 'D2 for Clinic triage, answered by m.okafor.', page: 'assessments/guidelines' },
    { id: 'm4', at: at(-3), kind: 'place', severity: 'medium', subject: '/srv/ai/shared', title: 'the watched place /srv/ai/shared could not be read whole', detail: 'permission denied', page: 'settings' },
  ];
  const late = (one) => ({ ...one, overdue: one.state === 'open' && one.due < at(0) });
  const now = () => new Date().toISOString();
  const find = (rows, id, what) => rows.find((one) => one.id === id) ?? refuse(404, `There is no such ${what}`);
  const drop = (rows, one) => rows.splice(rows.indexOf(one), 1);
  const days = (n) => Array.from({ length: 12 }, (_, i) => [at(-77 + i * 7), i, n]);
  return [
    ['GET', /^\/actions$/, 'viewer', ({ query }) => {
      let rows = actions.map(late).sort((a, b) => Number(b.overdue) - Number(a.overdue) || (a.due < b.due ? -1 : 1));
      for (const key of ['state', 'requirement', 'system']) if (query.get(key)) rows = rows.filter((one) => one[key] === query.get(key));
      if (query.get('overdue') === 'true') rows = rows.filter((one) => one.overdue);
      query.delete('system');
      return listed(rows, query, ['owner', 'framework']);
    }],
    ['POST', /^\/actions$/, 'analyst', ({ body }) => {
      if (!body.what) refuse(400, 'What is to be done is missing');
      const one = { ...action(`a${actions.length + 1}`, body.framework ?? '', body.requirement ?? '', body.system ?? '', body.what, body.owner ?? '', 0), due: body.due ?? null, by: state.account.name, at: now() };
      actions.push(one);
      return { ...late(one), audit: write('action.add', () => drop(actions, one)) };
    }],
    ['PATCH', /^\/actions\/([^/]+)$/, 'analyst', ({ args, body }) => {
      const one = find(actions, args[0], 'action');
      if (body.state && body.state !== 'open' && !body.note) refuse(400, 'Say what was done in the note');
      Object.assign(one, body, { changed: now() });
      return { ...late(one), audit: write('action.change') };
    }],
    ['GET', /^\/risks$/, 'viewer', ({ query }) => listed(risks, query, ['sector', 'category', 'state'])],
    ['GET', /^\/risks\/words$/, 'viewer', () => ({ sectors: kSectors, categories: kCategories, as_of: at(0) })],
    ['POST', /^\/risks$/, 'analyst', ({ body }) => {
      const one = leveled({ id: `k${risks.length + 1}`, ...body, by: state.account.name, at: now() });
      risks = [...risks, one];
      return { ...one, audit: write('risk.add', () => (risks = risks.filter((two) => two.id !== one.id))) };
    }],
    ['PATCH', /^\/risks\/([^/]+)$/, 'analyst', ({ args, body }) => {
      const one = leveled({ ...find(risks, args[0], 'risk'), ...body, changed: now() });
      risks = risks.map((two) => (two.id === one.id ? one : two));
      return { ...one, audit: write('risk.change') };
    }],
    ['GET', /^\/readiness$/, 'viewer', ({ query }) => {
      const rows = query.get('system') ? records.filter((one) => one.system === query.get('system')) : records;
      query.delete('system');
      return listed(rows.filter((one) => one.state !== 'withdrawn' || query.get('state')), query, ['kind', 'state']);
    }],
    ['POST', /^\/readiness$/, 'analyst', ({ body }) => {
      for (const old of records.filter((one) => one.kind === body.kind && (one.system ?? null) === (body.system ?? null) && one.kind !== 'critical-asset')) drop(records, old);
      const one = { ...ready(`r${records.length + 10}`, body.kind, 'holds', body.system ?? null, body.what, '', state.account.name, at(180), body.at ?? now()), next: body.next ?? null, attachment: body.attachment?.name ?? null };
      records.push(one);
      return { ...one, audit: write('readiness.record', () => drop(records, one)) };
    }],
    ['DELETE', /^\/readiness\/([^/]+)$/, 'analyst', ({ args }) => {
      const one = find(records, args[0], 'record');
      const before = one.state;
      one.state = 'withdrawn';
      return { id: one.id, audit: write('readiness.withdraw', () => (one.state = before)) };
    }],
    ['GET', /^\/readiness\/map$/, 'viewer', () => (options.empty ? { systems: [], shared: [] } : kNeeds)],
    ['GET', /^\/faq$/, 'viewer', ({ query }) => {
      query.set('q', query.get('words') ?? '');
      return listed(kFaq.map(([id, group, ask, answer, commands, policies]) => ({ id, group, ask, answer, commands, policies })), query);
    }],
    ['GET', /^\/explain$/, 'viewer', ({ query }) => listed(kWords.map(([id, kind, title]) => ({ id, kind, title })), query)],
    ['GET', /^\/explain\/([^/]+)$/, 'viewer', ({ args }) => {
      const [id, kind, title] = kWords.find(([one]) => one.toLowerCase() === args[0].toLowerCase()) ?? refuse(404, 'Nothing here has that name.');
      return { id, kind, title, text: kind === 'rule' ? kPage : '  It is a statement about what the known loaders do with these bytes.\n  -  it says nothing about how well the model works\n  -  how strong it is depends on the depth', links: [] };
    }],
    ['GET', /^\/watched$/, 'viewer', ({ query }) => listed(watched, query)],
    ['POST', /^\/watched$/, 'analyst', ({ body }) => {
      if (!body.path?.startsWith('/srv/ai')) refuse(400, 'This path is outside the roots', 'Roots are named when the server starts: --root /srv/ai');
      const one = watched.find((two) => two.path === body.path);
      if (one) Object.assign(one, { interval_s: body.interval_s, interval_in_force_s: body.interval_s });
      else watched.push(place(body.path, body.interval_s, null, now(), 0, { is_due: true }));
      return { ...(one ?? watched.at(-1)), audit: write('watch.add') };
    }],
    ['DELETE', /^\/watched$/, 'analyst', ({ body }) => {
      drop(watched, watched.find((one) => one.path === body.path) ?? refuse(404, 'This place is not watched'));
      return { audit: write('watch.drop') };
    }],
    ['POST', /^\/watched\/look$/, 'analyst', ({ body }) => ({ jobs: [run_job('reread', body.path, 12).body.job], audit: write('watch.look') })],
    ['GET', /^\/notifications$/, 'admin', ({ query }) => listed(webhooks, query)],
    ['POST', /^\/notifications$/, 'admin', ({ body }) => {
      const one = target(`n${webhooks.length + 1}`, body.kind, body.name, body.address, { least: body.least });
      webhooks.push(one);
      return { ...one, ...(body.kind === 'webhook' ? { secret: hash_of(body.address) } : {}), audit: write('notification.add') };
    }],
    ['PATCH', /^\/notifications\/([^/]+)$/, 'admin', ({ args, body }) => ({ ...Object.assign(find(webhooks, args[0], 'receiver'), body), audit: write('notification.change') })],
    ['DELETE', /^\/notifications\/([^/]+)$/, 'admin', ({ args }) => {
      drop(webhooks, find(webhooks, args[0], 'receiver'));
      return { audit: write('notification.drop') };
    }],
    ['POST', /^\/notifications\/([^/]+)\/test$/, 'admin', ({ args }) => {
      const one = find(webhooks, args[0], 'receiver');
      return { ok: one.kind === 'webhook', problem: one.kind === 'webhook' ? null : 'connection refused', audit: write('notification.test') };
    }],
    ['GET', /^\/notices$/, 'viewer', ({ query }) => listed(notices, query)],
    ['GET', /^\/settings$/, 'viewer', () => ({ ...settings, as_of: at(0) })],
    ['PATCH', /^\/settings$/, 'admin', ({ body }) => {
      for (const [key, value] of Object.entries(body)) if (!(key in settings)) refuse(400, 'There is no such setting', `${key} ${value}`);
      Object.assign(settings, body);
      settings.evidence_age_in_force_s = (settings.evidence_age_days || 7) * 86_400;
      return { ...settings, as_of: at(0), audit: write('settings.change') };
    }],
    ['GET', /^\/frameworks\/([^/]+)\/trend$/, 'viewer', ({ args }) => ({ as_of: at(0), points: options.empty ? [] : days(args[0] === 'guidelines' ? 17 : 7).map(([when, i, n]) => ({ at: when, totals: { met: Math.round((n * i) / 24), partly: Math.round((n * (4 + i)) / 36), unmet: Math.max(0, Math.round(n / 4 - i / 5)), not_applicable: 0, unknown: n - Math.round((n * i) / 24) - Math.round((n * (4 + i)) / 36) - Math.max(0, Math.round(n / 4 - i / 5)) } })) })],
    ['GET', /^\/policy\/changes$/, 'viewer', ({ query }) => listed([{ date: '2026-06-10', id: 'BOD-26-04', title: 'Prioritizing Security Updates Based on Risk', what: 'issued, in force' }, { date: '2026-06-10', id: 'BOD-22-01', title: 'Reducing the Significant Risk of Known Exploited Vulnerabilities', what: 'superseded by BOD-26-04' }].filter((one) => one.date > (query.get('since') ?? '')), query)],
  ];
}
