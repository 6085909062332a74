// The dark values stand twice in tokens.css, for the system's choice and for the reader's.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const css = readFileSync(new URL('../src/ui/tokens.css', import.meta.url), 'utf8');

function values(after) {
  const start = css.indexOf(after);
  assert.notEqual(start, -1, after);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1], match[2]]));
}

test('dark by the system and dark by choice are the same', () => {
  assert.deepEqual(values(":root:not([data-theme='light'])"), values(":root[data-theme='dark']"));
});

function luminance(colour) {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
}
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test('words are readable on every ground they stand on (WCAG 2.2, 1.4.3: 4.5)', () => {
  const light = values(':root {');
  const dark = { ...light, ...values(":root[data-theme='dark']") };
  for (const tokens of [light, dark]) {
    for (const ground of ['--page', '--card', '--sunk', '--accent-tint']) {
      for (const word of ['--text', '--soft', '--accent', '--bad', '--warn', '--unsure', '--good']) {
        assert.ok(contrast(tokens[word], tokens[ground]) >= 4.5, `${word} on ${ground}: ${contrast(tokens[word], tokens[ground])}`);
      }
    }
    for (const tone of ['bad', 'warn', 'unsure', 'good']) {
      assert.ok(contrast(tokens[`--${tone}`], tokens[`--${tone}-tint`]) >= 4.5, tone);
    }
    assert.ok(contrast(tokens['--on-accent'], tokens['--accent']) >= 4.5);
  }
});

// Reports say verdicts and answers where the dashboard says tones. Colours of spans are their own:
// a report writes labels onto them.
const source = process.env.BARTIZAN_SOURCE ?? fileURLToPath(new URL('../../', import.meta.url));
const kReports = {
  'src/report/html/style.css': { page: 'page', card: 'card', sunk: 'sunk', line: 'line', text: 'text', soft: 'soft', accent: 'accent', malicious: 'bad', 'malicious-tint': 'bad-tint', suspicious: 'warn', 'suspicious-tint': 'warn-tint', incomplete: 'unsure', 'incomplete-tint': 'unsure-tint', clean: 'good', 'clean-tint': 'good-tint' },
  'src/report/assess_html.cc': { page: 'page', card: 'card', line: 'line', text: 'text', soft: 'soft', met: 'good', partly: 'warn', unmet: 'bad', unknown: 'unsure' },
};
const full = (colour) => (/^#[0-9a-f]{3}$/i.test(colour) ? '#' + [...colour.slice(1)].map((one) => one + one).join('') : colour);

for (const [name, words] of Object.entries(kReports)) {
  test(`${name} has the colours of the dashboard`, { skip: !existsSync(join(source, name)) && `${name} is not here` }, () => {
    const text = readFileSync(join(source, name), 'utf8');
    // The first two rules of :root are light, then dark.
    const [light, dark] = [...text.matchAll(/:root \{([^}]*)\}/g)].map((rule) => Object.fromEntries([...rule[1].matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1], full(match[2].trim())])));
    for (const [colours, after] of [[light, ':root {'], [dark, ":root[data-theme='dark']"]]) {
      const ours = values(after);
      for (const [word, token] of Object.entries(words)) assert.equal(colours[word], ours[`--${token}`], `${word}, after ${after}`);
    }
  });
}
