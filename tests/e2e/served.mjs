// The real server over a store that the commands filled from examples/, for a browser: what it is
// started on, people of every role, and how they sign in. BARTIZAN names the program,
// BARTIZAN_EXAMPLES the folder. One server for each file of tests.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const kPassword = 'rotkehlchen im herbst 26';

export class Served {
  // localhost is a name, without which there are no passkeys; 127.0.0.1 is none.
  constructor(host = '127.0.0.1') {
    this.program = process.env.BARTIZAN;
    this.folder = mkdtempSync(join(tmpdir(), 'bartizan-e2e-'));
    this.examples = join(this.folder, 'examples');
    this.store = join(this.folder, 'data/bartizan/store.db');
    this.environment = { ...process.env, HOME: this.folder, XDG_DATA_HOME: join(this.folder, 'data'), XDG_CONFIG_HOME: join(this.folder, 'config') };
    this.port = 20_000 + Math.floor(Math.random() * 20_000);
    this.base = `http://${host}:${this.port}`;
    this.secret = '';
  }

  /** Runs a command whatever its exit code: stale feeds and found harm are what the examples are for. */
  bartizan(...words) {
    try {
      return execFileSync(this.program, words, { env: this.environment, cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      return error.stdout;
    }
  }

  /** `planted`: path below examples/ -> where a copy of it lies before anything is read. */
  fill(planted = {}) {
    cpSync(process.env.BARTIZAN_EXAMPLES, this.examples, { recursive: true });
    for (const [from, to] of Object.entries(planted)) cpSync(join(this.examples, from), join(this.examples, to));
    this.bartizan('inventory', 'import', 'examples/inventory/clinic-2025.csv');
    this.bartizan('scan', 'examples/clinic-triage');
    this.bartizan('discover', 'examples/clinic-triage', 'examples/llm-gateway');
    this.bartizan('feeds', 'update', 'examples/feeds/osv.json', 'examples/feeds/cve.json', 'examples/feeds/kev.json');
    this.bartizan('vuln', 'examples/llm-gateway');
  }

  /** Until it says where it is and, while nobody has an account, `secret` of the first one's link. */
  async start() {
    const first = this.bartizan('account', 'list').includes('no accounts');
    this.server = spawn(this.program, ['serve', '--root', this.examples, '--listen', `127.0.0.1:${this.port}`], { env: this.environment, cwd: this.folder });
    await new Promise((resolve, reject) => {
      let said = '';
      this.server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
      this.server.stdout.on('data', (piece) => {
        said += piece;
        this.secret = /#\/welcome\/(\S+)/.exec(said)?.[1] ?? '';
        if (this.secret || (!first && said.includes('Bartizan is at'))) resolve();
      });
      this.server.stderr.resume();
    });
  }

  async stop() {
    this.server?.removeAllListeners('exit');
    this.server?.kill();
    await new Promise((resolve) => (this.server ? this.server.on('exit', resolve) : resolve()));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A person who has chosen a password. */
  async person(name, role) {
    const made = JSON.parse(this.bartizan('account', 'add', name, '--role', role, '--format', 'json'));
    const body = JSON.stringify({ secret: made.link.split('/').pop(), password: kPassword });
    // From another address: attempts to sign in are counted by address, and these are not the browser's.
    const sent = request({ host: '127.0.0.1', localAddress: '127.0.0.2', port: this.port, method: 'POST', path: '/api/v1/session/first', headers: { 'content-type': 'application/json', 'content-length': body.length } });
    const answer = await new Promise((resolve, reject) => sent.on('response', resolve).on('error', reject).end(body));
    answer.resume();
    assert.equal(answer.statusCode, 200);
  }

  token(account) {
    const made = JSON.parse(this.bartizan('token', 'new', '--account', account, '--name', 'e2e', '--scope', 'read', '--scope', 'scan', '--format', 'json'));
    return made.tokens[0].token;
  }
}

export async function sign_in(page, base, name) {
  await page.goto(`${base}/`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(kPassword);
  // Tests sign in more often than people may: then the server says how long to wait.
  for (;;) {
    const answered = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/session'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const answer = await answered;
    if (answer.status() !== 429) return;
    await page.waitForTimeout(1000 * Number(answer.headers()['retry-after'] ?? 6));
  }
}

export const at_home = (page) => page.getByRole('heading', { name: 'Roadmap', exact: true }).waitFor();

/** A request of the page's own session, with its proof: {status, body}. */
export const ask = (page, method, path, body, headers = {}) =>
  page.evaluate(
    async ([method, path, body, headers]) => {
      const session = await (await fetch('/api/v1/session')).json();
      const answer = await fetch('/api/v1' + path, {
        method,
        headers: { 'x-bartizan-csrf': session.csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      return { status: answer.status, etag: answer.headers.get('etag'), body: text ? JSON.parse(text) : null };
    },
    [method, path, body, headers],
  );
