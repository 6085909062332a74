// Numbers, times and sizes as people read them. The same words as in the reports.

const number_format = new Intl.NumberFormat('en');
const kUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : number_format.format(value);

export function size(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return '–';
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < kUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${count(value)} B` : `${value.toFixed(value < 10 ? 1 : 0)} ${kUnits[unit]}`;
}

export const some = (n: number, one: string, many = one + 's'): string => `${count(n)} ${n === 1 ? one : many}`;

export const hex = (offset: number): string => '0x' + offset.toString(16);

const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

export function day(time: string | null | undefined): string {
  if (!time) return '–';
  return time.slice(0, 10);
}

const two = (value: number): string => String(value).padStart(2, '0');
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** Local time with its zone, to the minute. */
export function moment(time: string | null | undefined): string {
  if (!time) return '–';
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const name = zone.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? '';
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())} ${name}`.trim();
}

/** The day; of today, the hour, too: there one thing came after the other. */
export function when(time: string | null | undefined, now = Date.now()): string {
  if (!time || Number.isNaN(new Date(time).getTime())) return day(time);
  // A date without a time is a day.
  if (time.length <= 10) return day(time);
  return Math.abs(new Date(time).getTime() - now) < kDay ? moment(time) : day(time);
}

/** "3 d ago", "in 14 d": for the eye; the exact time stands in the title. */
export function ago(time: string | null | undefined, now = Date.now()): string {
  if (!time) return 'never';
  const span = now - new Date(time).getTime();
  const size_of = Math.abs(span);
  const text =
    size_of < kMinute ? 'now'
    : size_of < kHour ? `${Math.round(size_of / kMinute)} min`
    : size_of < kDay ? `${Math.round(size_of / kHour)} h`
    : `${Math.floor(size_of / kDay)} d`;
  if (text === 'now') return text;
  return span >= 0 ? `${text} ago` : `in ${text}`;
}

export const days_until = (time: string, now = Date.now()): number =>
  Math.ceil((new Date(time).getTime() - now) / kDay);

export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value < 90) return `${Math.ceil(value)} s left`;
  return `${Math.round(value / 60)} min left`;
}

/** Sentences that programs write begin small; on a page of their own they begin as sentences do. A name ("encoder.pt", "llm-gateway") stays as it is. */
export const sentence = (text: string): string => (/^(?!https?\b)[a-z]+(?=[,;:]|$| (?!v?\d+\.\d))/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text);

export const title_case = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replaceAll('_', ' ');

/** Why no file of a system has a verdict. */
export const unjudged = (system: { found: boolean; models?: number | null }): string =>
  !system.found ? 'not found' : system.models === 0 ? 'no model files' : 'not scanned';

/** An id that people gave; those that Bartizan made tell them nothing. */
export const own_id = (id: string): string => (/^(found|system)[_-][0-9a-z]{8,}$/.test(id) ? '' : id);

export const short_hash = (hash: string | null | undefined): string => (hash ? hash.slice(0, 12) : '–');
