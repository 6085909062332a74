// Pictures of every page against the mock, for looking at: node look.mjs FOLDER [NAME...] [-- mock options as JSON]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../web/mock/server.mjs';
import { launch, open } from './browser.mjs';
import { kPages, kSizes, kThemes } from './pages.mjs';

const [folder = 'shots', ...names] = process.argv.slice(2);
const options = process.env.MOCK ? JSON.parse(process.env.MOCK) : { signed_in: 'admin' };
mkdirSync(folder, { recursive: true });
const server = await serve(options);
const browser = await launch();
for (const size of kSizes) {
  for (const theme of kThemes) {
    if (process.env.ONLY && process.env.ONLY !== `${size.name}-${theme}`) continue;
    const { page, context, trouble } = await open(browser, { viewport: { width: size.width, height: size.height }, colorScheme: theme });
    for (const one of kPages) {
      if (names.length && !names.includes(one.name)) continue;
      await page.goto(`http://127.0.0.1:${server.port}${one.path}`);
      await page.waitForSelector(one.ready, { timeout: 5000 }).catch(() => console.log(`${one.name}: no ${one.ready}`));
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(folder, `${one.name}-${size.name}-${theme}.png`), fullPage: size.name === '360' ? true : process.env.FULL === '1' });
    }
    for (const line of trouble) console.log(line);
    await context.close();
  }
}
await browser.close();
server.close();
