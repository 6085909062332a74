// The filters of a list stand in the address; here is what a page asks the server with.
import type { Params } from './api';
import { route, with_query } from './router.svelte';

/** What the address says of these, null where it says nothing. */
export const asked = (keys: string[]): Params => Object.fromEntries(keys.map((key) => [key, route.query.get(key)]));

/** Whether anything is left out; an order leaves nothing out. */
export const narrowed = (keys: string[]): boolean => keys.some((key) => key !== 'sort' && route.query.has(key));

export const cleared = (keys: string[]): string => with_query(Object.fromEntries([...keys, 'cursor'].map((key) => [key, null])));
