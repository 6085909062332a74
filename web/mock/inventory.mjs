// A use case as the inventory form shows it, with what lint has against it.

const kFields = [
  ['use_case_name', 'Name of the use case', true, null], ['agency_bureau', 'Bureau', true, null], ['contact_email', 'Contact', false, null],
  ['development_stage', 'Stage of development', true, ['Pre-deployment', 'Pilot', 'Deployed', 'Retired']],
  ['is_high_impact', 'High-impact', true, ['High-impact', 'Presumed high-impact but determined not high-impact', 'Not high-impact']],
  ['HI_justification', 'Why it is not high-impact', false, null], ['topic_area', 'Topic area', true, ['Health and Medical', 'Energy and the Environment', 'Mission-Enabling (internal agency support)', 'Other']],
  ['problem_solved', 'Problem it solves', true, null], ['benefits', 'Benefits', true, null], ['system_outputs', 'What it puts out', true, null], ['operational_date', 'In operation since', false, null],
  ['have_ato', 'Authority to operate', true, ['Yes', 'No']], ['data_description', 'Data', true, null], ['has_pii', 'Personal data', true, ['Yes', 'No']],
  ['hi_testing_conducted', 'Testing before deployment', false, ['Yes', 'No', 'Waived']], ['hi_failsafe_presence', 'Fail-safe', false, ['Yes', 'No', 'Waived']], ['hi_appeal_process', 'Appeal', false, ['Yes', 'No', 'Waived']],
];

const problem = (rule, severity, text) => ({ rule, severity, text });

export function case_fields(system) {
  const values = {
    use_case_name: system.name, agency_bureau: system.bureau, contact_email: system.missing > 2 ? '' : `${system.bureau.replaceAll(' ', '.')}@example.invalid`, development_stage: system.stage, is_high_impact: system.high_impact,
    topic_area: system.place.startsWith('clinic') ? 'Health and Medical' : 'Other', problem_solved: system.missing > 3 ? '' : 'Work waits, and the urgent is not seen first.', benefits: 'Less waiting.', system_outputs: 'A score from 0 to 100.', operational_date: system.missing > 1 ? 'soon' : '2025-03-01',
    have_ato: 'Yes', data_description: system.missing > 0 ? '' : 'Records of 2019 to 2023.', has_pii: system.place.startsWith('clinic') ? 'Yes' : 'No', HI_justification: '',
    hi_testing_conducted: system.high_impact === 'High-impact' && system.missing > 1 ? '' : 'Yes', hi_failsafe_presence: 'Yes', hi_appeal_process: '', ...(system.values ?? {}),
  };
  return kFields.map(([id, label, required, choices]) => {
    const value = values[id] ?? '';
    const found = required && value === '' ? problem('BZ-INV-010', 'high', `${label} is required and empty`)
      : id === 'operational_date' && value !== '' && !/^\d{4}-\d\d-\d\d$/.test(value) ? problem('BZ-INV-021', 'medium', 'This is no date')
      : id === 'hi_testing_conducted' && value === '' && values.is_high_impact === 'High-impact' ? problem('BZ-INV-031', 'high', 'A high-impact use in operation needs testing, or a waiver') : null;
    return { id, label, value, raw: value, treatment: 'kept', problem: found, enum: choices, required };
  });
}

export const lint_of = (estate) => estate.systems.filter((one) => one.declared).flatMap((system) =>
  case_fields(system).filter((field) => field.problem).map((field) => ({ system: { id: system.id, name: system.name }, field: field.id, ...field.problem })));
