// Light, dark, or as the system says. Kept in this browser only.

export type Theme = 'system' | 'light' | 'dark';

function kept(): Theme {
  try {
    const value = localStorage.getItem('theme');
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}

export const theme = $state<{ now: Theme }>({ now: kept() });

export function apply_theme(): void {
  if (theme.now === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.now;
}

export function set_theme(value: Theme): void {
  theme.now = value;
  try {
    if (value === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', value);
  } catch {
    // Not kept, then.
  }
  apply_theme();
}
