// Pictures of every page of the real server over a filled store, for looking at:
//   BARTIZAN=... BARTIZAN_EXAMPLES=... node look_served.mjs FOLDER [NAME...]
// ONLY=1440-light for one kind; WEB=web/dist for pages that are newer than the program; AXE=1 to check them.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open, serious } from './browser.mjs';
import { kSizes, kThemes } from './pages.mjs';
import { Served, ask, at_home, sign_in } from './served.mjs';

const [folder = 'shots', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const served = new Served('localhost');
const kDay = 86_400_000;
const in_days = (days) => new Date(Date.now() + days * kDay).toISOString();

/** What people would have done after the first week. */
async function work(page) {
  const post = async (path, body, method = 'POST') => {
    const answer = await ask(page, method, path, body);
    if (answer.status >= 300) console.log(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { items } = await post('/systems?limit=50', undefined, 'GET');
  const declared = items.filter((one) => one.declared);
  const found = items.filter((one) => one.found);
  for (const [index, one] of found.entries()) await post(`/systems/${encodeURIComponent(one.id)}/exposure`, { exposed: index % 2 === 0, reason: 'the ingress of the cluster says so' }, 'PUT');
  const triage = declared.find((one) => one.name.includes('patient messages')) ?? items[0];
  for (const [id, system, status, reason] of [['D2', triage.id, 'met', 'Threat model of 2026-10-02, reviewed with the clinic'], ['P3', triage.id, 'partly', 'Playbook is there, nobody has trained with it'], ['D1', null, 'met', 'All staff were trained in September']]) {
    await post(`/frameworks/guidelines/requirements/${id}/answers`, { ...(system ? { system } : {}), status, reason, expires: in_days(120) });
  }
  await post('/actions', { framework: 'guidelines', requirement: 'V1', system: triage.id, what: 'Sign every model before it leaves the build', owner: 'A. Lindqvist', due: in_days(9) });
  await post('/actions', { framework: 'guidelines', requirement: 'P3', what: 'Train the withdrawal of a model', owner: 'M. Okafor', due: in_days(40) });
  const words = await post('/risks/words', undefined, 'GET');
  await post('/risks', { sector: words.sectors.find((one) => one.id.startsWith('health'))?.id, category: 'failures', scenario: 'Triage drifts after the merger of two wards', system: triage.id, owner: 'Triage Board', likelihood: 'moderate', impact: 'high', treatment: 'reduce', due: in_days(60) });
  await post('/risks', { sector: words.sectors.find((one) => one.id.startsWith('health'))?.id, category: 'attacks-targeting-ai', scenario: 'A replaced model file in the store of weights', atlas: ['AML.T0010'] });
  await post('/readiness', { kind: 'critical-asset', what: 'Triage of patients', system: triage.id });
  await post('/readiness', { kind: 'exercise', what: 'Table-top: poisoned model', at: in_days(-30) });
  await post('/watched', { path: served.examples, interval_s: 86_400 });
  await post('/notifications', { kind: 'webhook', name: 'Security team', address: 'https://chat.example.org/hooks/ai' });
  await post('/tokens', { name: 'calendar', scopes: ['read'], expires: in_days(90) });
  const { items: clocks } = await post('/clocks', undefined, 'GET');
  if (clocks[1]) await post(`/cases/${clocks[1].case}/state`, { state: 'investigating', reason: 'logs of the proxy are being read' });
  if (clocks[2]) await post(`/cases/${clocks[2].case}/state`, { state: 'not_affected', reason: 'the endpoint is switched off in config.yaml' });
  const { items: causes } = await post('/findings/causes', undefined, 'GET');
  if (causes[0]) await post('/findings/assign', { cause: causes[0].cause, to: 'J. Ortiz' });
  const { items: files } = await post('/artifacts?sort=verdict', undefined, 'GET');
  return { triage, found, clocks, causes, files };
}

const enc = encodeURIComponent;
function pages({ triage, found, clocks, causes, files }) {
  const system = found.find((one) => one.name.includes('clinic')) ?? found[0];
  const gateway = found.find((one) => one.name.includes('gateway')) ?? found.at(-1);
  const file = files.find((one) => one.name.endsWith('.pt')) ?? files[0];
  const pickle = files.find((one) => one.name.endsWith('.pkl')) ?? files[0];
  return [
    ['roadmap', '/roadmap'], ['systems', '/systems'], ['systems-lint', '/systems?tab=lint'], ['systems-imports', '/systems?tab=imports'],
    ['system', `/systems/${enc(triage.id)}`], ['system-found', `/systems/${enc(system.id)}`],
    ...['artifacts', 'components', 'answers', 'actions', 'history'].map((tab) => [`system-${tab}`, `/systems/${enc(system.id)}?tab=${tab}`]),
    ['reconcile', '/reconcile'], ['artifacts', '/artifacts'], ['artifact', `/artifacts/${enc(file.id)}`], ['artifact-hex', `/artifacts/${enc(file.id)}?tab=hex`], ['artifact-opcodes', `/artifacts/${enc(pickle.id)}?tab=opcodes`], ['artifact-pickle', `/artifacts/${enc(pickle.id)}`],
    ['boms', '/bom'], ['bom', `/bom/${enc(system.id)}`],
    ['findings', '/findings'], ['findings-files', '/findings?tab=files'], ['findings-cause', `/findings?cause=${enc(`${causes[0]?.rule} ${causes[0]?.cause}`)}`],
    ['vulnerabilities', '/vulnerabilities'], ['vulnerabilities-system', `/vulnerabilities?system=${enc(gateway.id)}`], ['vulnerability', `/vulnerabilities?case=${enc(clocks[0]?.case ?? '')}`],
    ['assessments', '/assessments'], ['framework', '/assessments/guidelines'], ['framework-systems', '/assessments/guidelines?tab=systems'], ['framework-system', `/assessments/guidelines?system=${enc(system.id)}`],
    ['requirement', '/assessments/guidelines/V1'], ['requirement-system', `/assessments/guidelines/V1?system=${enc(system.id)}`], ['pledge', '/assessments/secure-by-design'],
    ['actions', '/actions'], ['action', '/actions?add=new'], ['risks', '/risks'], ['policy', '/policy'], ['policy-changes', '/policy?tab=changes'],
    ['posture', '/posture'], ['readiness-record', '/posture?record=exercise'], ['activity', '/activity'], ['activity-work', '/activity?tab=work'], ['notices', '/activity?tab=notices'],
    ['help', '/help?open=what-does-a-verdict-mean'], ['explained', '/help/BZ-PKL-001'],
    ...['', 'people', 'watched', 'notifications', 'limits', 'feeds', 'tokens'].map((tab) => [`settings${tab ? `-${tab}` : ''}`, `/settings${tab ? `?tab=${tab}` : ''}`]),
    ['scan', '/scan'],
  ];
}

served.fill();
served.bartizan('scan', 'examples/booby-trapped');
served.bartizan('account', 'add', 'root', '--role', 'admin');
await served.start();
await served.person('ada', 'admin');
const browser = await launch();
try {
  let known;
  for (const size of kSizes) {
    for (const theme of kThemes) {
      if (process.env.ONLY && process.env.ONLY !== `${size.name}-${theme}`) continue;
      const { page, context, trouble } = await open(browser, { viewport: { width: size.width, height: size.height }, colorScheme: theme });
      if (process.env.WEB) {
        await page.route((url) => !url.pathname.startsWith('/api/'), (route) => {
          const file = join(process.env.WEB, new URL(route.request().url()).pathname);
          return route.fulfill({ path: /\.\w+$/.test(file) && existsSync(file) ? file : join(process.env.WEB, 'index.html') });
        });
      }
      await sign_in(page, served.base, 'ada');
      await at_home(page);
      if (!known) {
        known = await work(page);
        for (const words of [['assess', 'guidelines'], ...known.found.map((one) => ['assess', 'guidelines', '--system', one.id]), ['bom', 'create', 'examples/clinic-triage']]) served.bartizan(...words);
      }
      for (const [name, path] of pages(known)) {
        if (names.length && !names.includes(name)) continue;
        await page.goto(served.base + path);
        await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('main [role="status"][aria-label="Loading"]'), null, { timeout: 8000 }).catch(() => console.log(`${name}: still loading`));
        await page.waitForTimeout(350);
        for (const line of trouble.splice(0)) console.log(`${name} ${size.name}-${theme}: ${line}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) console.log(`${name} ${size.name}: ${wide} px too wide`);
        if (process.env.AXE) for (const line of await serious(page)) console.log(`${name} ${size.name}-${theme}: ${line}`);
        await page.screenshot({ path: join(folder, `${name}-${size.name}-${theme}.png`), fullPage: process.env.FULL !== '0' });
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await served.stop();
}
