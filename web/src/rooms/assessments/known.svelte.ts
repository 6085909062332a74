// The frameworks there are, read once: which ask about a system, and which are only referred to.
import { get, type List } from '../../lib/api';
import type { Framework } from './types';

const kMost = 100;
const state = $state<{ list: Framework[] }>({ list: [] });
let asked = false;

export function know_frameworks(): void {
  if (asked) return;
  asked = true;
  get<List<Framework>>('/frameworks', { limit: kMost }).then(
    (answer) => (state.list = answer.items),
    () => (asked = false),
  );
}

export const framework_of = (id: string): Framework | null => state.list.find((one) => one.id === id) ?? null;
/** Of one of the organisation, no system can be asked. */
export const about_systems = (id: string): boolean => framework_of(id)?.subject !== 'organisation';
