// Two frameworks and the roadmap, short, in the shape of the API. Titles are facts, the rest invented.
import { at, date, hash_of, id_of, random } from './estate.mjs';

export const kLines = [
  ['1', 'Responsibly use AI to support our mission', '%', 62, 'deployed use cases with a complete record / deployed use cases', 13, 21, [
    ['1.1', 'Establish governance and oversight processes', 'met'], ['1.2', 'Collect, review and prioritize AI use cases', 'partly'],
    ['1.3', 'Develop an adoption strategy', 'unknown'], ['1.4', 'Incident management and redress procedures', 'partly'],
    ['1.5', 'Holistic approaches to limiting bias', 'unknown'], ['1.6', 'Responsibly and securely deploy AI systems', 'partly']]],
  ['2', 'Assure AI systems', '%', 44, 'systems with a fresh scan, a BOM and no overdue weakness / systems found', 16, 36, [
    ['2.1', 'Assess cybersecurity risks of AI adoption', 'unmet'], ['2.2', 'Engage stakeholders', 'unknown'],
    ['2.3', 'Capture the breadth of AI systems used', 'partly'], ['2.4', 'Best practices and guidance', 'met'],
    ['2.5', 'Strong vulnerability management practices', 'unmet'], ['2.6', 'Secure by Design', 'partly']]],
  ['3', 'Protect critical infrastructure from malicious use of AI', '', 1, 'sectors and critical assets with an assessment', 1, 2, [
    ['3.1', 'Engage industry partners', 'unknown'], ['3.2', 'Share information on AI-driven threats', 'unknown'], ['3.3', 'Assess AI risks to critical infrastructure', 'partly']]],
  ['4', 'Collaborate on and communicate about AI efforts', '%', 88, 'policy entries checked within their date / entries in force', 37, 42, [
    ['4.1', 'Whole-of-department AI policy', 'partly'], ['4.2', 'Interagency groups', 'unknown'], ['4.3', 'Policy positions', 'unknown'], ['4.4', 'Align strategy', 'met'], ['4.5', 'International partners', 'unknown']]],
  ['5', 'Expand AI expertise in our workforce', '%', null, 'staff in AI roles with passed labs / staff in AI roles', null, null, [
    ['5.1', 'Connect and amplify expertise', 'unknown'], ['5.2', 'Recruit', 'unknown'], ['5.3', 'Educate the workforce', 'unknown'], ['5.4', 'Training reflects law, ethics and policy', 'unknown']]],
];

const kHeadings = [
  ['D1', 'Raise staff awareness of threats and risks'], ['D2', 'Model the threats to your system'], ['D3', 'Design your system for security as well as functionality and performance'],
  ['D4', 'Consider security benefits and trade-offs when selecting your AI model'], ['V1', 'Secure your supply chain'], ['V2', 'Identify, track and protect your assets'],
  ['V3', 'Document your data, models and prompts'], ['V4', 'Manage your technical debt'], ['P1', 'Secure your infrastructure'], ['P2', 'Protect your model continuously'],
  ['P3', 'Develop incident management procedures'], ['P4', 'Release AI responsibly'], ['P5', 'Make it easy for users to do the right things'],
  ['O1', 'Monitor your system’s behaviour'], ['O2', 'Monitor your system’s inputs'], ['O3', 'Follow a secure by design approach to updates'], ['O4', 'Collect and share lessons learned'],
];
const kPhases = { D: 'Secure design', V: 'Secure development', P: 'Secure deployment', O: 'Secure operation and maintenance' };
const kPledge = [
  ['G1', 'Multi-factor authentication'], ['G2', 'Default passwords'], ['G3', 'Classes of vulnerability'], ['G4', 'Security patches'],
  ['G5', 'Vulnerability disclosure policy'], ['G6', 'CVEs'], ['G7', 'Evidence of intrusions'],
];

export const kFrameworks = [
  { id: 'guidelines', title: 'Guidelines for Secure AI System Development', edition: '2023-11', publisher: 'NCSC, CISA and partners', issued: '2023-11-26', verified: 'secondary', source: 'https://www.cisa.gov/', checked: date(-8), subject: 'system', requirements: 17 },
  { id: 'etsi-en-304-223', title: 'ETSI EN 304 223: Baseline cyber security requirements for AI models and systems', edition: 'V2.1.1', publisher: 'ETSI', issued: '2025-12-12', verified: 'secondary', source: 'https://www.etsi.org/', checked: date(-8), subject: 'system', assessed: false, requirements: 13 },
  { id: 'secure-by-design', title: 'Secure by Design pledge', edition: '2024-05', publisher: 'CISA', issued: '2024-05-08', verified: 'secondary', source: 'https://www.cisa.gov/securebydesign', checked: date(-8), subject: 'organisation', requirements: 7 },
];

// One system of the estate has files that changed since they were read.
const kChanged = 'CLN-001';
const stale_of = (system) => (system === kChanged
  ? { not_reread: 1, of: 4, oldest: at(-2), files: [{ path: '/srv/ai/clinic/triage/models/weights1.pkl', why: `changed since it was read on ${date(-2)}` }] }
  : system ? { not_reread: 0, of: 3, oldest: at(-2), files: [] } : { not_reread: 3, of: 96, oldest: at(-9), files: ['water/pumps/models/head.pt', 'shared/gateway/models/assistant.gguf', 'clinic/xray/models/encoder.onnx'].map((path) => ({ path: `/srv/ai/${path}`, why: `last read on ${date(-9)}` })) });

export function answers_of(id, system, answered) {
  const guidelines = id === 'guidelines';
  const list = guidelines ? kHeadings : kPledge;
  const groups = guidelines ? Object.entries(kPhases).map(([key, title]) => ({ id: key, title })) : [{ id: 'pledge', title: 'Seven goals' }];
  const requirements = list.map(([rid, title], index) => {
    const dice = random(index * 977 + (system ? [...system].reduce((sum, char) => sum + char.charCodeAt(0) * 7, 0) : 5));
    const proof = ['D2', 'D3', 'V4', 'P3', 'P4', 'P5', 'O4'].includes(rid) ? 'weak' : 'strong';
    const results = [dice.pick(['yes', 'yes', 'no', 'unknown']), dice.pick(['yes', 'no', 'unknown'])];
    let automatic = results.includes('no') ? (results.includes('yes') ? 'partly' : 'unmet') : results.every((one) => one === 'yes') ? (proof === 'weak' ? 'partly' : 'met') : results.includes('yes') ? 'partly' : 'unknown';
    const mine = answered.get(`${id}/${rid}/${system ?? ''}`);
    const old = !mine && dice.next() < 0.2 ? { id: `a-${rid}`, status: 'met', by: 'm.okafor', at: at(-70), expires: at(110), reason: 'Shown to the board in September.', attachment: '', attachment_sha256: '', stands: dice.next() < 0.5, fallen: `weights1.pt changed on ${date(-4)}; the answer rested on its former hash` } : null;
    const answer = mine ?? (old ? { ...old, fallen: old.stands ? null : old.fallen } : null);
    const status = answer?.stands ? answer.status : automatic;
    return {
      id: rid, title, text: `What is asked here in short, in words of our own: ${title.toLowerCase()}, with somebody named who answers for it.`, group: guidelines ? rid[0] : 'pledge', verified: 'secondary', proof,
      question: `Who does this for the system, since when, and where is it written down?`, status,
      why: status === 'met' ? 'Both checks hold on evidence that is fresh.' : status === 'unknown' ? 'No source has said anything about it yet.' : status === 'unmet' ? 'Neither of two checks holds.' : 'One of two checks holds.',
      expires: at(7 - dice.below(5)), automatic: { status: automatic }, answer,
      checks: [
        { id: `bz.scan.verdict.${rid}`, title: 'Every model file of the system has a verdict of clean at depth content', result: results[0], why: results[0] === 'yes' ? '3 of 3 files' : results[0] === 'no' ? '1 of 3 files is malicious' : 'no scan yet', evidence: results[0] === 'unknown' ? [] : [`e-${rid}-1`, `e-${rid}-2`] },
        { id: `bz.sign.${rid}`, title: 'Model files carry a signature that verifies under a key of the policy', result: results[1], why: results[1] === 'yes' ? '2 of 2 signatures' : results[1] === 'no' ? 'weights1.pt is not signed' : 'no policy of keys', evidence: results[1] === 'unknown' ? [] : [`e-${rid}-3`] },
      ],
      crosswalk: [{ framework: 'secure-by-design', id: 'G4', title: 'Security patches', relation: 'related' }, { framework: 'etsi-en-304-223', id: '7', title: 'Secure your supply chain', relation: 'overlaps' }],
      actions: dice.below(3),
    };
  });
  const totals = { met: 0, partly: 0, unmet: 0, unknown: 0, not_applicable: 0 };
  for (const one of requirements) totals[one.status]++;
  return { framework: kFrameworks.find((one) => one.id === id), groups, requirements, totals, stale: stale_of(system), as_of: at(0) };
}

export function requirement_of(id, rid, system, answered) {
  const requirement = answers_of(id, system, answered).requirements.find((one) => one.id === rid);
  if (!requirement) return null;
  const path = '/srv/ai/clinic/triage/models/encoder.pt';
  const kind = (index) => (index === 2 ? 'signature' : 'scan');
  const facts = (index) => (index === 2 ? { 'type': 'model', 'valid': 'yes', 'weak': 'no', 'key': 'clinic-release-2026', 'algorithm': 'ecdsa-p256' }
    : { accepted: '0', coverage: 'complete', depth: 'content', findings: index === 1 ? '0' : '1', format: index === 1 ? 'pickle' : 'torch-zip', pickle: 'yes', size: index === 1 ? '2981' : '94109623', verdict: index === 1 ? 'clean' : 'malicious' });
  const evidence = requirement.checks.flatMap((check) => check.evidence).map((eid, index) => ({
    id: eid, kind: kind(index), subject: index === 1 ? path.replace('encoder.pt', 'weights1.pkl') : path, name: index === 1 ? 'models/weights1.pkl' : 'models/encoder.pt', sha256: hash_of(path + index), producer: `${kind(index)} 0.1.0`,
    at: at(-2 - index), expires: at(5 - index), expired: false, age_days: 2 + index, facts: facts(index),
    spans: index === 1 ? [] : [{ inside: 'archive/data.pkl', offset: 1284, length: 96, label: 'REDUCE calls posix.system' }], artifact: id_of(path),
  }));
  // One of the organisation rests on many files.
  for (let n = 0; system === null && rid === 'V2' && n < 30; n++) evidence.push({ ...evidence[0], id: `e-${rid}-more-${n}`, kind: 'scan', name: `models/part-${n}.safetensors`, subject: `/srv/ai/water/pumps/models/part-${n}.safetensors`, facts: facts(1), spans: [] });
  if (evidence.length > 12) requirement.checks[0].evidence.push(evidence.at(-1).id);
  return {
    requirement, evidence, stale: stale_of(system), as_of: at(0),
    would_change: requirement.status === 'met' ? ['A changed byte in encoder.pt or weights1.pkl', 'A signature that no longer verifies', `Evidence older than 7 days, on ${requirement.expires.slice(0, 10)}`] : ['A verdict of clean for encoder.pt (now: malicious)', 'A signature over weights1.pt by a key of the policy'],
    history: [{ at: at(-30), status: 'unknown', why: 'No scan yet.' }, { at: at(-12), status: 'partly', why: 'First scan.' }, { at: at(-2), status: requirement.status, why: requirement.why }],
  };
}

const kWorst = ['unmet', 'unknown', 'partly', 'met'];
const worst_of = (statuses) => kWorst.find((one) => statuses.includes(one)) ?? (statuses.length ? 'not-applicable' : 'unknown');
const counted = (statuses) => {
  const counts = { met: 0, partly: 0, unmet: 0, unknown: 0, not_applicable: 0 };
  for (const one of statuses) counts[one.replace('-', '_')]++;
  return counts;
};

/** Systems by requirements: rows, and how all of them stand together. */
export function across(id, systems, answered) {
  const rows = systems.map((system, index) => {
    const requirements = answers_of(id, system.id, answered).requirements;
    // What Bartizan never looked at is unknown, and one requirement asks nothing of some.
    const status = (one, at) => (index % 9 === 7 ? 'unknown' : at === 12 && index % 3 === 0 ? 'not-applicable' : one.status);
    const statuses = Object.fromEntries(requirements.map((one, at) => [one.id, status(one, at)]));
    const values = Object.values(statuses);
    return { id: system.id, name: system.name, owner: system.owner, worst: worst_of(values), counts: counted(values), statuses, read: system.found ? at(-2) : null, assessed: index % 9 === 7 ? null : system.assessed };
  });
  const requirements = answers_of(id, null, answered).requirements.map(({ id: rid, title, group }) => {
    const values = rows.map((one) => one.statuses[rid]);
    const status = worst_of(values);
    const behind = rows.filter((one) => one.statuses[rid] === status && status !== 'met').map((one) => ({ id: one.id, name: one.name, status }));
    return { id: rid, title, group, status, why: `${status.replace('-', ' ')} for ${values.filter((one) => one === status).length} of ${rows.length} systems`, counts: counted(values), holds_back: behind.slice(0, 5), more: Math.max(0, behind.length - 5) };
  });
  return { rows, requirements };
}
