import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** What every page has. */
const BASE =
  /node_modules\/(@?vue|vue-router|vue-i18n|@intlify|openapi-fetch|@?vant)\/|\/web\/src\/(main|App|router|settings|kept|styles|api\/|i18n\/(index|zh|en)\.|parts\/(?!PlaceMap|StarRating)|resident\/(ResidentFrame|draft|place))/;
/** What everybody has who is signed in. */
const STAFF = /\/web\/src\/(staff\/(session|live|SignedInFrame|SignIn)|i18n\/staff)/;
/** A helper's first page. */
const HELPER =
  /idb-keyval|\/web\/src\/(helper\/(HelperPages|HomePage|DutyCard|OfferCard|OutboxNotice|outbox|work|clock|install|act\.words|helper\.css)|i18n\/helper)/;

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
    rolldownOptions: {
      output: {
        codeSplitting: {
          // a telephone asks for six parts at a time: what is always needed together is one part
          groups: [
            { name: 'base', test: BASE, priority: 2 },
            { name: 'staff', test: STAFF, priority: 1 },
            { name: 'helper', test: HELPER, priority: 1 },
            { name: 'charts', test: /node_modules\/(echarts|zrender)\// },
          ],
        },
      },
    },
  },
  // `npx vite` in web/ beside a running API
  server: {
    proxy: { '^/(requests|links|plates|p|status|sessions|me|offers|tickets|helpers)': 'http://127.0.0.1:3000' },
  },
});
