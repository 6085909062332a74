export interface Action {
  id: string;
  framework: string | null;
  requirement: string | null;
  requirement_title?: string | null;
  system: string | null;
  system_name?: string | null;
  what: string;
  owner: string;
  due: string | null;
  state: 'open' | 'done' | 'dropped';
  by: string;
  at: string;
  changed: string | null;
  note: string | null;
  overdue?: boolean;
}

export const is_late = (one: Action): boolean => one.state === 'open' && (one.overdue ?? (one.due !== null && new Date(one.due).getTime() < Date.now()));
