// Weaknesses with their clocks, invented ones.
import { at, date, random } from './estate.mjs';

const kAdvisories = [
  ['CVE-2025-32434', 'torch', '2.5.1', 'torch.load with weights_only runs code of a crafted file', '2.6.0'], ['CVE-2024-3660', 'keras', '2.12.0', 'code in Lambda layers runs on load', '2.13.1'],
  ['CVE-2024-34359', 'llama-cpp-python', '0.2.70', 'chat templates render without a sandbox', '0.2.72'], ['CVE-2023-43654', 'torchserve', '0.8.1', 'management interface fetches from any address', '0.8.2'],
  ['CVE-2025-62164', 'vllm', '0.10.2', 'crafted prompt embeddings corrupt memory', '0.11.1'], ['CVE-2024-37032', 'ollama', '0.1.33', 'digest is not checked, paths leave the folder', '0.1.34'],
  ['CVE-2024-11392', 'transformers', '4.46.0', 'configuration of MobileViT deserialises untrusted data', '4.48.0'], ['CVE-2025-27520', 'bentoml', '1.4.2', 'requests are deserialised unsafely', '1.4.3'],
];

export function clocks_of(estate) {
  const dice = random(4711);
  const items = [];
  for (const system of estate.systems.filter((one) => one.found)) {
    if (dice.next() > 0.45 && system.name !== 'LLM gateway') continue;
    const [advisory, name, version, summary, fixed_in] = dice.pick(kAdvisories);
    const kev = dice.next() < 0.3 || system.name === 'LLM gateway';
    const exposed = system.name === 'LLM gateway' ? 'unknown' : system.exposure;
    const total = dice.next() < 0.5;
    const days = kev && total ? 3 : kev || (exposed === 'yes' && total) ? 14 : exposed === 'no' && !total ? null : 60;
    const start = at(-dice.below(days ? Math.min(days + 6, 40) : 50));
    const due = days === null ? null : new Date(new Date(start).getTime() + days * 86_400_000).toISOString();
    items.push({
      case: `case-${items.length + 1}`, system: { id: system.id, name: system.name }, component: `${name} ${version}`, component_key: `pkg:pypi/${name}@${version}`, advisory, summary, fixed_in,
      outcome: days === null ? 'fix on system upgrade' : `${days} days`, forensic: kev && exposed === 'yes' && total, due, start,
      state: dice.next() < 0.2 ? 'investigating' : 'open', table: 'CISA BOD 26-04 1.0.0', kev, until: null,
      inputs: [
        { name: 'in-kev', value: kev ? 'yes' : 'no', why: kev ? `catalogue of ${date(-1)} lists ${advisory}` : `not in the catalogue of ${date(-1)}`, assumed: false, verified: true },
        { name: 'publicly-exposed', value: exposed, why: exposed === 'unknown' ? 'nobody has answered; the table is read as if yes' : 'answered by m.okafor on 2026-10-02', assumed: exposed === 'unknown', verified: exposed !== 'unknown' },
        { name: 'automatable', value: dice.next() < 0.5 ? 'yes' : 'no', why: `Vulnrichment of ${date(-8)}`, assumed: false, verified: true },
        { name: 'technical-impact', value: total ? 'total' : 'partial', why: `Vulnrichment of ${date(-8)}`, assumed: false, verified: true },
      ],
    });
  }
  return items.sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'));
}

export function band_of(clock, now) {
  if (['fixed', 'not_affected'].includes(clock.state)) return 'closed';
  if (clock.state === 'accepted') return 'accepted';
  if (!clock.due) return 'upgrade';
  const days = (new Date(clock.due).getTime() - now) / 86_400_000;
  return days < 0 ? 'overdue' : days <= 3 ? '3' : days <= 14 ? '14' : '60';
}

/** What was said of two of them: by somebody here, and by a supplier whose word another one follows. */
export function vex_of(clocks) {
  const said = (clock, index, rest) => ({
    id: `vex-${index}`, vulnerability: clock.advisory, aliases: [], status: 'not_affected', justification: null, impact: null, action: null, by: 'm.okafor', at: at(-6 + index), source: 'here',
    system: clock.system, products: [], products_count: 0, cases: [{ case: clock.case, component: clock.component, counts: true }], cases_count: 1, ...rest,
  });
  const gateway = clocks.find((one) => one.system.name === 'LLM gateway');
  const other = clocks.find((one) => one !== gateway);
  if (!gateway || !other) return [];
  return [
    said(gateway, 1, { status: 'under_investigation', impact: 'Logs of the proxy are being read.' }),
    said(other, 0, { justification: 'vulnerable_code_not_in_execute_path', impact: 'The function is never called with a file of others.' }),
    said(gateway, 0, { id: 'vex-9', by: 'Example Supplier', at: at(-20), source: `supplier.openvex.json sha256:${'ab'.repeat(32)}`, products: [gateway.component_key], products_count: 1, justification: 'inline_mitigations_already_exist', cases: [{ case: gateway.case, component: gateway.component, counts: false }] }),
  ];
}
