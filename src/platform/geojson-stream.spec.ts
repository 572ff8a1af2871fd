import { featuresOf, type FeatureText } from './geojson-stream.js';

async function read(text: string, cut: number): Promise<FeatureText[]> {
  async function* chunks() {
    for (let at = 0; at < text.length; at += cut) yield await Promise.resolve(text.slice(at, at + cut));
  }
  const features: FeatureText[] = [];
  for await (const feature of featuresOf(chunks())) features.push(feature);
  return features;
}
const each = (text: string) => [1, 2, 5, 1_000].map((cut) => read(text, cut));

describe('the features of a collection', () => {
  const one = { type: 'Feature', properties: { name: '“}]” \\" {', features: [{}] }, geometry: null };
  const two = { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[[1, 2]]] } };

  it('come one by one, whatever stands before, between and behind them, wherever the chunks end', async () => {
    const text = `{ "type": "FeatureCollection", "crs": {"features": [{"no": 1}]}, "list": [[{}], "features"],\n "features" :\n[
${JSON.stringify(one)} ,
${JSON.stringify(two, null, 1)}\n], "bbox": [1,2,3,4], "name": "a \\" b" }\n`;
    for (const found of await Promise.all(each(text))) {
      expect(found.map((feature) => JSON.parse(feature.text))).toEqual([one, two]);
      expect(found.map(({ index, line }) => [index, line])).toEqual([
        [0, 4],
        [1, 5],
      ]);
    }
  });

  it('may stand in one long line, and may be none', async () => {
    const text = JSON.stringify({ features: Array<object>(500).fill(two) });
    for (const found of await Promise.all(each(text))) expect(found.length).toBe(500);
    expect(await read('{"features":[]}', 3)).toEqual([]);
  });

  it.each([
    ['a collection that is cut off', '{"features":[{"a":1}', 'geojson-unreadable'],
    ['a string that is cut off', '{"features":["', 'geojson-unreadable'],
    ['a number among the features', '{"features":[{},7]}', 'geojson-unreadable'],
    ['more ends than beginnings', '{"features":[]}}', 'geojson-unreadable'],
    ['a feature alone', JSON.stringify(two), 'geojson-no-features'],
    ['features that are an object', '{"features":{"features":[]}}', 'geojson-no-features'],
    ['nothing', '', 'geojson-no-features'],
  ])('of %s are refused', async (_, text, refused) => {
    for (const cut of [1, 3, 1_000]) await expect(read(text, cut)).rejects.toMatchObject({ refusal: { refused } });
  });

  it('say in which line reading came to its end', async () => {
    await expect(read('{\n"features": [\n{}, x]}', 4)).rejects.toMatchObject({ refusal: { args: { line: 3 } } });
  });

  it('are not held where one is endless', async () => {
    async function* endless() {
      yield '{"features":[{"a":"';
      for (;;) yield await Promise.resolve('x'.repeat(1_000_000));
    }
    const reading = (async () => {
      for await (const each of featuresOf(endless())) void each;
    })();
    await expect(reading).rejects.toMatchObject({ refusal: { refused: 'geojson-feature-too-large' } });
  });
});
