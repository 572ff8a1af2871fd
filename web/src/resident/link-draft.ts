import { kept } from '../kept';
import type { Photo } from '../parts/photos';

/** What is being written on the page of a link: survives a reload, and belongs to one request. */
export const written = kept<{ token: string; comment: string; reason: string; photos: Photo[] }>(
  'bangban.written',
  'session',
  { token: '', comment: '', reason: '', photos: [] },
);
