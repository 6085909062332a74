// Saying what was written, with the way back that the audit entry gives.
import { send } from './api';
import { say } from '../ui/toast.svelte';

export interface Written {
  audit?: string | null;
}

export function say_written(text: string, answer: Written, after?: () => void): void {
  const audit = answer.audit;
  if (!audit) {
    say(text);
    return;
  }
  say(text, {
    undo: async () => {
      await send('POST', '/findings/undo', { audit });
      after?.();
    },
  });
}
