// vite build, then the scales; what stands behind `npm run build --` goes to vite.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const run = (...words) => {
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
run(join('node_modules', 'vite', 'bin', 'vite.js'), 'build', ...process.argv.slice(2));
run(join('tools', 'weigh.mjs'), process.env.BARTIZAN_WEB_OUT ?? 'dist');
