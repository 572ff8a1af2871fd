import { createRouter, createWebHistory } from 'vue-router';
import { adminRoutes } from './admin/routes';
import { commandRoutes } from './command/routes';
import { ownerRoutes, stationRoutes } from './station/routes';

/** The server knows the same paths (src/platform/http/pages.ts). */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./resident/ReportPage.vue') },
    { path: '/r', component: () => import('./resident/LinkPage.vue') },
    {
      path: '/desk',
      component: () => import('./desk/DeskPage.vue'),
      children: [
        { path: '', component: () => import('./desk/CallDesk.vue') },
        { path: 'triage', component: () => import('./desk/TriageList.vue') },
        { path: 'call-backs', component: () => import('./desk/CallBackList.vue') },
        { path: 'mine/:id?', component: () => import('./desk/MineList.vue') },
      ],
    },
    { path: '/station', component: () => import('./station/StationPage.vue'), children: stationRoutes },
    { path: '/owner', component: () => import('./station/OwnerPage.vue'), children: ownerRoutes },
    { path: '/command', component: () => import('./command/CommandPage.vue'), children: commandRoutes },
    {
      path: '/helper',
      component: () => import('./helper/HelperPages.vue'),
      children: [
        { path: '', component: () => import('./helper/HomePage.vue') },
        { path: 'jobs/:id', component: () => import('./helper/JobPage.vue') },
        { path: 'me', component: () => import('./helper/OwnPage.vue') },
      ],
    },
    { path: '/admin', component: () => import('./admin/AdminPage.vue'), children: adminRoutes },
    { path: '/:rest(.*)*', component: () => import('./NotFoundPage.vue') },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path && to.hash === from.hash ? { top: 0 } : {}),
});
