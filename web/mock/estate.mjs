// A made-up organisation for looking at pages before, or without, the real server: a clinic and a
// water utility with forty systems. The same on every start but for its dates, which lie as far from
// today as ever. Everything here is invented.

const kHour = 3_600_000;
const kDay = 24 * kHour;
export const kNow = Math.floor(Date.now() / kHour) * kHour;
export const at = (days) => new Date(kNow + days * kDay).toISOString();
export const date = (days) => at(days).slice(0, 10);

// Small and the same everywhere; nothing depends on its quality.
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
  return { next, below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}

export const hash_of = (text) => {
  const dice = random([...text].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7));
  return Array.from({ length: 64 }, () => dice.below(16).toString(16)).join('');
};
export const id_of = (text) => Buffer.from(text).toString('base64url');

const kNames = [
  ['Clinic triage', 'wards', 'Triage Board', 'clinic/triage'],
  ['Risk of readmission', 'wards', 'Ward Management', 'clinic/readmission'],
  ['Transcripts of visits', 'wards', 'Medical Records', 'clinic/transcripts'],
  ['Forecast of beds', 'management', 'Ward Management', 'clinic/beds'],
  ['Chest X-ray second reader', 'radiology', 'Radiology', 'clinic/xray'],
  ['Sepsis early warning', 'wards', 'Intensive Care', 'clinic/sepsis'],
  ['Appointment no-show', 'front desk', 'Front Desk', 'clinic/noshow'],
  ['Drug interaction checker', 'pharmacy', 'Pharmacy', 'clinic/interactions'],
  ['Discharge letter drafts', 'records', 'Medical Records', 'clinic/letters'],
  ['Invoice coding assistant', 'billing', 'Billing', 'clinic/coding'],
  ['Voice menu of the switchboard', 'front desk', 'Front Desk', 'clinic/voice'],
  ['Fall detection on wards', 'wards', 'Facilities', 'clinic/falls'],
  ['Pathology slide search', 'laboratory', 'Laboratory', 'clinic/slides'],
  ['Staff rota planner', 'management', 'Human Resources', 'clinic/rota'],
  ['Patient questions chatbot', 'front desk', 'Patient Office', 'clinic/chat'],
  ['Allergy extraction', 'records', 'Medical Records', 'clinic/allergies'],
  ['Wound photo grading', 'wards', 'Surgery', 'clinic/wounds'],
  ['Ambulance arrival times', 'emergency', 'Emergency', 'clinic/ambulance'],
  ['Pump failure forecast', 'operations', 'Pumping Stations', 'water/pumps'],
  ['Leak localisation', 'network', 'Network Control', 'water/leaks'],
  ['Chlorine dosing advisor', 'treatment', 'Treatment Works', 'water/chlorine'],
  ['Turbidity anomaly', 'treatment', 'Treatment Works', 'water/turbidity'],
  ['Demand forecast', 'network', 'Network Control', 'water/demand'],
  ['Meter fraud detection', 'customers', 'Customer Service', 'water/fraud'],
  ['SCADA log anomaly', 'operations', 'OT Security', 'water/scada'],
  ['Customer mail router', 'customers', 'Customer Service', 'water/mail'],
  ['Pipe inspection video', 'network', 'Maintenance', 'water/pipes'],
  ['Energy price bidding', 'operations', 'Energy Desk', 'water/energy'],
  ['Algae bloom satellite', 'treatment', 'Catchment', 'water/algae'],
  ['Work order summaries', 'operations', 'Maintenance', 'water/orders'],
  ['Document search', 'shared', 'IT', 'shared/search'],
  ['LLM gateway', 'shared', 'IT', 'shared/gateway'],
  ['Phishing mail filter', 'shared', 'IT Security', 'shared/phishing'],
  ['Code completion', 'shared', 'IT', 'shared/code'],
  ['Translation service', 'shared', 'IT', 'shared/translate'],
  ['Badge camera matching', 'shared', 'Facilities', 'shared/badges'],
  ['Contract clause finder', 'shared', 'Legal', 'shared/contracts'],
  ['models/old on nas-2', 'shared', '', 'nas-2/models/old'],
  ['agent in ops-notebooks', 'operations', '', 'water/ops-notebooks'],
  ['CV ranking pilot', 'management', 'Human Resources', 'clinic/cv'],
];

const kStages = ['Pre-deployment', 'Pilot', 'Deployed', 'Deployed', 'Deployed', 'Retired'];
const kFormats = [
  ['PyTorch zip', '.pt', 4e8], ['pickle', '.pkl', 3e6], ['safetensors', '.safetensors', 2e9], ['GGUF', '.gguf', 4e9],
  ['joblib', '.joblib', 4e5], ['ONNX', '.onnx', 9e7], ['Keras v3', '.keras', 6e7], ['NumPy', '.npz', 2e6],
];

export const kRules = [
  { rule: 'BZ-PKL-012', title: 'calls a function that runs commands', severity: 'critical', verdict: 'malicious', cause: 'posix.system', when: 'every loader that unpickles this file; nothing has to be called afterwards; weights_only=True stops it', why: 'When the file is loaded, REDUCE calls posix.system("echo owned").', remedy: 'Do not load it. Ask its author for an export without pickle (safetensors).', ids: ['ATLAS AML.T0011.000', 'CWE-502'] },
  { rule: 'BZ-PKL-021', title: 'builds a class that nobody has vouched for', severity: 'medium', verdict: 'suspicious', cause: 'acme.preproc.Scaler', why: 'The class comes from the package of the author, not from a library that is known.', remedy: 'Allow the class if it is yours, or export without it.', ids: ['CWE-502'] },
  { rule: 'BZ-GGU-007', title: 'chat template reaches into Python', severity: 'high', verdict: 'malicious', cause: 'template attribute __globals__', why: 'The template reads __globals__ of a function; renderers without a sandbox would run what it finds.', remedy: 'Replace the template with the one of the base model.', ids: ['CVE-2024-34359', 'CWE-1336'] },
  { rule: 'BZ-ZIP-004', title: 'two directories of one archive disagree', severity: 'high', verdict: 'suspicious', cause: 'central directory and local headers differ', why: 'Loaders that trust the one see other members than those that trust the other.', remedy: 'Pack the archive again from a trusted copy.', ids: ['CWE-436'] },
  { rule: 'BZ-ST-003', title: 'bytes behind the last tensor', severity: 'medium', verdict: 'suspicious', cause: 'unclaimed bytes', why: 'No tensor of the header claims these bytes; loaders keep or ignore them.', remedy: 'Write the file again with its library.', ids: ['CWE-1284'] },
  { rule: 'BZ-KER-002', title: 'Lambda layer holds code', severity: 'high', verdict: 'malicious', cause: 'keras Lambda', why: 'The configuration holds marshalled Python that loading with safe_mode=False runs.', remedy: 'Replace the Lambda by a registered layer.', ids: ['CVE-2024-3660', 'CWE-94'] },
  { rule: 'BZ-GEN-001', title: 'the file ends before its structure does', severity: 'low', verdict: 'incomplete', cause: 'truncated', why: 'The header declares more bytes than the file has.', remedy: 'Fetch the file again and compare its hash.', ids: [] },
];

function build() {
  const dice = random(20261128);
  const systems = [];
  const artifacts = [];
  const findings = [];
  kNames.forEach(([name, bureau, owner, place], index) => {
    const declared = !(name.startsWith('models/old') || name.startsWith('agent in') || index % 13 === 12);
    const found = index % 9 !== 7;
    const stage = declared ? kStages[dice.below(kStages.length)] : null;
    const high = declared ? (dice.next() < 0.35 ? 'High-impact' : dice.next() < 0.15 ? 'Presumed high-impact but determined not high-impact' : 'Not high-impact') : null;
    const system = {
      id: declared ? `${place.startsWith('clinic') ? 'CLN' : place.startsWith('water') ? 'WTR' : 'SHR'}-${String(index + 1).padStart(3, '0')}` : `found-${hash_of(place).slice(0, 8)}`,
      name, owner: owner || null, bureau, stage, high_impact: high, declared, found, place,
      path: found ? `/srv/ai/${place}` : null,
      exposure: name === 'LLM gateway' ? (dice.below(4), 'unknown') : ['no', 'no', 'yes', 'unknown'][dice.below(4)],
      components: found ? 4 + dice.below(60) : 0,
      assessed: dice.next() < 0.8 ? at(-dice.below(20)) : null,
    };
    const many = found ? 1 + dice.below(5) : 0;
    for (let i = 0; i < many; i++) {
      const [format, ending, scale] = index === 0 ? kFormats[i % kFormats.length] : dice.pick(kFormats);
      const stem = ['encoder', 'weights', 'risk_forest', 'assistant', 'scaler', 'vitals_net', 'head', 'checkpoint'][(index + i * 3) % 8];
      const path = `${system.path}/models/${stem}${i || ''}${ending}`;
      const artifact = {
        id: id_of(path), sha256: hash_of(path), path, name: path.split('/').pop(), format, format_name: format, size: Math.floor(scale * (0.2 + dice.next())),
        verdict: 'clean', coverage: 'complete', depth: 'content', seen: at(-dice.below(9) - dice.next()), modified: at(-30 - dice.below(300)),
        findings: 0, systems: [{ id: system.id, name }],
      };
      const wanted = index === 0 && i === 0 ? kRules[0] : dice.next() < 0.16 ? dice.pick(kRules) : null;
      if (wanted) {
        const { cause, ...rule } = wanted;
        artifact.verdict = rule.verdict;
        artifact.coverage = rule.verdict === 'incomplete' ? 'partial' : 'complete';
        artifact.findings = 1;
        findings.push({
          id: hash_of(rule.rule + path).slice(0, 16), ...rule, cause, confidence: 'high', path, artifact: artifact.id, system: { id: system.id, name },
          first_seen: at(-40 + dice.below(38)), last_seen: artifact.seen, state: 'open', assigned: null, accepted: null,
          member: format === 'PyTorch zip' ? 'archive/data.pkl' : null, offset: 1284, length: 96, call: rule.rule === 'BZ-PKL-012' ? 'posix.system("echo owned")' : null,
        });
      }
      // One system calls models elsewhere and has no file of its own.
      if (name !== 'Code completion') artifacts.push(artifact);
    }
    systems.push(system);
  });
  const rank = ['malicious', 'suspicious', 'incomplete', 'clean'];
  for (const system of systems) {
    const own = artifacts.filter((artifact) => artifact.systems[0].id === system.id);
    system.artifacts = own.length;
    system.models = system.found ? own.length : null;
    system.verdict = own.length ? own.map((one) => one.verdict).sort((a, b) => rank.indexOf(a) - rank.indexOf(b))[0] : null;
    system.missing = system.declared ? dice.below(6) : 0;
    system.completeness = system.found ? 40 + dice.below(61) : null;
    const overdue = dice.next() < 0.1 || system.name === 'LLM gateway';
    system.clock = !system.found ? { state: 'none', due: null, count: 0 }
      : overdue ? { state: 'overdue', due: at(-1 - dice.below(9)), count: 1 + dice.below(2) }
      : dice.next() < 0.4 ? { state: 'running', due: at(2 + dice.below(58)), count: 1 + dice.below(4) } : { state: 'none', due: null, count: 0 };
    const met = dice.below(8);
    const unmet = dice.below(4);
    const partly = dice.below(5);
    system.statuses = { met, partly, unmet, unknown: 17 - met - partly - unmet, not_applicable: 0 };
  }
  return { systems, artifacts, findings };
}

export const full = build();
export const empty = { systems: [], artifacts: [], findings: [] };

/** Open findings day by day: seen first as the estate says, and one in five was closed since. */
export function trend_of(estate, days) {
  const kKnown = 42;
  if (estate.findings.length === 0) return { days: [], from: null, why: null, as_of: at(0) };
  const gone = estate.findings.filter((_, index) => index % 5 === 0).map((one, index) => ({ ...one, first_seen: at(-38 + index), closed: at(-20 + index * 3) }));
  const all = [...estate.findings, ...gone];
  const day = (time) => time.slice(0, 10);
  const rows = Array.from({ length: kKnown }, (_, index) => {
    const now = day(at(index - kKnown + 1));
    const here = all.filter((one) => day(one.first_seen) <= now && !(one.closed && day(one.closed) <= now));
    const open = Object.fromEntries(['critical', 'high', 'medium', 'low', 'info'].map((word) => [word, here.filter((one) => one.severity === word).length]));
    return { at: `${now}T00:00:00.000Z`, open, total: here.length, new: all.filter((one) => day(one.first_seen) === now).length, closed: gone.filter((one) => day(one.closed) === now).length, accepted: 0 };
  });
  return { days: rows.slice(-days), from: at(-kKnown + 1), why: 'first-scan', as_of: at(0) };
}
