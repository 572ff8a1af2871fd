import { parsePhoneNumberFromString } from 'libphonenumber-js';
import pointInPolygon from 'point-in-polygon-hao';
import { streets } from './divisions.js';
import { Random } from './random.js';
import { type DemoArea, type DemoBoundary, generateStreet } from './street.js';

const street = generateStreet();
const TODAY = '2026-11-23';
const areas = new Map(street.areas.map((area) => [area.code, area]));
const grids = street.areas.filter((area) => area.kind === 'grid');
const ofStreet = street.areas.filter((area) => area.parentCode === '370203005');

function boundaryOf(area: DemoArea | undefined): DemoBoundary {
  if (area?.boundary === undefined) throw new Error(`${area?.name ?? 'no such area'} has no boundary`);
  return area.boundary;
}

/** Twice the signed area in units of 1e-7 degree: whole numbers, so sums are exact. Counter-clockwise is positive. */
function doubleArea(boundary: DemoBoundary): number {
  const whole = ([lng = NaN, lat = NaN]: number[]): [number, number] => [
    Math.round((lng - 120.35) * 1e7),
    Math.round((lat - 36.08) * 1e7),
  ];
  let sum = 0;
  for (const ring of boundary.flat()) {
    ring.slice(1).forEach((to, index) => {
      const [x1, y1] = whole(ring[index] ?? []);
      const [x2, y2] = whole(to);
      sum += x1 * y2 - x2 * y1;
    });
  }
  return sum;
}

/** GeoJSON positions are arrays of two numbers; the library wants pairs. */
function contains(boundary: DemoBoundary, point: [number, number]): boolean {
  return boundary.some((polygon) => {
    const rings = polygon.map((ring) => ring.map(([lng = NaN, lat = NaN]): [number, number] => [lng, lat]));
    return pointInPolygon(point, rings) === true;
  });
}

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const sides = (boundary: DemoBoundary): string[] =>
  boundary.flat().flatMap((ring) => ring.slice(1).map((to, index) => `${String(ring[index])}>${String(to)}`));

describe('the tree of areas', () => {
  it('has every official street and community, and 60 grids under the six communities of 辽宁路街道', () => {
    const count = (kind: DemoArea['kind']): number => street.areas.filter((area) => area.kind === kind).length;
    expect([count('city'), count('district'), count('street'), count('community')]).toEqual([1, 1, 22, 137]);
    expect(streets.flatMap((own) => own.communities).every(({ code }) => /^370203\d{6}$/.test(code))).toBe(true);
    expect(grids).toHaveLength(60);
    expect(ofStreet.map((area) => area.name)).toEqual(
      ['科技街', '铁山路', '大连路', '贮水山', '小鲍岛', '无棣路'].map((name) => `${name}社区`),
    );
    for (const grid of grids) expect(grid.code).toMatch(new RegExp(`^${grid.parentCode}\\d{3}$`));
    expect(areas.get('370203005011003')?.name).toBe('贮水山社区第3网格');
  });

  it('lists parents before children, each code once', () => {
    const seen = new Set<string>();
    for (const area of street.areas) {
      expect(area.parentCode === null ? area.kind === 'city' : seen.has(area.parentCode)).toBe(true);
      seen.add(area.code);
    }
    expect(seen.size).toBe(street.areas.length);
  });
});

describe('the grids', () => {
  it('add up to their community, and the communities to the street, exactly', () => {
    const sum = (parts: DemoArea[]): number => parts.reduce((total, part) => total + doubleArea(boundaryOf(part)), 0);
    for (const grid of grids) expect(doubleArea(boundaryOf(grid))).toBeGreaterThan(0);
    for (const community of ofStreet) {
      const own = grids.filter((grid) => grid.parentCode === community.code);
      expect(sum(own)).toBe(doubleArea(boundaryOf(community)));
    }
    const whole = doubleArea(boundaryOf(areas.get('370203005')));
    expect(sum(ofStreet)).toBe(whole);
    const squareKilometres = (whole / 2) * 1e-14 * 89.97 * 110.95;
    expect(squareKilometres).toBeGreaterThan(1.35);
    expect(squareKilometres).toBeLessThan(1.45);
  });

  it('share each inner side with exactly one neighbour, and the outer sides are the outline of the street', () => {
    const all = grids.flatMap((grid) => sides(boundaryOf(grid)));
    expect(unique(all)).toBe(true);
    const known = new Set(all);
    const outer = all.filter((side) => !known.has(side.split('>').reverse().join('>')));
    expect(outer.length).toBeLessThan(all.length / 3);
    expect(outer.sort()).toEqual(sides(boundaryOf(areas.get('370203005'))).sort());
  });

  it('have each point of the street in exactly one of them, and points around it in none', () => {
    const random = new Random(7, 'points');
    const whole = boundaryOf(areas.get('370203005'));
    let inside = 0;
    let outside = 0;
    while (inside < 2000) {
      const point: [number, number] = [random.between(120.339, 120.361), random.between(36.073, 36.087)];
      const holders = grids.filter((grid) => contains(boundaryOf(grid), point));
      const within = contains(whole, point);
      expect(holders).toHaveLength(within ? 1 : 0);
      if (within) {
        inside++;
        const communities = ofStreet.filter((community) => contains(boundaryOf(community), point));
        expect(communities.map((community) => community.code)).toEqual([holders[0]?.parentCode]);
      } else outside++;
    }
    expect(outside).toBeGreaterThan(200);
  });

  it('are closed rings of coordinates with at most 7 decimals', () => {
    for (const ring of grids.flatMap((grid) => boundaryOf(grid).flat())) {
      expect(ring.at(-1)).toEqual(ring[0]);
      for (const position of ring) for (const degrees of position) expect(Number(degrees.toFixed(7))).toBe(degrees);
    }
  });
});

describe('the buildings', () => {
  it('are about 1,500, each in its grid, with a code, a name and an address of its own', () => {
    expect(street.buildings.length).toBeGreaterThan(1400);
    expect(street.buildings.length).toBeLessThan(1600);
    for (const key of ['code', 'name', 'address'] as const) {
      expect(unique(street.buildings.map((building) => building[key]))).toBe(true);
    }
    for (const { gridCode, lng, lat, units } of street.buildings) {
      expect(contains(boundaryOf(areas.get(gridCode)), [lng, lat])).toBe(true);
      expect(units[0]).toBe('1单元');
      expect(unique(units)).toBe(true);
    }
    expect(new Set(street.buildings.map((building) => building.gridCode)).size).toBe(grids.length);
  });

  it('leave one building that 10号楼 can mean in 贮水山社区, and several elsewhere', () => {
    const means = (text: string): boolean => /10号/.test(text);
    const [here, elsewhere] = [true, false].map((story) =>
      street.buildings.filter(
        ({ gridCode, name, aliases }) =>
          gridCode.startsWith('370203005011') === story && [name, ...aliases].some(means),
      ),
    );
    expect(here?.map((building) => building.name)).toEqual(['登州路24号大院10号楼']);
    expect(here?.[0]?.aliases).toContain('10号楼');
    expect(elsewhere?.length).toBeGreaterThan(5);
  });

  it('have 登州路24号大院 with 12 buildings of at least four units in one grid', () => {
    const courtyard = street.buildings.filter((building) => building.name.startsWith('登州路24号'));
    expect(courtyard.map((building) => building.name)).toEqual(
      Array.from({ length: 12 }, (_, index) => `登州路24号大院${index + 1}号楼`),
    );
    expect(new Set(courtyard.map((building) => building.gridCode)).size).toBe(1);
    for (const { units } of courtyard) expect(units.slice(0, 4)).toEqual(['1单元', '2单元', '3单元', '4单元']);
  });
});

describe('the stations', () => {
  it('are 29, and each grid has exactly one, of its own community', () => {
    expect(street.stations).toHaveLength(29);
    expect(street.stations.flatMap((station) => station.gridCodes).sort()).toEqual(
      grids.map(({ code }) => code).sort(),
    );
    for (const { gridCodes, communityCode, lng, lat } of street.stations) {
      expect(gridCodes.length).toBeLessThanOrEqual(4);
      for (const code of gridCodes) expect(areas.get(code)?.parentCode).toBe(communityCode);
      expect(gridCodes.filter((code) => contains(boundaryOf(areas.get(code)), [lng, lat]))).toHaveLength(1);
    }
    expect(unique(street.stations.map(({ code }) => code))).toBe(true);
    expect(unique(street.stations.map(({ name }) => name))).toBe(true);
  });

  it('are open at hours that are in order and do not overlap', () => {
    for (const { hours } of [...street.stations, ...street.helpers.map(({ roster }) => ({ hours: roster }))]) {
      expect(hours.length).toBeGreaterThan(0);
      for (const one of hours) {
        expect(one.weekday >= 1 && one.weekday <= 7 && one.from >= 0 && one.from < one.to && one.to <= 1440).toBe(true);
        const sameDay = hours.filter((other) => other !== one && other.weekday === one.weekday);
        expect(sameDay.every((other) => other.to <= one.from || other.from >= one.to)).toBe(true);
      }
    }
  });
});

describe('the people', () => {
  const membersOf = (code: string) => street.helpers.filter((helper) => helper.stationCode === code);

  it('are about 300 helpers, with one head and one deputy and at least six people a station', () => {
    expect(street.helpers.length).toBeGreaterThan(270);
    expect(street.helpers.length).toBeLessThan(330);
    for (const { code } of street.stations) {
      const roles = membersOf(code).map((member) => member.role);
      expect(roles.length).toBeGreaterThanOrEqual(6);
      expect(roles.filter((role) => role !== null).sort()).toEqual(['deputy', 'head']);
    }
    expect(street.helpers.filter(({ role }) => role !== null).every(({ canSignIn }) => canSignIn)).toBe(true);
  });

  it('have valid phone numbers and names, none twice', () => {
    const people = [...street.helpers, ...street.staff];
    const phones = [...people, ...street.stations].map(({ phone }) => phone);
    expect(unique(phones)).toBe(true);
    for (const phone of phones) {
      const parsed = parsePhoneNumberFromString(phone);
      expect([parsed?.isValid(), parsed?.country, parsed?.number]).toEqual([true, 'CN', phone]);
    }
    expect(unique(people.map(({ name }) => name))).toBe(true);
  });

  it('have at least twelve at the station of the story, three carpenters that lead nothing among them', () => {
    const building = street.buildings.find(({ name }) => name === '登州路24号大院10号楼');
    const station = street.stations.find(({ gridCodes }) => gridCodes.includes(building?.gridCode ?? ''));
    expect(station?.name).toBe('贮水山社区登州路帮办站');
    const members = membersOf(station?.code ?? '');
    expect(members.length).toBeGreaterThanOrEqual(12);
    const carpenters = members.filter(
      ({ role, skills }) => role === null && skills.some(({ skill }) => skill === 'carpentry'),
    );
    expect(carpenters.length).toBeGreaterThanOrEqual(3);
    expect(carpenters.slice(0, 3).every(({ canSignIn }) => canSignIn)).toBe(true);
  });

  it('live in a grid of their station and are willing for other stations only', () => {
    const stations = new Map(street.stations.map((station) => [station.code, station]));
    for (const { stationCode, lng, lat, willingStations, joinedOn } of street.helpers) {
      const station = stations.get(stationCode);
      expect(station?.gridCodes.some((code) => contains(boundaryOf(areas.get(code)), [lng, lat]))).toBe(true);
      expect(joinedOn >= (station?.openedOn ?? '') && joinedOn < TODAY).toBe(true);
      expect(unique([stationCode, ...willingStations])).toBe(true);
      expect(willingStations.every((code) => stations.has(code))).toBe(true);
    }
    expect(street.helpers.filter(({ willingStations }) => willingStations.length > 0).length).toBeGreaterThan(30);
  });

  it('have a licence of their own for each licensed skill, and for no other; a few have run out', () => {
    const licensed = new Map(street.skills.map((skill) => [skill.code, skill.licensed]));
    const held = street.helpers.flatMap(({ skills }) => skills);
    for (const { skill, licenceNo, validUntil } of held) {
      expect([licenceNo !== null, validUntil !== null]).toEqual([licensed.get(skill), licensed.get(skill)]);
    }
    for (const { skills } of street.helpers) expect(unique(skills.map(({ skill }) => skill))).toBe(true);
    const licences = held.flatMap(({ licenceNo }) => licenceNo ?? []);
    expect(unique(licences)).toBe(true);
    const expired = held.filter(({ validUntil }) => validUntil !== null && validUntil < TODAY).length;
    expect(expired).toBeGreaterThan(1);
    expect(expired).toBeLessThan(licences.length / 10);
  });

  it('have exactly one owner on duty for the street, each of its communities, the district and the city', () => {
    const owned = street.staff.flatMap(({ onDutyFor }) => onDutyFor).sort();
    expect(owned).toEqual(['3702', '370203', '370203005', ...ofStreet.map(({ code }) => code)].sort());
    const staffed = street.staff.map(({ role, areaCode }) => `${role} ${areaCode}`).sort();
    expect(staffed).toEqual(
      [
        ...['operator 370203005', 'operator 370203005', 'operator 370203', 'administrator 3702'],
        ...['3702', '370203', '370203005', ...ofStreet.map(({ code }) => code)].map((code) => `leader ${code}`),
      ].sort(),
    );
  });
});

describe('the seed', () => {
  it('gives the same street each time, and the callers cannot spoil it for one another', () => {
    const before = JSON.stringify(street);
    const other = generateStreet();
    expect(JSON.stringify(other)).toBe(before);
    other.categories[1]?.crew.push({ skill: null, size: 9 });
    other.stations[0]?.hours.splice(0);
    other.helpers[0]?.roster.splice(0);
    expect(JSON.stringify(generateStreet())).toBe(before);
  });

  it('gives another street when it is another', () => {
    const other = generateStreet(1);
    expect(other.buildings).not.toEqual(street.buildings);
    expect(other.helpers).not.toEqual(street.helpers);
    expect(other.areas).not.toEqual(street.areas);
    expect(other.areas.map(({ code }) => code)).toEqual(street.areas.map(({ code }) => code));
  });
});
