// Every page: its address, its name, its key after "g", and where its code is. A page loads when it
// is first opened. README.md says how to add one.
import type { Component } from 'svelte';

export interface Room {
  path: string;
  title: string;
  group: number;
  load: () => Promise<{ default: Component }>;
  /** The figure beside the name. */
  count?: 'systems' | 'artifacts' | 'findings_open' | 'overdue';
  hidden?: boolean;
}

export const rooms: Room[] = [
  { path: 'roadmap', title: 'Roadmap', group: 0, load: () => import('./roadmap/Page.svelte') },
  { path: 'systems', title: 'Systems', group: 1, count: 'systems', load: () => import('./systems/Page.svelte') },
  { path: 'reconcile', title: 'Reconcile', group: 1, load: () => import('./reconcile/Page.svelte') },
  { path: 'artifacts', title: 'Artifacts', group: 1, count: 'artifacts', load: () => import('./artifacts/Page.svelte') },
  { path: 'bom', title: 'BOM', group: 1, load: () => import('./bom/Page.svelte') },
  { path: 'findings', title: 'Findings', group: 2, count: 'findings_open', load: () => import('./findings/Page.svelte') },
  { path: 'vulnerabilities', title: 'Vulnerabilities', group: 2, count: 'overdue', load: () => import('./vulnerabilities/Page.svelte') },
  { path: 'assessments', title: 'Assessments', group: 3, load: () => import('./assessments/Page.svelte') },
  { path: 'actions', title: 'Actions', group: 3, load: () => import('./actions/Page.svelte') },
  { path: 'risks', title: 'Risks', group: 3, load: () => import('./risks/Page.svelte') },
  { path: 'policy', title: 'Policy', group: 3, load: () => import('./policy/Page.svelte') },
  { path: 'posture', title: 'Posture', group: 3, load: () => import('./posture/Page.svelte') },
  { path: 'activity', title: 'Activity', group: 4, load: () => import('./activity/Page.svelte') },
  { path: 'settings', title: 'Settings', group: 4, load: () => import('./settings/Page.svelte') },
  { path: 'help', title: 'Help', group: 4, load: () => import('./help/Page.svelte') },
  { path: 'scan', title: 'Scan', group: 5, hidden: true, load: () => import('./scan/Page.svelte') },
];
