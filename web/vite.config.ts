import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    // phones of the last years; whoever has an older one rings
    target: 'es2022',
    // the policy of the pages takes no script and no style that stands in an address
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // read by scripts/build.mjs
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 1_500,
  },
  // `npx vite` in web/ beside a running API
  server: {
    proxy: { '^/(requests|links|plates|p|status|sessions|me|offers|tickets|helpers)': 'http://127.0.0.1:3000' },
  },
});
