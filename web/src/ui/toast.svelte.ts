// What just happened, with the way back. Kept until it is old and nobody points at it.

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  undo: (() => Promise<void>) | null;
  held: boolean;
}

const kStay = 10_000;
let last = 0;

export const toasts = $state<{ list: Toast[] }>({ list: [] });

export function drop(id: number): void {
  toasts.list = toasts.list.filter((toast) => toast.id !== id);
}

function later(id: number): void {
  setTimeout(() => {
    const toast = toasts.list.find((one) => one.id === id);
    if (toast?.held) later(id);
    else drop(id);
  }, kStay);
}

export function say(text: string, options: { undo?: () => Promise<void>; bad?: boolean } = {}): void {
  const id = ++last;
  toasts.list = [...toasts.list.slice(-3), { id, text, bad: options.bad === true, undo: options.undo ?? null, held: false }];
  later(id);
}
