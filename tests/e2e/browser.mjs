// Debian's Chromium under playwright-core, and axe in the page.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const kCandidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const chromium_path = () => kCandidates.find((path) => path && existsSync(path));

export const launch = () => chromium.launch({ executablePath: chromium_path(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

/** A page that keeps what went wrong in it: broken scripts, refused policies, requests elsewhere. */
export async function open(browser, options) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A 4xx of the API is told by the page itself.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) trouble.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname } = new URL(request.url());
    if (request.url().startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost') trouble.push(`request to ${hostname}`);
  });
  return { context, page, trouble };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations that axe calls serious or critical. */
export async function serious(page) {
  // evaluate() runs in the debugger's world, which the content policy of the page does not bind.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id} (${one.impact}): ${one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
