// Open, done or dropped, with the way back.
import { message, send } from '../../lib/api';
import { enc } from '../../lib/links';
import { say } from '../../ui/toast.svelte';
import type { Action } from './types';

const kSaid: Record<Action['state'], string> = { done: 'Done', dropped: 'Dropped', open: 'Open again' };

export async function set_state(action: Action, state: Action['state'], after: () => void): Promise<void> {
  const before = action.state;
  try {
    await send('PATCH', `/actions/${enc(action.id)}`, { state });
    say(`${kSaid[state]}: ${action.what}`, {
      undo: async () => {
        await send('PATCH', `/actions/${enc(action.id)}`, { state: before });
        after();
      },
    });
    after();
  } catch (error) {
    say(message(error), { bad: true });
  }
}
