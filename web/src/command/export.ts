import type { paths } from '../api/schema';

type Query = paths['/reports/export']['get']['parameters']['query'];

/** Which table, and which figure of it; where and when come from the address. */
export type Exported = Pick<Query, 'report'> &
  Partial<Pick<Query, 'by' | 'indicator' | 'part' | 'kind' | 'signal' | 'categoryId'>>;
