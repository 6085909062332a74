import type { List } from '../../lib/api';

export const kFunctions = ['govern', 'map', 'measure', 'manage'] as const;
export const kScale = ['very-low', 'low', 'moderate', 'high', 'very-high'] as const;
export const kTreatments = ['reduce', 'avoid', 'transfer', 'accept'] as const;
export const kStates = ['open', 'treated', 'accepted', 'closed'] as const;

export interface Word {
  key: string;
  name: string;
}
export interface Risk {
  id: string;
  sector: string;
  sector_name?: string;
  category: string;
  category_name?: string;
  system: string | null;
  system_name: string | null;
  scenario: string;
  likelihood: string | null;
  impact: string | null;
  level: string | null;
  atlas: (string | { id: string; name: string })[];
  owner: string | null;
  treatment: string | null;
  due: string | null;
  state: string;
  overdue?: boolean;
  functions?: Record<(typeof kFunctions)[number], { answered: boolean; note: string | null }>;
  by: string;
  at: string;
  changed?: string | null;
}
export interface RiskWords {
  sectors: Word[];
  categories: Word[];
}
/** As the server names them: by key or by id. */
export interface ServedWords {
  sectors: (Partial<Word> & { id?: string; title?: string })[];
  categories: (Partial<Word> & { id?: string; title?: string })[];
}
const word = (one: ServedWords['sectors'][number]): Word => ({ key: one.key ?? one.id ?? '', name: one.name ?? one.title ?? '' });
export const words_of = (served: ServedWords): RiskWords => ({ sectors: served.sectors.map(word), categories: served.categories.map(word) });
export const atlas_of = (risk: Risk): string => risk.atlas.map((one) => (typeof one === 'string' ? one : `${one.id} ${one.name}`)).join(', ');
export type Risks = List<Risk>;

export const is_late = (one: Risk): boolean =>
  one.overdue ?? (one.state === 'open' && one.due !== null && one.due !== '' && new Date(one.due).getTime() < Date.now());

/** Unmeasured stands before what is known to be small, as in the reports. */
const kOrder = ['very-high', 'high', 'unmeasured', 'moderate', 'low', 'very-low'];
export const level_of = (one: Risk): string => one.level || 'unmeasured';
export const worst = (risks: Risk[]): string => kOrder.find((level) => risks.some((one) => level_of(one) === level)) ?? 'unmeasured';
