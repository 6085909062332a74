// Every page that is looked at and checked with axe. `ready` must be on the page before.
export const kPages = [
  { name: 'roadmap', path: '/roadmap', ready: 'section.band' },
  { name: 'systems', path: '/systems', ready: 'tbody tr' },
  { name: 'systems-filtered', path: '/systems?verdict=malicious&sort=-name', ready: 'tbody tr' },
  { name: 'system', path: '/systems/CLN-001', ready: 'dl.fields' },
  { name: 'system-components', path: '/systems/CLN-001?tab=components', ready: 'tbody tr' },
  { name: 'findings', path: '/findings', ready: '[data-row]' },
  { name: 'assessments', path: '/assessments', ready: '[data-row]' },
  { name: 'framework', path: '/assessments/guidelines?system=CLN-001', ready: '[data-row]' },
  { name: 'requirement', path: '/assessments/guidelines/V1?system=CLN-001', ready: '[data-check]' },
  { name: 'artifacts', path: '/artifacts', ready: 'tbody tr' },
  { name: 'artifact', path: '/artifacts/L3Nydi9haS9jbGluaWMvdHJpYWdlL21vZGVscy9lbmNvZGVyLnB0', ready: '[data-map]' },
  { name: 'vulnerabilities', path: '/vulnerabilities', ready: '[data-row]' },
  { name: 'reconcile', path: '/reconcile', ready: '[data-row]' },
  { name: 'boms', path: '/bom', ready: 'tbody tr' },
  { name: 'bom', path: '/bom/CLN-001', ready: 'svg .node' },
  { name: 'policy', path: '/policy', ready: '.rows .span' },
  { name: 'posture', path: '/posture', ready: 'tbody tr' },
  { name: 'activity', path: '/activity', ready: 'tbody tr' },
  { name: 'settings', path: '/settings', ready: 'form' },
  { name: 'settings-people', path: '/settings?tab=people', ready: 'tbody tr' },
  { name: 'settings-watched', path: '/settings?tab=watched', ready: 'tbody tr' },
  { name: 'settings-feeds', path: '/settings?tab=feeds', ready: 'tbody tr' },
  { name: 'settings-tokens', path: '/settings?tab=tokens', ready: 'form' },
  { name: 'scan', path: '/scan', ready: 'form' },
];

export const kSizes = [{ name: '1440', width: 1440, height: 900 }, { name: '360', width: 360, height: 740 }];
export const kThemes = ['light', 'dark'];
