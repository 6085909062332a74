// Built once, embedded in the binary: no source maps, no inlined assets (the policy allows only
// 'self'), names by content so that the server may call them immutable.
import { readFileSync, readdirSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Whose code the pages carry; their licences want to be carried along (docs/dependencies.md).
const kCarried = ['svelte', 'uplot', 'uqr'];
const licences = () => ({
  name: 'licences',
  generateBundle() {
    const texts = kCarried.map((name) => {
      const folder = `node_modules/${name}`;
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      if (!file) throw new Error(`${name} has no licence to carry along`);
      const { version, homepage } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      return `${name} ${version}${homepage ? `, ${homepage}` : ''}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
    });
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source: `The dashboard of Bartizan carries code of others:\n\n${texts.join(`\n${'-'.repeat(78)}\n\n`)}` });
  },
});

export default defineConfig({
  plugins: [svelte(), licences()],
  build: {
    outDir: process.env.BARTIZAN_WEB_OUT ?? 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        chunkFileNames: (chunk) => {
          const room = /rooms\/(\w+)\/Page\.svelte/.exec(chunk.facadeModuleId ?? '');
          return room ? `assets/${room[1]}-[hash].js` : 'assets/[name]-[hash].js';
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8181' } },
});
