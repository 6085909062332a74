// One form on its way: busy while it is, and what the server had against it.
import { message } from './api';

export class Sending {
  busy = $state(false);
  refused = $state('');

  /** True when it went through. */
  async run(what: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.refused = '';
    try {
      await what();
      return true;
    } catch (error) {
      this.refused = message(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

const kDay = 86_400_000;
/** The day that many days from now, as <input type="date"> takes it. */
export const day_in = (days: number): string => new Date(Date.now() + days * kDay).toISOString().slice(0, 10);
/** A day of such a field as a time of the API; nothing stays nothing. */
export const time_of = (text: string): string | null => (text ? `${text}T00:00:00.000Z` : null);

/** A file as the API takes attachments. */
export async function attached(file: File): Promise<{ name: string; base64: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  const kChunk = 32_768;
  for (let at = 0; at < bytes.length; at += kChunk) text += String.fromCharCode(...bytes.subarray(at, at + kChunk));
  return { name: file.name, base64: btoa(text) };
}
/** The server takes no more in one attachment. */
export const kMostAttached = 4 * 1024 * 1024;
