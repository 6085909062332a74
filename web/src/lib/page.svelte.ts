// What the page in front says about itself: its title, and as of when its figures stand.

export interface Stale {
  not_reread: number;
  of: number;
  oldest: string | null;
  /** Which, and why each counts no more. */
  files?: { path: string; why: string }[];
}

export const page = $state<{ title: string; as_of: string | null; stale: Stale | null }>({ title: '', as_of: null, stale: null });

/** Called once by each page, in its script. */
export function show_page(what: () => { title: string; as_of?: string | null | undefined; stale?: Stale | null | undefined }): void {
  $effect(() => {
    const now = what();
    page.title = now.title;
    page.as_of = now.as_of ?? null;
    page.stale = now.stale ?? null;
    document.title = now.title ? `${now.title} · Bartizan` : 'Bartizan';
  });
}
