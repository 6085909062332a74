// Built once, embedded in the binary: no source maps, no inlined assets (the policy allows only
// 'self'), names by content so that the server may call them immutable.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
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
