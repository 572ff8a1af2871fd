import type { Schemas } from '../api/client';
import { settings } from '../settings';

type Category = Schemas['CategoryView'];

export function nameOf({ name, nameEn }: Pick<Category, 'name' | 'nameEn'>): string {
  return settings.locale === 'zh' || nameEn === '' ? name : nameEn;
}

/** For a list to choose from: the selectable ones under the name that sorts them. */
export function groupsOf(categories: Category[]): { name: string; categories: Category[] }[] {
  return categories
    .filter(({ parentId }) => parentId === null)
    .map((root) => ({
      name: nameOf(root),
      categories: categories.filter((each) => each.selectable && (each.parentId === root.id || each.id === root.id)),
    }))
    .filter((group) => group.categories.length > 0);
}

/** As it is read out: `10000018` → `1000 0018`. */
export function spoken(reference: string): string {
  return reference.replace(/(.{4})(?=.)/g, '$1 ');
}
