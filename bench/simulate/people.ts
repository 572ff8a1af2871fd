import type { HelperNow } from '../../src/dispatch/choosing/choosing.types.js';
import { DAY, HOUR, START, type Person, type World } from './world.js';

const LATELY = 30;

/** A helper during a run. */
export interface Helper {
  person: Person;
  /** what dispatch sees; kept up to date */
  now: HelperNow;
  jobs: number;
  /** offers that wait */
  waiting: number;
  onDuty: boolean;
  resting: number;
  inactiveUntil: number;
  /** of the whole run */
  notified: number;
  served: number;
}

/** All helpers of a run: what they carry, and what is known of them. */
export class People {
  readonly all: Helper[];
  private readonly byId = new Map<string, Helper>();
  private readonly asked: Int32Array;
  private readonly accepted: Int32Array;
  private readonly offersOfDay: Int32Array;
  private readonly jobsOfDay: Int32Array;
  private day = 0;
  private hour = 0;

  /** @param offersCount whether an offer that waits is carried like a job */
  constructor(
    world: World,
    private readonly offersCount: boolean,
  ) {
    this.all = world.people.map((person) => ({
      person,
      now: { ...person.now, habit: { ...person.now.habit } },
      jobs: 0,
      waiting: 0,
      onDuty: false,
      resting: 0,
      inactiveUntil: 0,
      notified: 0,
      served: 0,
    }));
    for (const helper of this.all) this.byId.set(helper.now.id, helper);
    this.asked = new Int32Array(this.all.length * 24);
    this.accepted = new Int32Array(this.all.length * 24);
    this.offersOfDay = new Int32Array(this.all.length * LATELY);
    this.jobsOfDay = new Int32Array(this.all.length * LATELY);
  }

  of(id: string): Helper {
    const helper = this.byId.get(id);
    if (helper === undefined) throw new Error(`no such helper: ${id}`);
    return helper;
  }

  available(helper: Helper): void {
    helper.now.unavailable = !helper.onDuty ? 'off_duty' : helper.resting > 0 ? 'resting' : null;
  }

  carries(helper: Helper): void {
    helper.now.load = helper.jobs + (this.offersCount ? helper.waiting : 0);
  }

  notified(helper: Helper, now: number): void {
    helper.notified += 1;
    helper.waiting += 1;
    helper.now.offersToday += 1;
    helper.now.offersLately += 1;
    helper.now.lastAskedAt = now;
    this.add(this.offersOfDay, helper);
    this.carries(helper);
  }

  joined(helper: Helper, now: number): void {
    helper.jobs += 1;
    helper.served += 1;
    helper.now.jobsLately += 1;
    helper.now.lastServedAt = now;
    this.add(this.jobsOfDay, helper);
    this.carries(helper);
  }

  private add(of: Int32Array, { person }: Helper): void {
    const at = person.no * LATELY + (this.day % LATELY);
    of[at] = (of[at] ?? 0) + 1;
  }

  /** An offer that was not withdrawn has ended. */
  answered(helper: Helper, offeredAt: number, accepted: boolean): void {
    const hour = Math.floor(((offeredAt - START) / HOUR) % 24);
    const at = helper.person.no * 24 + hour;
    this.asked[at] = (this.asked[at] ?? 0) + 1;
    helper.now.habit.asked += 1;
    if (accepted) {
      this.accepted[at] = (this.accepted[at] ?? 0) + 1;
      helper.now.habit.accepted += 1;
    }
    this.habitAtHour(helper);
  }

  /** Each hour: what is known of this hour of the day, ± 1 h. */
  hourly(now: number): void {
    this.hour = Math.floor(((now - START) / HOUR) % 24);
    for (const helper of this.all) this.habitAtHour(helper);
  }

  private habitAtHour({ person, now }: Helper): void {
    let asked = 0;
    let accepted = 0;
    for (const hour of [this.hour + 23, this.hour, this.hour + 1]) {
      const at = person.no * 24 + (hour % 24);
      asked += this.asked[at] ?? 0;
      accepted += this.accepted[at] ?? 0;
    }
    now.habit.askedAtHour = asked;
    now.habit.acceptedAtHour = accepted;
  }

  /** Each midnight: nobody was asked today, what is 30 days ago is forgotten, licences run out. */
  daily(now: number): void {
    this.day = Math.round((now - START) / DAY);
    for (const helper of this.all) {
      const at = helper.person.no * LATELY + (this.day % LATELY);
      helper.now.offersToday = 0;
      helper.now.offersLately -= this.offersOfDay[at] ?? 0;
      helper.now.jobsLately -= this.jobsOfDay[at] ?? 0;
      this.offersOfDay[at] = 0;
      this.jobsOfDay[at] = 0;
      if (helper.person.expires.size > 0) {
        helper.now.skills = helper.person.now.skills.filter((skill) => this.valid(helper, skill));
      }
    }
  }

  /** Whether the helper really has the skill, with a licence that is valid today. */
  valid({ person }: Helper, skill: string): boolean {
    const until = person.expires.get(skill);
    return person.now.skills.includes(skill) && (until === undefined || this.day < until);
  }
}
