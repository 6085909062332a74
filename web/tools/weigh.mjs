// Fails the build where the first load of any page would be heavier than 150 kB gzip. A first load
// is the document, what it names, and the heaviest chunk that one page may still ask for together
// with everything that chunk imports.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const kLimit = 150_000;

const files = (folder, at = '') =>
  readdirSync(join(folder, at), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(folder, join(at, entry.name)) : [join(at, entry.name)]);

export function weigh(folder) {
  const all = files(folder).sort();
  const text = new Map(all.map((name) => [name, readFileSync(join(folder, name))]));
  const size = new Map(all.map((name) => [name, gzipSync(text.get(name), { level: 9 }).length]));
  const html = text.get('index.html').toString();
  const named = (body) => all.filter((name) => name !== 'index.html' && body.includes(name.split('/').pop()));
  // What a chunk imports at once, not what it may ask for later.
  const imports = (name, seen = new Set([name])) => {
    const body = text.get(name).toString();
    for (const match of body.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) {
      const other = all.find((file) => file.endsWith('/' + match[1]));
      if (other && !seen.has(other)) imports(other, seen.add(other));
    }
    return seen;
  };
  const first = new Set(['index.html', ...named(html)]);
  for (const name of [...first]) if (name.endsWith('.js')) imports(name).forEach((other) => first.add(other));
  const sum = (names) => [...names].reduce((total, name) => total + size.get(name), 0);
  const entry = sum(first);
  // A page's own style comes with its script and bears the same name up to the hash.
  const pages = all.filter((name) => name.endsWith('.js') && !first.has(name)).map((name) => {
    const need = imports(name);
    for (const one of [...need]) {
      const stem = one.split('/').pop().replace(/-[\w-]{8}\.js$/, '');
      all.filter((file) => file.endsWith('.css') && file.split('/').pop().replace(/-[\w-]{8}\.css$/, '') === stem)
        .forEach((file) => need.add(file));
    }
    return [name, sum([...need].filter((file) => !first.has(file)))];
  }).sort((a, b) => b[1] - a[1]);
  return { entry, worst: pages[0] ?? ['none', 0], total: sum(all), files: all.length };
}

if (process.argv[2]) {
  const { entry, worst, total, files: count } = weigh(process.env.BARTIZAN_WEB_OUT ?? process.argv[2]);
  const load = entry + worst[1];
  console.log(`first load ${load} B gzip (shell ${entry}, heaviest page ${worst[0]} ${worst[1]}); everything ${total} B in ${count} files`);
  if (load > kLimit) {
    console.error(`weigh: the first load is above ${kLimit} B gzip`);
    process.exit(1);
  }
}
