import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // Tables become blocks on a narrow screen, and a block has lost its role unless it is named.
    warningFilter: (warning) => warning.code !== 'a11y_no_redundant_roles',
  },
};
