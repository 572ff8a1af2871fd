import type { Disturbance } from './disturbance.js';
import { find, isArea, type Plan } from './plan.js';
import { wide } from './spelling.js';
import { ANYWHERE, CORRECTIONS, ENDINGS, FILLERS, LINKS, NEAR, OPENINGS, trouble } from './words.js';

/** A wrong figure first, then the right one: 10号楼，不对，是12号楼. */
function correct(plan: Plan): boolean {
  const { random, said } = plan;
  const places = said.filter(
    ({ slot, text }) => ['number', 'building', 'unit'].includes(slot) && /^\d+\D*$/.test(text),
  );
  if (places.length === 0) return false;
  const place = random.pick(places);
  const figures = /^\d+/.exec(place.text)?.[0] ?? '';
  const number = Number(figures);
  const other = number + random.pick([-2, -1, 1, 2, 10]);
  const wrong = String(other < 1 ? number + 1 : other);
  const word = place.text.slice(figures.length);
  place.text = wrong + word + random.pick(CORRECTIONS) + figures + word;
  return true;
}

function speak(plan: Plan): boolean {
  const { random } = plan;
  if (plan.before !== '' || plan.after !== '') return false;
  if (random.chance(0.3)) {
    // first what is the matter, then where
    plan.before = trouble(random) + random.pick(['，', '，在', '，我家在', '，地址是', '。我住', '，我这儿是']);
    plan.after = random.pick(ENDINGS);
  } else {
    plan.before = random.chance(0.75) ? random.pick(OPENINGS) : '';
    plan.after = random.pick(LINKS) + trouble(random) + random.pick(ENDINGS);
  }
  if (!random.chance(0.5)) return true;
  for (let count = random.int(1, 2); count > 0; count--) {
    const at = random.int(1, plan.said.length);
    plan.said.splice(at, 0, { slot: 'aside', text: random.pick(FILLERS) });
  }
  return true;
}

/** Beside the full address, what is near it: more help for people, more confusion for machines. */
function near(plan: Plan, landmarks: readonly string[]): boolean {
  const { random } = plan;
  const landmark = landmarks.length > 0 && random.chance(0.8) ? random.pick(landmarks) : random.pick(ANYWHERE);
  const place = landmark + random.pick(NEAR);
  const chance = random.next();
  if (chance < 0.3) plan.said.splice(plan.said.findLastIndex(isArea) + 1, 0, { slot: 'aside', text: `${place}的` });
  else if (chance < 0.6) plan.said.push({ slot: 'aside', text: `（${place}）` });
  else if (chance < 0.8)
    plan.said.push({ slot: 'aside', text: `，${random.pick(['在', '就在', '近', '靠近'])}${place}` });
  else plan.said.splice(plan.said.findLastIndex(isArea) + 1, 0, { slot: 'aside', text: `${place}，` });
  return true;
}

export const ofSpeech: readonly Disturbance[] = [
  {
    kind: 'near a landmark',
    stage: 5,
    apply: (plan, { landmarksNear }) => near(plan, landmarksNear(plan.house)),
  },
  { kind: 'self-correction', stage: 3, apply: correct },
  { kind: 'spoken sentence', stage: 5, apply: speak },
  {
    kind: 'full-width',
    stage: 6,
    apply: (plan) => {
      if (!/[!-~]/.test(plan.said.map(({ text }) => text).join(''))) return false;
      plan.finish.push(wide);
      return true;
    },
  },
  {
    kind: 'spaces and signs',
    stage: 6,
    apply: (plan) => {
      const { random } = plan;
      if (find(plan, 'aside') !== undefined || plan.said.length < 2) return false;
      plan.between = random.pick([' ', '，', '、', ',', '  ', '·', '_']);
      return true;
    },
  },
];
