// Serves dist/ and answers the API from a made-up estate, under the same content policy as the real
// server. For looking at pages and for the tests of tests/e2e; it is not part of the product.
//
//   npm run mock -- [--port 8181] [--empty] [--first-start] [--signed-in ROLE] [--slow MS] [--raised]
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { make_api, Refusal } from './routes.mjs';

const kPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const kTypes = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', txt: 'text/plain; charset=utf-8' };
const kDist = process.env.BARTIZAN_WEB_OUT ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

async function body_of(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

async function file(response, path) {
  const inside = normalize(path).replace(/^(\.\.[/\\])+/, '');
  // As the server: pages have dots in their addresses, too ("/assessments/roadmap/5.3").
  const name = inside.startsWith('/assets/') || /^\/[^/]+\.\w+$/.test(inside) ? inside : '/index.html';
  try {
    const bytes = await readFile(join(kDist, name));
    response.writeHead(200, { 'Content-Type': kTypes[name.split('.').pop()] ?? 'application/octet-stream', 'Content-Security-Policy': kPolicy, 'X-Content-Type-Options': 'nosniff' });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

export function serve(options = {}) {
  const listeners = new Set();
  const said = [];
  const emit = (kind, data) => {
    const text = `id: ${said.length + 1}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
    said.push(text);
    for (const listener of listeners) listener.write(text);
  };
  const api = make_api(options, emit);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    if (!url.pathname.startsWith('/api/v1')) return file(response, decodeURIComponent(url.pathname));
    const path = url.pathname.slice('/api/v1'.length);
    if (path === '/events') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      const last = request.headers['last-event-id'] ?? url.searchParams.get('last');
      response.write(': here\n\n' + (last === null ? '' : said.slice(Number(last)).join('')));
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return undefined;
    }
    try {
      if (options.slow) await new Promise((resolve) => setTimeout(resolve, options.slow));
      const raw = await body_of(request);
      const json = request.headers['content-type'] === 'application/json' && raw.length ? JSON.parse(raw) : {};
      const answer = await api({ method: request.method, path, query: url.searchParams, body: json, raw, headers: request.headers });
      response.writeHead(answer.body ? (answer.status ?? 200) : 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...(answer.body ? answer.headers : {}) });
      response.end(JSON.stringify(answer.body ?? answer));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'The mock broke', error.stack);
      response.writeHead(refusal.status, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ type: 'about:blank', title: refusal.title, status: refusal.status, detail: refusal.detail, errors: [], ...refusal.extra }));
    }
    return undefined;
  });
  return new Promise((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve({ port: server.address().port, emit, streams: () => listeners.size, close: () => { listeners.forEach((one) => one.end()); server.closeAllConnections(); server.close(); } }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { port: 8181 };
  for (let i = 2; i < process.argv.length; i++) {
    const word = process.argv[i];
    if (word === '--port') options.port = Number(process.argv[++i]);
    else if (word === '--slow') options.slow = Number(process.argv[++i]);
    else if (word === '--signed-in') options.signed_in = process.argv[++i];
    else if (word === '--empty') options.empty = true;
    else if (word === '--raised') options.raised = true;
    else if (word === '--first-start') options.first_start = true;
    else throw new Error(`unknown option ${word}`);
  }
  const { port } = await serve(options);
  console.log(`http://127.0.0.1:${port}/  name admin, password "correct horse battery"; the first-start secret is "welcome-secret"`);
}
