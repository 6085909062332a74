// The one way to the server. JSON in and out; every failure is a Problem with words to show.
import { refusal_words, type ProblemField } from './refusal';
import { session } from './session.svelte';

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(detail || title);
  }
}

export type Params = Record<string, string | number | boolean | null | undefined>;

export interface List<T> {
  items: T[];
  total: number | null;
  next: string | null;
  as_of: string | null;
  facets?: Record<string, Record<string, number>>;
}

const kBase = '/api/v1';
// What the server called the version of each object that was read or written last.
const etags = new Map<string, string>();

export const if_match = (path: string): Record<string, string> => {
  const etag = etags.get(path);
  return etag ? { 'If-Match': etag } : {};
};

export function url(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return kBase + path + (text ? '?' + text : '');
}

async function problem_of(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy's page, or nothing; the status has to do.
  }
  const fields = Array.isArray(body.errors) ? (body.errors as ProblemField[]) : [];
  const words = refusal_words(
    response.status,
    typeof body.title === 'string' ? body.title : '',
    typeof body.detail === 'string' ? body.detail : '',
    fields,
  );
  return new Problem(response.status, words.title, words.detail, body);
}

async function call(path: string, init: RequestInit, params?: Params): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url(path, params), { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'The server does not answer', 'Is bartizan serve still running? This page tries again when you reload it.');
  }
  if (response.ok) {
    const etag = response.headers.get('ETag');
    if (etag) etags.set(path, etag);
    return response;
  }
  const problem = await problem_of(response);
  if (problem.status === 401 && !path.startsWith('/session')) session.lost();
  throw problem;
}

export async function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  const response = await call(path, { headers: { Accept: 'application/json' }, signal: signal ?? null }, params);
  return (await response.json()) as T;
}

export async function send<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await call(path, {
    method,
    headers: {
      Accept: 'application/json',
      'X-Bartizan-CSRF': session.csrf,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : {}) as T;
}

/** Raw bytes with progress; fetch cannot tell how much has gone out. */
export function upload<T>(path: string, params: Params, file: Blob, progress: (done: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url(path, params));
    request.setRequestHeader('X-Bartizan-CSRF', session.csrf);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onerror = () => reject(new Problem(0, 'The upload broke off', 'The connection was lost. Nothing was scanned.'));
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status || 500 });
      if (response.ok) resolve(JSON.parse(request.responseText || '{}') as T);
      else void problem_of(response).then(reject);
    };
    request.send(file);
  });
}

export function message(error: unknown): string {
  if (error instanceof Problem) return error.detail ? `${error.title}. ${error.detail}` : error.title;
  return error instanceof Error ? error.message : String(error);
}
