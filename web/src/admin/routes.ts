import type { RouteRecordRaw } from 'vue-router';

/** What administrators have in hand, in the order of the office's shelves. */
export const SECTIONS = [
  'areas',
  'maps',
  'stations',
  'helpers',
  'accounts',
  'categories',
  'texts',
  'calendar',
  'readings',
  'person',
] as const;

export const adminRoutes: RouteRecordRaw[] = [
  { path: '', redirect: '/admin/areas' },
  { path: 'areas/:id?', component: () => import('./AreasPage.vue') },
  { path: 'maps', component: () => import('./MapsPage.vue') },
  {
    path: 'maps/:id',
    component: () => import('./MapPage.vue'),
    children: [
      { path: '', component: () => import('./MapOverview.vue') },
      { path: 'report', component: () => import('./MapReport.vue') },
      { path: 'draw', component: () => import('./MapDraw.vue') },
      { path: 'what-if', component: () => import('./MapWhatIf.vue') },
    ],
  },
  { path: 'stations', component: () => import('./StationsPage.vue') },
  { path: 'stations/:id', component: () => import('./StationPage.vue') },
  { path: 'helpers', component: () => import('./HelpersPage.vue') },
  { path: 'accounts', component: () => import('./AccountsPage.vue') },
  { path: 'accounts/:id', component: () => import('./AccountPage.vue') },
  { path: 'categories/:id?', component: () => import('./CategoriesPage.vue') },
  { path: 'texts', component: () => import('./TextsPage.vue') },
  { path: 'calendar/:year(\\d{4})?', component: () => import('./CalendarPage.vue') },
  { path: 'readings', component: () => import('./ReadingsPage.vue') },
  { path: 'person', component: () => import('./PersonPage.vue') },
];
