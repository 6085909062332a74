// Routes of the pages that came second. Each takes the mock's state and its helpers.
import { at, date } from './estate.mjs';

const kPolicy = [
  ['EO-13960', 'Promoting the Use of Trustworthy AI in the Federal Government', 'White House', 'order', '2020-12-03', null, 'in-force', [], []],
  ['EO-14110', 'Safe, Secure, and Trustworthy Development and Use of AI', 'White House', 'order', '2023-10-30', '2025-01-20', 'rescinded', ['EO-14148'], []],
  ['M-24-10', 'Advancing Governance, Innovation, and Risk Management', 'OMB', 'memo', '2024-03-28', '2025-04-03', 'superseded', ['M-25-21'], []],
  ['M-25-21', 'Accelerating Federal Use of AI', 'OMB', 'memo', '2025-04-03', null, 'in-force', [], ['M-24-10']],
  ['BOD-22-01', 'Reducing the Significant Risk of Known Exploited Vulnerabilities', 'CISA', 'directive', '2021-11-03', '2026-06-10', 'superseded', ['BOD-26-04'], []],
  ['BOD-26-04', 'Prioritizing Security Updates Based on Risk', 'CISA', 'directive', '2026-06-10', null, 'in-force', [], ['BOD-22-01']],
  ['CISA-2015', 'Cybersecurity Information Sharing Act', 'Congress', 'statute', '2021-12-18', null, 'unknown', [], []],
];

/** The one password that the mock takes. */
export const kPassword = 'correct horse battery';

export function more_routes(state, { write, refuse, listed, options }) {
  const { estate, emit } = state;
  const history = [];
  const proven = (body) => body.password === kPassword || refuse(403, 'The password that you have now is wrong.');
  const difference = (gap, one, why, details = [], suggestions = []) => ({ gap, name: one.name, where: gap === 'ghost' ? 'clinic-2025.csv, row 7' : one.path, why, details, suggestions, owner: one.owner, use_case: one.declared ? one.id : null, found: one.found ? one.id : null });
  return [
    ['GET', /^\/posture$/, 'viewer', () => ({ ...state.posture, as_of: at(0), effects: ['Files are read again after 2 days instead of 7', 'The gate also fails on suspicious', 'Clocks of 14 days run 7'], history })],
    ['POST', /^\/posture$/, 'approver', ({ body }) => {
      state.posture = { raised: true, since: new Date().toISOString(), until: body.until, by: state.account.name, reason: body.reason, preset: 'raised' };
      history.unshift({ at: state.posture.since, raised: true, until: body.until, by: state.account.name, reason: body.reason });
      emit('posture', {});
      return { ...state.posture, audit: write('posture.raise') };
    }],
    ['DELETE', /^\/posture$/, 'approver', ({ query }) => {
      if (!state.posture.raised) refuse(409, 'The posture is not raised');
      state.posture = { raised: false, since: null, until: null, by: null, reason: null, preset: null };
      history.unshift({ at: new Date().toISOString(), raised: false, until: null, by: state.account.name, reason: query.get('reason') });
      emit('posture', {});
      return { ...state.posture, audit: write('posture.lower') };
    }],
    ['GET', /^\/policy$/, 'viewer', ({ query }) => listed(kPolicy.map(([id, title, issuer, kind, from, to, status, superseded_by, supersedes]) => ({
      id, title, issuer, kind, issued: from, from, to, status, superseded_by, supersedes, note: id === 'EO-14110' ? 'Cited by older pages; shown as history.' : '', verified: 'secondary', checked: date(-8), check_by: id === 'CISA-2015' ? date(-58) : date(84), overdue_check: id === 'CISA-2015',
    })), query)],
    ['GET', /^\/audit$/, 'admin', ({ query }) => listed(options.empty ? [] : [...state.audit].reverse().concat([
      { id: '0b', at: at(-1), account: '1', name: 'm.okafor', via: 'session', what: 'inventory.import', subject: 'clinic-2025.csv', detail: '21 use cases', hash: 'a41b'.padEnd(64, '0') },
      { id: '0a', at: at(-2), account: '1', name: 'm.okafor', via: 'session', what: 'session.open', subject: '', detail: '127.0.0.1', hash: '77fe'.padEnd(64, '0') },
    ]), query)],
    ['GET', /^\/audit\/verify$/, 'admin', () => ({ ok: true, entries: state.audit.length + 2, anchor: null, problem: null, as_of: at(0) })],
    ['GET', /^\/me\/(passkeys|sessions)$/, 'viewer', ({ args, query }) => listed(args[0] === 'sessions' ? [{ id: 's1', started: at(-1), seen: at(0), address: '127.0.0.1', agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', current: true }, { id: 's2', started: at(-3), seen: at(-2), address: '10.0.0.7', agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', current: false }] : state.passkeys, query)],
    ['POST', /^\/me\/passkeys\/options$/, 'viewer', ({ body }) => proven(body) && ({ challenge: 'bW9jay1jaGFsbGVuZ2UtbW9jaw', rp: { id: 'localhost', name: 'Bartizan' }, user: { id: 'MQ', name: state.account.name, display: state.account.name }, algorithms: [-7, -8, -257], exclude: [], user_verification: 'required', resident_key: 'required', timeout_ms: 60_000 })],
    ['POST', /^\/me\/passkeys$/, 'viewer', ({ body }) => {
      for (const key of ['name', 'id', 'client_data', 'authenticator_data']) if (typeof body[key] !== 'string') refuse(400, `${key} is missing`);
      state.passkeys.push({ id: body.id, name: body.name, created: new Date().toISOString(), last_used: null });
      return { id: body.id, name: body.name, audit: write('account.passkey') };
    }],
    ['DELETE', /^\/me\/passkeys\/([^/]+)$/, 'viewer', ({ args, body }) => {
      proven(body);
      state.passkeys = state.passkeys.filter((one) => one.id !== args[0]);
      return { audit: write('account.passkey') };
    }],
    ['POST', /^\/session\/passkey\/options$/, null, () => ({ challenge: 'bW9jay1jaGFsbGVuZ2UtbW9jaw', rp_id: 'localhost', user_verification: 'required', timeout_ms: 60_000 })],
    ['POST', /^\/session\/passkey$/, null, ({ body }) => {
      for (const key of ['id', 'client_data', 'authenticator_data', 'signature']) if (typeof body[key] !== 'string') refuse(400, `${key} is missing`);
      state.account = { id: '1', name: 'admin', display: '', role: 'admin', totp: false, passkeys: 1 };
      return state.session();
    }],
    ['POST', /^\/me\/password$/, 'viewer', ({ body }) => {
      if (body.current !== kPassword) refuse(403, 'The password that you have now is wrong.');
      if (body.end_tokens !== false) state.tokens = [];
      return {};
    }],
    ['POST', /^\/me\/totp$/, 'viewer', ({ body }) => proven(body) && ({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Bartizan?secret=JBSWY3DPEHPK3PXP' })],
    ['POST', /^\/me\/totp\/confirm$/, 'viewer', ({ body }) => {
      if (body.code !== '123456') refuse(400, 'This code is not right');
      state.account.totp = true;
      return { recovery_codes: ['abcd-efgh', 'ijkl-mnop', 'qrst-uvwx', 'yz23-4567'] };
    }],
    ['GET', /^\/tokens$/, 'viewer', ({ query }) => listed(state.tokens ?? [], query)],
    ['POST', /^\/tokens$/, 'viewer', ({ body }) => {
      state.tokens = [...(state.tokens ?? []), { id: `t${(state.tokens ?? []).length}`, ...body, used: null }];
      return { ...state.tokens.at(-1), token: 'bzt_0123456789abcdefghijklmnop', audit: write('token.create') };
    }],
    ['DELETE', /^\/tokens\/([^/]+)$/, 'viewer', ({ args }) => {
      state.tokens = (state.tokens ?? []).filter((one) => one.id !== args[0]);
      return { audit: write('token.delete') };
    }],
    ['GET', /^\/accounts$/, 'admin', ({ query }) => listed([{ id: '1', name: 'admin', display: 'A. Lindqvist', role: 'admin', totp: true, passkeys: 1, last_login: at(0) }, { id: '2', name: 'm.okafor', display: 'M. Okafor', role: 'approver', totp: true, passkeys: 0, last_login: at(-1) }, { id: '3', name: 'j.ortiz', display: 'J. Ortiz', role: 'analyst', totp: false, passkeys: 0, locked_until: at(0.01), last_login: at(-9) }], query)],
    ['POST', /^\/accounts$/, 'admin', () => ({ link: 'http://127.0.0.1/#/welcome/one-time', audit: write('account.invite') })],
    ['GET', /^\/systems\/([^/]+)\/bom$/, 'viewer', ({ args }) => {
      const system = estate.systems.find((one) => one.id === args[0]) ?? refuse(404, 'There is no such system');
      const element = (id, kind, name, version, provenance, licence) => ({ id, kind, name, version, provider: 'example', provenance, licence, hash: null, attributes: [{ key: 'format', value: 'safetensors', provenance, source: 'config.json' }] });
      return {
        as_of: at(0),
        elements: [element('s', 'system', system.name, null, 'declared', null), element('m', 'model', 'note-embedder', '1.2', 'observed', 'Apache-2.0'), element('b', 'model', 'example/encoder-base', null, 'declared', 'Apache-2.0'), element('a', 'adapter', 'ward-lora', '3', 'observed', null), element('d', 'dataset', 'Stays of 2019 to 2023', null, 'unknown', null), element('t', 'library', 'torch', '2.5.1', 'observed', 'BSD-3-Clause'), element('h', 'library', 'transformers', '4.46.0', 'derived', 'Apache-2.0')],
        relations: [{ from: 'm', kind: 'fine-tuned-from', to: 'b' }, { from: 'a', kind: 'adapts', to: 'm' }, { from: 'm', kind: 'trained-on', to: 'd' }, { from: 's', kind: 'uses', to: 'a' }, { from: 's', kind: 'uses', to: 't' }, { from: 'h', kind: 'depends-on', to: 't' }, { from: 's', kind: 'uses', to: 'h' }],
        score: { standard: 'g7', of: 42, have: 39, missing: [{ id: 'hash', label: 'Hash of each component', state: 'partly', have: 5, of: 7, remedy: null }, { id: 'data-licence', label: 'Licence of the training data', state: 'needs-human', have: 0, of: 1, remedy: 'State it in .bartizan/system.toml' }, { id: 'supplier', label: 'Supplier of the base model', state: 'missing', have: 0, of: 1, remedy: 'Add a model card' }] },
      };
    }],
    ['GET', /^\/components$/, 'viewer', ({ query }) => listed(estate.systems.filter((one) => one.found).slice(0, 12).map((one, index) => ({ id: `c${index}`, name: index % 2 ? 'torch' : 'transformers', version: '2.5.1', kind: 'library', licence: 'BSD-3-Clause', systems: [{ id: one.id, name: one.name }] })), query)],
    ['GET', /^\/reconcile$/, 'viewer', ({ query }) => {
      const declared = estate.systems.filter((one) => one.declared);
      const words = (name) => name.toLowerCase().split(/[^a-z0-9]+/);
      const alike = (name) => declared.map((one) => ({ use_case: one.id, name: one.name, alike: (2 * words(one.name).filter((word) => words(name).includes(word)).length) / (words(one.name).length + words(name).length) })).filter((one) => one.alike >= 0.4).slice(0, 3);
      const all = [
        ...estate.systems.filter((one) => one.found && !one.declared).map((one) => difference('shadow', one, 'AI was found here and no use case of the inventory says so', ['model example/encoder-base', 'package transformers 4.46.0', 'package torch 2.5.1', 'endpoint models.example.invalid', 'agent notebook-helper', 'and 7 more'], alike(one.name))),
        ...declared.filter((one) => !one.found).map((one) => difference('ghost', one, 'declared as in use, and nothing that was read belongs to it')),
        ...declared.filter((one) => one.found && one.missing > 4).map((one) => difference('drift', one, 'what runs is no longer what was declared', ['changed: package torch from 2.4.0 to 2.5.1', 'new: model example/encoder-large'])),
      ];
      // Of the search, whichever of the three is shown.
      const search = new URLSearchParams({ limit: '500', ...(query.get('q') ? { q: query.get('q') } : {}) });
      const fitting = listed(all, search).items;
      const gap = Object.fromEntries(['shadow', 'ghost', 'drift'].map((key) => [key, fitting.filter((one) => one.gap === key).length]));
      return { ...listed(all, query, ['gap']), facets: { gap }, declared: declared.length, found: estate.systems.filter((one) => one.found).length, matched: declared.filter((one) => one.found).length, use_cases: declared.length, places: options.empty ? 0 : 3 };
    }],
    ['POST', /^\/reconcile\/assign$/, 'analyst', ({ body }) => {
      const one = estate.systems.find((system) => system.id === body.found) ?? refuse(404, 'This was not found');
      const use_case = body.use_case ? estate.systems.find((system) => system.declared && system.id === body.use_case) ?? refuse(404, 'There is no such use case') : null;
      if (!use_case && !body.declare?.name) refuse(400, 'Say which use case it is, or declare it');
      const before = one.name;
      Object.assign(one, { declared: true, name: body.declare?.name ?? one.name });
      return { found: one.id, use_case: use_case?.id ?? one.id, use_case_name: use_case?.name ?? one.name, as_of: at(0), audit: write('reconcile.assign', () => Object.assign(one, { declared: false, name: before })) };
    }],
  ];
}
