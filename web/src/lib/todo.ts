// Where in the dashboard a command's work is done; null where it is done on the command line alone.
import { enc } from './links';

type Place = (rest: string, system: string | null) => string;
const of = (path: string) => (_rest: string, system: string | null) => (system ? `${path}${path.includes('?') ? '&' : '?'}system=${enc(system)}` : path);
const to = (path: string) => () => path;
/** Capitals stand for what one has to put in: PATH, FILE. */
const given = (rest: string) => (/^[A-Z]*$/.test(rest) ? '' : rest);

const kPlaces: [RegExp, Place][] = [
  [/^inventory import\b/, to('/systems?tab=imports')],
  [/^inventory lint\b/, to('/systems?tab=lint')],
  [/^reconcile\b/, to('/reconcile')],
  [/^(?:scan|discover)\b ?/, (rest) => (given(rest) ? `/scan?path=${enc(rest)}` : '/scan')],
  [/^clock\b/, of('/vulnerabilities?band=overdue')],
  [/^vuln\b/, of('/vulnerabilities')],
  [/^bom create\b/, (_rest, system) => (system ? `/bom/${enc(system)}` : '/bom')],
  [/^risk add\b/, to('/risks?add=new')],
  [/^risk list\b/, to('/risks')],
  [/^risk set /, (rest) => `/risks?risk=${enc(rest)}`],
  [/^readiness record /, (rest) => `/posture?record=${enc(rest)}`],
  [/^policy /, (rest) => `/policy?q=${enc(rest)}`],
  [/^policy$/, to('/policy?tab=changes')],
];

/** `system`: the one that the command is about, where it names none. */
export function place_of(command: string | null, system: string | null = null): string | null {
  const words = command?.replace(/^bartizan /, '') ?? '';
  const answer = /^answer add --framework (\S+) --requirement (\S+)/.exec(words);
  if (answer) return `/assessments/${enc(answer[1] ?? '')}/${enc(answer[2] ?? '')}`;
  for (const [pattern, place] of kPlaces) {
    const found = pattern.exec(words);
    if (found) return place(words.slice(found[0].length).trim(), system);
  }
  return null;
}
