// The API over the made-up estate. What a page has no use for yet is not here, and answers 404.
import { bytes, detail, opcodes } from './artifact.mjs';
import { band_of, clocks_of, vex_of } from './clocks.mjs';
import { at, date, empty, full, hash_of, kNow, trend_of } from './estate.mjs';
import { across, answers_of, kFrameworks, kLines, requirement_of } from './frameworks.mjs';
import { case_fields, lint_of } from './inventory.mjs';
import { kPassword, more_routes } from './more.mjs';
import { plan_routes } from './plans.mjs';

export class Refusal extends Error {
  constructor(status, title, detail = '', extra = {}) {
    super(title);
    Object.assign(this, { status, title, detail, extra });
  }
}

export const kRank = { viewer: 0, analyst: 1, approver: 2, admin: 3 };
// Where the roadmap goes on, as the server says it: a command, and the framework for want of a better link.
const next = (text, command) => ({ text, command });
const kNext = {
  1: next('complete the records of use cases in operation', 'bartizan inventory lint'), 2: next('decide the overdue weaknesses of LLM gateway', 'bartizan clock'),
  3: next('assess water', 'bartizan risk add'), 4: next('look at the policies that are past their check date', 'bartizan policy'), 5: next('answer what you know about training by hand', 'bartizan answer add --framework roadmap --requirement 5.3'),
};
const kFirst = { ...kNext, 1: next('take in the inventory, or declare what runs', 'bartizan inventory import FILE'), 2: next('find the AI that runs', 'bartizan discover PATH'), 3: next('say in which sectors you work and what must not fail', 'bartizan risk add'), 4: next('see what changed in policy', 'bartizan policy') };
const kVerdicts = ['malicious', 'suspicious', 'incomplete', 'clean', null];

// limit, cursor, sort, facets: as the real server lists things.
export function listed(items, query, facets = []) {
  let rows = items;
  const counts = {};
  for (const facet of facets) {
    counts[facet] = {};
    for (const item of items) {
      const value = facet === 'declared' || facet === 'found' ? (item[facet] ? 'yes' : 'no') : facet === 'system' ? null : item[facet];
      if (value !== null && value !== undefined) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
    }
    const wanted = query.get(facet);
    if (wanted !== null) rows = rows.filter((item) => String(facet === 'declared' || facet === 'found' ? (item[facet] ? 'yes' : 'no') : item[facet]) === wanted);
  }
  const system = query.get('system');
  if (system) rows = rows.filter((item) => item.system?.id === system || item.systems?.some((one) => one.id === system));
  const q = query.get('q')?.toLowerCase();
  if (q) rows = rows.filter((item) => JSON.stringify(item).toLowerCase().includes(q));
  const sort = query.get('sort');
  if (sort) {
    const field = sort.replace(/^-/, '');
    const value = (item) => (field === 'verdict' ? kVerdicts.indexOf(item.verdict) : field === 'clock' ? (item.clock.due ?? '9') : item[field] ?? '');
    rows = [...rows].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (sort.startsWith('-') ? -1 : 1));
  }
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  return { items: rows.slice(from, from + limit), total: rows.length, next: from + limit < rows.length ? String(from + limit) : null, as_of: at(0), facets: counts };
}

/** As the server: harm, overdue, most unmet, then what nobody read. */
function worst_first(systems) {
  const harm = { malicious: 0, suspicious: 1 };
  const place = (one) => [harm[one.verdict] ?? 2, one.clock.state === 'overdue' ? 0 : 1, -one.statuses.unmet, !one.found ? 0 : one.verdict === 'incomplete' || (!one.verdict && one.models > 0) ? 1 : 2, -one.statuses.unknown, -one.statuses.partly];
  const compare = (a, b) => a.map((value, at) => value - b[at]).find((difference) => difference !== 0);
  return [...systems].sort((a, b) => compare(place(a), place(b)) ?? a.name.localeCompare(b.name));
}

export function make_api(options, emit) {
  const estate = structuredClone(options.empty ? empty : full);
  const clocks = clocks_of(estate);
  const state = {
    estate, clocks, emit, answered: new Map(), jobs: [], passkeys: [], imports: options.empty ? [] : [{ id: 'i1', file: 'clinic-2025.csv', schema: 'omb-2025', imported: at(-26), rows: 36, sha256: hash_of('clinic-2025.csv'), outdated: false }], audit: [], undo: new Map(), first_start: options.first_start === true,
    account: options.signed_in ? { id: '1', name: options.signed_in, display: '', role: options.signed_in, totp: false, passkeys: 0 } : null,
    posture: options.raised ? { raised: true, since: at(-1), until: at(6), by: 'admin', reason: 'Advisory on model repositories', preset: 'raised' } : { raised: false, since: null, until: null, by: null, reason: null, preset: null },
  };
  const session = () => ({ account: state.account, csrf: 'mock-csrf', first_start: state.first_start, version: '0.1.0', posture: state.account ? state.posture : null, passkeys: true });
  state.session = session;
  const needs = (role) => {
    if (!state.account) throw new Refusal(401, 'Sign in first');
    if (kRank[state.account.role] < kRank[role]) throw new Refusal(403, `This needs the role ${role}`, `You are ${state.account.role}.`);
  };
  const write = (what, undo) => {
    const id = `audit-${state.audit.length + 1}`;
    state.audit.push({ id: String(state.audit.length + 1), at: new Date().toISOString(), account: '1', name: state.account?.name, via: 'session', what, subject: '', detail: '', hash: hash_of(id) });
    if (undo) state.undo.set(id, undo);
    return id;
  };
  const system_of = (id) => state.estate.systems.find((one) => one.id === id) ?? refuse(404, 'There is no such system');
  const called = (id) => (id ? { id, name: system_of(id).name } : null);
  // As the server: one of the organisation asks nothing of a system.
  const asked_system = (framework, id) => (id && kFrameworks.find((one) => one.id === framework)?.subject === 'organisation' ? refuse(400, 'Bad Request', 'That framework asks nothing of one system.') : id);
  const refuse = (status, title, detail_text) => { throw new Refusal(status, title, detail_text); };
  const causes = () => {
    const groups = new Map();
    for (const one of state.estate.findings.filter((finding) => finding.state === 'open')) {
      const key = `${one.rule} ${one.cause}`;
      const group = groups.get(key) ?? { rule: one.rule, title: one.title, severity: one.severity, verdict: one.verdict, remedy: one.remedy, cause: one.cause, count: 0, files: 0, systems: new Set(), newest: '', sample: [] };
      group.count++;
      group.files++;
      group.systems.add(one.system.id);
      group.newest = group.newest > one.first_seen ? group.newest : one.first_seen;
      if (group.sample.length < 5) group.sample.push(one);
      groups.set(key, group);
    }
    const order = ['critical', 'high', 'medium', 'low', 'info'];
    return [...groups.values()].map((group) => ({ ...group, systems: group.systems.size })).sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.count - a.count);
  };
  const run_job = (kind, what, of) => {
    const job = { id: `job-${state.jobs.length + 1}`, kind, state: 'running', what, done: 0, of, bytes: 0, rate: 1.8 * 2 ** 30, eta_s: 4, started: new Date().toISOString(), ended: null, summary: null, error: null };
    state.jobs.unshift(job);
    const timer = setInterval(() => {
      if (job.state !== 'running') return clearInterval(timer);
      job.done = Math.min(of, job.done + Math.ceil(of / 12));
      job.bytes = job.done * 48_000_000;
      job.eta_s = Math.round((4 * (of - job.done)) / of);
      if (job.done >= of) {
        Object.assign(job, { state: 'done', ended: new Date().toISOString(), summary: of === 1 ? { artifacts: 1, bytes: 32, malicious: 1, worst: 'malicious', interrupted: false } : { artifacts: of, bytes: of * 48_000_000, clean: of - 2, malicious: 1, suspicious: 1, cached: 3, worst: 'malicious', interrupted: false } });
        clearInterval(timer);
        emit('scan', {});
      }
      emit('job', { job });
      return undefined;
    }, options.job_step ?? 250);
    emit('job', { job });
    return { status: 202, body: { job } };
  };
  const worst_of = (line) => (state.estate.systems.length === 0 ? [] : line === '2'
    ? [{ title: 'LLM gateway', why: 'weakness in KEV overdue', link: { page: 'system', id: 'SHR-032' } }, { title: 'encoder.pt', why: 'runs commands on load', link: { page: 'artifact', id: state.estate.artifacts[0].id } }, { title: '8 systems without a BOM', why: 'nothing is known of their parts', link: { page: 'systems', id: '?found=yes' } }]
    : line === '1' ? [{ title: 'Chest X-ray second reader', why: '4 fields are missing', link: { page: 'system', id: 'CLN-005' } }, { title: 'Sepsis early warning', why: 'no owner has answered since May', link: { page: 'system', id: 'CLN-006' } }, { title: 'models/old on nas-2', why: 'found, nobody declared it', link: { page: 'reconcile' } }]
    : line === '4' ? [{ title: 'CISA Act 2015', why: 'to verify since 2026-10-01', link: { page: 'policy' } }] : []);

  const routes = [
    ['GET', /^\/session$/, null, () => session()],
    ['POST', /^\/session\/link$/, null, ({ body }) => (body.secret === 'welcome-secret' ? { purpose: state.first_start ? 'first-start' : 'invite', name: state.first_start ? null : 'm.okafor', expires: at(0) } : refuse(401, 'This link is no longer good', 'It works once, for 15 minutes.'))],
    ['POST', /^\/session\/first$/, null, ({ body }) => {
      if (body.secret !== 'welcome-secret') refuse(403, 'This link is no longer good', 'It works once, for 15 minutes. Start bartizan serve again: it prints a new one.');
      state.first_start = false;
      state.account = { id: '1', name: body.name ?? 'm.okafor', display: '', role: 'admin', totp: false, passkeys: 0 };
      return session();
    }],
    ['POST', /^\/session$/, null, ({ body }) => {
      if (body.password !== kPassword) refuse(401, 'Name or password is not right', 'After ten tries the account rests for a quarter of an hour.');
      if (body.name === 'totp' && body.code !== '123456') throw new Refusal(401, 'A code is needed', '', { needs: 'code' });
      const role = kRank[body.name] !== undefined ? body.name : 'admin';
      state.account = { id: '1', name: body.name, display: '', role, totp: body.name === 'totp', passkeys: 0 };
      return session();
    }],
    ['DELETE', /^\/session$/, null, () => { state.account = null; return session(); }],
    ['GET', /^\/summary$/, 'viewer', () => ({ systems: estate.systems.length, artifacts: estate.artifacts.length, findings_open: estate.findings.filter((one) => one.state === 'open').length, overdue: clocks.filter((one) => band_of(one, kNow) === 'overdue').length, feeds_stale: 1, watched_due: 2, as_of: at(0) })],
    ['GET', /^\/roadmap$/, 'viewer', () => ({
      as_of: at(0), stale: { not_reread: options.empty ? 0 : 3, of: estate.artifacts.length, oldest: at(-9) }, posture: state.posture,
      overdue: options.empty ? { clocks: 0, clocks_known: false, answers: 0, actions: 0, readiness: 0 } : { clocks_known: true, clocks: clocks.filter((one) => band_of(one, kNow) === 'overdue').length, answers: 3, actions: 1, readiness: 2 },
      lines: kLines.map(([id, title, unit, value, formula, numerator, denominator, objectives]) => ({
        id, title, measure: { value: options.empty ? null : value, unit, text: options.empty || value === null ? 'not measured' : `${value}${unit}`, formula, numerator: options.empty ? null : numerator, denominator: options.empty ? null : denominator },
        trend: options.empty || value === null ? [] : Array.from({ length: 12 }, (_, i) => ({ at: at(-77 + i * 7), value: Math.max(0, value - (11 - i) * (id === '3' ? 0 : 3) + ((i * 7) % 5)) })),
        worst: worst_of(id),
        next: { ...(options.empty ? kFirst : kNext)[id], link: { page: 'assessments', id: 'roadmap' } },
        objectives: objectives.map(([oid, otitle, status]) => ({ id: oid, title: otitle, status: options.empty ? 'unknown' : status, measure: null, link: { page: 'framework', id: 'roadmap/' + oid } })),
      })),
    })],
    ['GET', /^\/systems$/, 'viewer', ({ query }) => listed(worst_first(estate.systems).map((one) => ({ ...one })), query, ['verdict', 'stage', 'high_impact', 'owner', 'declared', 'found'])],
    ['GET', /^\/systems\/([^/]+)$/, 'viewer', ({ args }) => {
      const system = system_of(args[0]);
      return { headers: { ETag: `"${system.version ?? 1}"` }, body: { ...system, as_of: at(0), use_case: system.declared ? { fields: case_fields(system), import: `clinic-2025.csv of ${date(-26)}`, source: 'clinic-2025.csv', row: 4 } : null, owners: system.owner ? [system.owner] : [], exposure: system.exposure === 'unknown' ? null : { exposed: system.exposure === 'yes', by: 'm.okafor', at: at(-57), reason: 'reachable through the partner portal' } } };
    }],
    ['PATCH', /^\/systems\/([^/]+)$/, 'analyst', ({ args, body, headers }) => {
      const system = system_of(args[0]);
      const version = `"${system.version ?? 1}"`;
      if (headers['if-match'] && headers['if-match'] !== version) refuse(409, 'Somebody changed this record meanwhile', 'It was read again; look and save once more.');
      const before = { ...(system.values ?? {}) };
      system.values = { ...before, ...body.fields };
      system.version = (system.version ?? 1) + 1;
      const audit = write('inventory.edit', () => { system.values = before; system.version++; });
      return { headers: { ETag: `"${system.version}"` }, body: { ...system, as_of: at(0), use_case: { fields: case_fields(system), import: 'clinic-2025.csv', source: 'clinic-2025.csv', row: 4 }, owners: [system.owner], exposure: null, audit } };
    }],
    ['PUT', /^\/systems\/([^/]+)\/exposure$/, 'analyst', ({ args, body }) => {
      const system = system_of(args[0]);
      const before = system.exposure;
      system.exposure = body.exposed ? 'yes' : 'no';
      for (const clock of clocks.filter((one) => one.system.id === system.id)) Object.assign(clock.inputs[1], { value: system.exposure, why: `answered by ${state.account.name} just now`, verified: true });
      return { exposed: body.exposed, by: state.account.name, at: at(0), reason: body.reason, audit: write('exposure', () => (system.exposure = before)) };
    }],
    ['GET', /^\/systems\/([^/]+)\/artifacts$/, 'viewer', ({ args, query }) => listed(estate.artifacts.filter((one) => one.systems[0].id === args[0]), query)],
    ['GET', /^\/systems\/([^/]+)\/components$/, 'viewer', ({ args, query }) => listed(Array.from({ length: Math.min(20, system_of(args[0]).components) }, (_, i) => ({ id: `c${i}`, kind: i % 3 ? 'library' : 'model', name: ['torch', 'transformers', 'example/encoder-base', 'numpy', 'fastapi', 'note-embedder'][i % 6], version: `2.${i}.0`, provider: 'PyPI', provenance: ['observed', 'declared', 'derived', 'unknown'][i % 4], licence: i % 2 ? 'BSD-3-Clause' : 'Apache-2.0' })), query)],
    ['GET', /^\/systems\/([^/]+)\/history$/, 'viewer', ({ args, query }) => listed([{ at: at(-2), by: 'bartizan', what: 'scan', detail: '3 files, 1 malicious' }, { at: at(-26), by: 'm.okafor', what: 'inventory import', detail: 'clinic-2025.csv' }, { at: at(-57), by: 'm.okafor', what: 'exposure', detail: system_of(args[0]).exposure }], query)],
    ['GET', /^\/systems\/([^/]+)\/answers$/, 'viewer', ({ args, query }) => listed(answers_of('guidelines', args[0], state.answered).requirements.map((one) => ({ framework: 'guidelines', id: one.id, title: one.title, status: one.status, why: one.why, expires: one.expires })), query)],
    ['GET', /^\/inventory\/lint$/, 'viewer', ({ query }) => listed(lint_of(estate), query, ['rule', 'severity'])],
    ['GET', /^\/inventory\/imports$/, 'viewer', ({ query }) => listed(state.imports, query)],
    ['POST', /^\/inventory\/imports$/, 'analyst', ({ query, raw }) => {
      state.imports.unshift({ id: `i${state.imports.length + 1}`, file: query.get('name'), sha256: hash_of(query.get('name')), schema: 'omb-2025', imported: new Date().toISOString(), rows: raw.toString().trim().split('\n').length - 1, outdated: false });
      return { ...run_job('import', query.get('name'), 2), audit: write('inventory.import') };
    }],
    ['GET', /^\/artifacts$/, 'viewer', ({ query }) => listed(estate.artifacts, query, ['verdict', 'format', 'coverage'])],
    ['GET', /^\/artifacts\/([^/]+)$/, 'viewer', ({ args }) => detail(estate, args[0]) ?? refuse(404, 'There is no such artifact', 'It may have been forgotten by retention. Scan its folder again.')],
    ['GET', /^\/artifacts\/([^/]+)\/hex$/, 'viewer', ({ args, query }) => {
      const one = detail(estate, args[0]) ?? refuse(404, 'There is no such artifact');
      const offset = Number(query.get('offset') ?? 0);
      const length = Math.min(4096, Number(query.get('length') ?? 512), one.size - offset);
      return { offset, bytes: bytes(offset, Math.max(0, length)), sha256_now: one.sha256, matches: true, as_of: at(0) };
    }],
    ['GET', /^\/artifacts\/([^/]+)\/opcodes$/, 'viewer', ({ query }) => opcodes(Number(query.get('cursor') ?? 0), Number(query.get('limit') ?? 100))],
    ['GET', /^\/findings$/, 'viewer', ({ query }) => listed(estate.findings, query, ['severity', 'verdict', 'rule', 'state'])],
    ['GET', /^\/findings\/trend$/, 'viewer', ({ query }) => trend_of(estate, Number(query.get('days') ?? 90))],
    ['GET', /^\/findings\/causes$/, 'viewer', ({ query }) => listed(causes(), query, ['severity', 'verdict'])],
    ['POST', /^\/findings\/accept$/, 'approver', ({ body }) => {
      const hit = estate.findings.filter((one) => one.rule === body.rule && one.state === 'open' && (!body.callable || one.cause === body.callable) && (!body.sha256 || estate.artifacts.some((artifact) => artifact.id === one.artifact && artifact.sha256 === body.sha256)));
      if (hit.some((one) => one.verdict === 'malicious') && !body.sha256) refuse(400, 'A waiver of something malicious names the file', 'Send sha256.');
      hit.forEach((one) => Object.assign(one, { state: 'accepted', accepted: { reason: body.reason, by: state.account.name, until: body.expires } }));
      emit('finding', {});
      return { accepted: hit.length, audit: write('finding.accept', () => hit.forEach((one) => Object.assign(one, { state: 'open', accepted: null }))) };
    }],
    ['POST', /^\/findings\/assign$/, 'analyst', ({ body }) => {
      const hit = estate.findings.filter((one) => body.ids?.includes(one.id) || one.cause === body.cause);
      hit.forEach((one) => (one.assigned = body.to));
      return { assigned: hit.length, audit: write('finding.assign', () => hit.forEach((one) => (one.assigned = null))) };
    }],
    ['POST', /^\/findings\/undo$/, 'analyst', ({ body }) => {
      const undo = state.undo.get(body.audit) ?? refuse(404, 'There is nothing to undo');
      undo();
      state.undo.delete(body.audit);
      emit('finding', {});
      return { audit: write('undo') };
    }],
    ['GET', /^\/clocks$/, 'viewer', ({ query }) => {
      const band = query.get('band');
      const banded = clocks.map((one) => ({ ...one, band: band_of(one, kNow) }));
      const answer = listed(banded.filter((one) => (band ? one.band === band : one.band !== 'closed')), query);
      const bands = {};
      for (const one of clocks.filter((clock) => !query.get('system') || clock.system.id === query.get('system'))) bands[band_of(one, kNow)] = (bands[band_of(one, kNow)] ?? 0) + 1;
      return { ...answer, facets: { band: bands } };
    }],
    ['GET', /^\/cases\/([^/]+)$/, 'viewer', ({ args }) => ({ ...(clocks.find((one) => one.case === args[0]) ?? refuse(404, 'There is no such case')), as_of: at(0), history: [{ at: at(-12), by: 'bartizan', what: 'opened', before: null, after: 'open', reason: `matched by the feed osv of ${date(-12)}` }], vex: vex_of(clocks).find((said) => said.cases.some((one) => one.case === args[0] && one.counts)) ?? null })],
    ['GET', /^\/vex$/, 'viewer', ({ query }) => {
      const system = query.get('system');
      const rows = vex_of(clocks).filter((one) => !system || one.system?.id === system).map((one) => (system ? one : { ...one, cases: [], cases_count: 0 }));
      query.delete('system');
      return listed(rows, query, ['status']);
    }],
    ['POST', /^\/cases\/([^/]+)\/state$/, 'analyst', ({ args, body }) => {
      if (body.state === 'accepted') needs('approver');
      const one = clocks.find((clock) => clock.case === args[0]) ?? refuse(404, 'There is no such case');
      const before = one.state;
      one.state = body.state;
      return { ...one, audit: write('case.state', () => (one.state = before)) };
    }],
    ['GET', /^\/feeds$/, 'viewer', ({ query }) => listed(options.empty ? [] : [{ name: 'osv', kind: 'OSV', at: at(-1), count: 18_221, age_days: 1, stale: false, source: 'osv.zip', sha256: hash_of('osv') }, { name: 'kev', kind: 'KEV', at: at(-4), count: 1_488, age_days: 4, stale: true, source: 'kev.json', sha256: hash_of('kev') }], query)],
    ['GET', /^\/frameworks$/, 'viewer', ({ query }) => listed(kFrameworks, query)],
    ['GET', /^\/frameworks\/([^/]+)$/, 'viewer', ({ args, query }) => (kFrameworks.some((one) => one.id === args[0] && one.assessed === false) ? refuse(409, 'Conflict', 'That is a list which others refer to; there is nothing to assess in it.') : kFrameworks.some((one) => one.id === args[0]) ? { ...answers_of(args[0], asked_system(args[0], query.get('system')), state.answered), system: called(query.get('system')) } : refuse(404, 'There is no such framework'))],
    ['GET', /^\/frameworks\/([^/]+)\/systems$/, 'viewer', ({ args, query }) => {
      const framework = kFrameworks.find((one) => one.id === args[0]) ?? refuse(404, 'There is no such framework');
      if (framework.subject !== 'system' || framework.assessed === false) refuse(409, 'Conflict', 'That framework is not asked of systems.');
      const { rows, requirements } = across(framework.id, estate.systems, state.answered);
      const [requirement, status, q] = ['requirement', 'status', 'q'].map((key) => query.get(key));
      const stands = (one) => (requirement ? one.statuses[requirement] === status : Object.values(one.statuses).includes(status));
      const shown = rows.filter((one) => (!status || stands(one)) && (!q || `${one.name} ${one.owner} ${one.id}`.toLowerCase().includes(q.toLowerCase())));
      const rank = (one) => (requirement ? ['unmet', 'unknown', 'partly', 'met', 'not-applicable'].indexOf(one.statuses[requirement]) * 1000 : 0) - one.counts.unmet * 100 - one.counts.unknown * 10 - one.counts.partly;
      shown.sort(query.get('sort') === 'name' ? (a, b) => a.name.localeCompare(b.name) : (a, b) => rank(a) - rank(b));
      for (const key of ['requirement', 'status', 'q', 'sort']) query.delete(key);
      return { ...listed(shown, query, ['worst']), framework: { id: framework.id, title: framework.title }, systems: rows.length, requirements };
    }],
    ['GET', /^\/frameworks\/([^/]+)\/requirements\/([^/]+)$/, 'viewer', ({ args, query }) => {
      const answer = requirement_of(args[0], args[1], asked_system(args[0], query.get('system')), state.answered) ?? refuse(404, 'There is no such requirement');
      if (args[0] === 'guidelines' && !query.get('system')) answer.requirement.systems = across(args[0], estate.systems, state.answered).requirements.find((one) => one.id === args[1]);
      return { ...answer, system: called(query.get('system')) };
    }],
    ['POST', /^\/frameworks\/([^/]+)\/requirements\/([^/]+)\/answers$/, 'analyst', ({ args, body }) => {
      const key = `${args[0]}/${args[1]}/${body.system ?? ''}`;
      state.answered.set(key, { id: 'a-' + key.replaceAll('/', '-'), status: body.status, by: state.account.name, at: at(0), expires: body.expires, reason: body.reason, attachment: body.attachment?.name ?? '', attachment_sha256: body.attachment ? hash_of(body.attachment.name) : '', stands: true, fallen: null });
      return { ...requirement_of(args[0], args[1], body.system ?? null, state.answered), system: called(body.system ?? null), audit: write('answer') };
    }],
    ['DELETE', /^\/answers\/([^/]+)$/, 'analyst', ({ args }) => {
      for (const [key, one] of state.answered) if (one.id === args[0]) state.answered.delete(key);
      return { audit: write('answer.withdraw') };
    }],
    ['GET', /^\/roots$/, 'viewer', () => ({ items: [{ path: '/srv/ai' }], as_of: at(0) })],
    ['GET', /^\/browse$/, 'viewer', ({ query }) => {
      const under = (query.get('path') ?? '').replace(/\/$/, '');
      const root = query.get('root') ?? '/srv/ai';
      const base = under.startsWith(root) ? under : under ? `${root}/${under}` : root;
      const names = new Map();
      for (const one of estate.artifacts) if (one.path.startsWith(base + '/')) { const rest = one.path.slice(base.length + 1).split('/'); names.set(rest[0], { name: rest[0], directory: rest.length > 1, size: rest.length > 1 ? null : one.size }); }
      return { items: [...names.values()], as_of: at(0) };
    }],
    ['POST', /^\/scans$/, 'analyst', ({ body }) => (body.path?.startsWith('/srv/ai') ? run_job('scan', body.path, 96) : refuse(404, 'Not Found', 'This server reads only what lies in its own folders (--root).'))],
    ['POST', /^\/uploads$/, 'analyst', ({ query }) => run_job('scan', `upload:${query.get('name') ?? 'file'}`, 1)],
    ['GET', /^\/jobs$/, 'viewer', ({ query }) => listed(state.jobs, query)],
    ['GET', /^\/jobs\/([^/]+)$/, 'viewer', ({ args }) => state.jobs.find((one) => one.id === args[0]) ?? refuse(404, 'There is no such job')],
    ['DELETE', /^\/jobs\/([^/]+)$/, 'analyst', ({ args }) => {
      const job = state.jobs.find((one) => one.id === args[0]) ?? refuse(404, 'There is no such job');
      Object.assign(job, { state: 'cancelled', ended: new Date().toISOString() });
      emit('job', { job });
      return job;
    }],
    ...more_routes(state, { write, refuse, needs, listed, options }),
    ...plan_routes(state, { write, refuse, listed, run_job, options }),
  ];

  return async ({ method, path, query, body, raw, headers }) => {
    let known = false;
    for (const [verb, pattern, role, answer] of routes) {
      const match = pattern.exec(path);
      if (!match) continue;
      known = true;
      if (verb !== method) continue;
      if (method !== 'GET' && !path.startsWith('/session') && headers['x-bartizan-csrf'] !== 'mock-csrf') throw new Refusal(403, 'The request does not carry the token of this session');
      if (role) needs(role);
      return answer({ query, body, raw, headers, args: match.slice(1).map(decodeURIComponent) });
    }
    throw new Refusal(known ? 405 : 404, known ? 'Not this way' : 'There is no such thing here');
  };
}
