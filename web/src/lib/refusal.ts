// What the server says to programs, as a person is told it: no addresses of the API, no names of
// parameters, no places in a document.

export interface ProblemField {
  in: string;
  name: string;
  detail: string;
}

const kOld = 'This page and the server do not fit together. Reload the page; if it stays so, the server is of another version.';
// The wording of whole answers that speak to whoever writes a client.
const kWhole: [RegExp, string][] = [
  [/^There is no such address/, kOld],
  [/X-Bartizan-CSRF/, 'This page is out of date. Reload it and try again.'],
  [/^That is no cursor of this list/, 'The list has changed meanwhile. Reload the page.'],
];
// Phrases of HTTP tell nobody anything that the sentence after them does not.
const kPhrases = new Set(['Bad Request', 'Unauthorized', 'Forbidden', 'Not Found', 'Conflict', 'Content Too Large', 'Payload Too Large', 'Unprocessable Content', 'Too Many Requests', 'Internal Server Error', 'Service Unavailable', 'Gateway Timeout', 'Bad Gateway']);
// "The request is not what this address takes" is said by its fields.
const kFormal = /^The (request|body) is not what this address takes\.?$/;

/** A sentence without what only a program can follow. */
export function plain(text: string): string {
  const whole = kWhole.find(([pattern]) => pattern.test(text));
  if (whole) return whole[1];
  return text.replace(/\s*[;,]?\s*(?:(?:GET|POST|PUT|PATCH|DELETE) )?\/api\/v1\/[^.]*(?=\.|$)/g, '').trim();
}

/** "attachment.base64" of a body is "Attachment". */
const called = (name: string): string => {
  const word = (name.split(/[.[]/)[0] ?? '').replaceAll('_', ' ').replace(/ s$/, '');
  return word ? word.charAt(0).toUpperCase() + word.slice(1) : 'What was sent';
};

export function field_words(field: ProblemField): string {
  if (/is not known here|must stand once/.test(field.detail)) return kOld;
  const detail = plain(field.detail).replace('must be there', 'is missing').replace(/ bytes$/, ' characters');
  // Some are whole sentences already.
  return /^[A-Z]/.test(detail) ? detail : `${called(field.name)} ${detail}`;
}

/** Title and further words of a refusal; what the fields say is in it. */
export function refusal_words(status: number, title: string, detail: string, fields: ProblemField[]): { title: string; detail: string } {
  const said = detail && !kFormal.test(detail) ? plain(detail) : '';
  const more = [...new Set(fields.map(field_words))].filter((one) => one !== said && `${one}.` !== said);
  if (title && !kPhrases.has(title)) return { title: plain(title), detail: [said, ...more].filter(Boolean).join(' ') };
  const [first, ...rest] = [said, ...more].filter(Boolean);
  if (first) return { title: first.replace(/\.$/, ''), detail: rest.join('. ') };
  return { title: title && status < 500 ? title : `The server answered ${status}`, detail: '' };
}
