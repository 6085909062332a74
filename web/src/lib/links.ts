// One place that knows where things are shown: {page, id} of the API becomes an address.

export interface Link {
  page: string;
  id?: string | null;
}

export const enc = encodeURIComponent;

/** How the server names a file in an address: its path in base64url. */
export const artifact_id = (path: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(path))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** And back; empty where it is none. */
export function artifact_path(id: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(id.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)));
  } catch {
    return '';
  }
}

const kPages: Record<string, string> = {
  roadmap: '/roadmap',
  systems: '/systems',
  system: '/systems',
  reconcile: '/reconcile',
  artifacts: '/artifacts',
  artifact: '/artifacts',
  findings: '/findings',
  finding: '/findings',
  vulnerabilities: '/vulnerabilities',
  clocks: '/vulnerabilities',
  case: '/vulnerabilities',
  bom: '/bom',
  assessments: '/assessments',
  framework: '/assessments',
  action: '/actions',
  actions: '/actions',
  requirement: '/assessments',
  risk: '/risks',
  risks: '/risks',
  readiness: '/posture',
  explain: '/help',
  faq: '/help',
  help: '/help',
  policy: '/policy',
  activity: '/activity',
  settings: '/settings',
  posture: '/posture',
  scan: '/scan',
};

export function href(link: Link | null | undefined): string {
  if (!link) return '/';
  const base = kPages[link.page] ?? '/' + link.page;
  if (!link.id) return base;
  // An id may carry its own query, as in "?band=overdue".
  if (link.id.startsWith('?')) return base + link.id;
  if (link.page === 'case') return `/vulnerabilities?case=${enc(link.id)}`;
  if (link.page === 'action' || link.page === 'risk') return `${base}?${link.page}=${enc(link.id)}`;
  if (link.page === 'readiness') return `/posture?ready=${enc(link.id)}`;
  if (link.page === 'policy') return `/policy?q=${enc(link.id)}`;
  if (link.page === 'finding' || link.page === 'findings') return `/findings?q=${enc(link.id)}`;
  return base + '/' + link.id.split('/').map(enc).join('/');
}
