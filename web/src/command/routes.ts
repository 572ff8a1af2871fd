import type { RouteRecordRaw } from 'vue-router';

/** The pages of leaders below /command; one place and one period for all of them, in the address. */
export const commandRoutes: RouteRecordRaw[] = [
  { path: '', component: () => import('./OverviewPage.vue') },
  { path: 'trends', component: () => import('./TrendsPage.vue') },
  { path: 'map', component: () => import('./MapPage.vue') },
  { path: 'stations', component: () => import('./StationsPage.vue') },
  { path: 'signals', component: () => import('./SignalsPage.vue') },
  { path: 'formulas', component: () => import('./FormulasPage.vue') },
  { path: 'monthly', component: () => import('./MonthlyPage.vue') },
  { path: 'rows', component: () => import('./RowsPage.vue') },
  { path: 'wall', component: () => import('./WallPage.vue') },
];
