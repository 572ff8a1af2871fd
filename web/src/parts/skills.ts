import { shallowRef } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { settings } from '../settings';

type Skill = Schemas['SkillDto'];
const known = shallowRef<ReadonlyMap<string, Skill>>(new Map());

/** What there is to be able to do; kept, so that `skillName` knows it. */
export async function readSkills(): Promise<{ skills: readonly Skill[]; problem: Problem | null }> {
  const { data, problem } = await ask(api.GET('/skills'));
  if (data !== undefined) known.value = new Map(data.map((skill) => [skill.code, skill]));
  return { skills: data ?? [...known.value.values()], problem: problem ?? null };
}

/** In the reader's language, as far as `readSkills` has read it; `name` is the Chinese one. */
export function skillName({ code, name }: { code: string; name: string }): string {
  const nameEn = settings.locale === 'en' ? known.value.get(code)?.nameEn : '';
  return nameEn === undefined || nameEn === '' ? name : nameEn;
}
