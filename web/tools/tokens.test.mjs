// The dark values stand twice in tokens.css, for the system's choice and for the reader's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

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
