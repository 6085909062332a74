// Every command that a page shows exists, with the options that it is shown with. The completions of
// bash are the list: tests/cli compares them with --help.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const completions = join(process.env.BARTIZAN_SOURCE ?? fileURLToPath(new URL('../../', import.meta.url)), 'packaging/completions/bartizan.bash');
const src = fileURLToPath(new URL('../src/', import.meta.url));

function commands_of(script) {
  const table = script.slice(script.indexOf('_bartizan_options()'), script.indexOf('esac'));
  const everywhere = /everywhere="([^"]+)"/.exec(table)[1].split(/\s+/);
  const known = new Map();
  for (const [, names, options] of table.matchAll(/^ {4}([^)\n]+)\) echo "([^"]*)"/gm)) {
    for (const name of names.split('|')) known.set(name.replaceAll('"', '').trim(), new Set([...everywhere, ...options.split(/\s+/)]));
  }
  return known;
}

/** Commands stand in quotes, in <code>, or between braces of a template. */
function shown_in(text) {
  return [...text.matchAll(/(["'`>])(bartizan [a-z][^\n]*?)(?=\1|<|$)/gm)]
    .map((match) => match[2].replaceAll('\\', '').replace(/\$?\{[^}]*\}/g, 'X').trim())
    .filter((line) => !line.startsWith('bartizan serve still'));
}

function wrong_with(line, known) {
  const words = line.replace(/'[^']*'/g, 'X').split(/\s+/).slice(1);
  const [verb, sub = ''] = words;
  const whole = known.has(`${verb} ${sub}`) ? `${verb} ${sub}` : verb;
  if (!known.has(whole)) return `there is no ${whole}${/^[a-z-]+$/.test(sub) ? ` ${sub}` : ''}`;
  const options = words.filter((word) => word.startsWith('--'));
  const strange = options.filter((option) => !known.get(whole).has(option));
  return strange.length ? `${whole} has no ${strange.join(', ')}` : '';
}

test('commands on pages exist', { skip: !existsSync(completions) && `${completions} is not here` }, () => {
  const known = commands_of(readFileSync(completions, 'utf8'));
  assert.ok(known.size > 40, 'the table of completions was not understood');
  const found = [];
  for (const name of readdirSync(src, { recursive: true })) {
    if (!/\.(svelte|ts)$/.test(name)) continue;
    for (const line of shown_in(readFileSync(src + name, 'utf8'))) found.push({ name, line, wrong: wrong_with(line, known) });
  }
  assert.ok(found.length > 20, `only ${found.length} commands were found`);
  assert.deepEqual(found.filter((one) => one.wrong), []);
});

test('what is wrong is noticed', { skip: !existsSync(completions) }, () => {
  const known = commands_of(readFileSync(completions, 'utf8'));
  assert.deepEqual(shown_in('<code>bartizan token create</code> `bartizan bom create PATH --system ${id}`'), ['bartizan token create', 'bartizan bom create PATH --system X']);
  assert.notEqual(wrong_with('bartizan token create', known), '');
  assert.notEqual(wrong_with('bartizan scan PATH --opcodes', known), '');
  assert.equal(wrong_with("bartizan scan PATH --depth full", known), '');
});
