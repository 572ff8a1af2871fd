import type { RouteRecordRaw } from 'vue-router';

/** The head's pages below /station; the stream of the station runs as long as one of them is shown. */
export const stationRoutes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./BoardPage.vue'),
    children: [{ path: 'tickets/:id', component: () => import('./TicketPanel.vue') }],
  },
  { path: 'tickets/:id/slip', component: () => import('./SlipPage.vue') },
  { path: 'open', component: () => import('./OpenPage.vue') },
  { path: 'map', component: () => import('./MapPage.vue') },
  { path: 'members', component: () => import('./MembersPage.vue') },
  { path: 'holds', component: () => import('./HoldLedger.vue') },
  { path: 'counts', component: () => import('./CountsPage.vue') },
];

/** Pages below /owner, of who owns tickets above a station or approves holds. */
export const ownerRoutes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./WaitingPage.vue'),
    children: [{ path: 'tickets/:id', component: () => import('./TicketPanel.vue') }],
  },
  { path: 'tickets/:id/slip', component: () => import('./SlipPage.vue') },
  { path: 'holds', component: () => import('./HoldLedger.vue') },
];
