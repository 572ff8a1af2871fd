import { RefusedError } from './http/refusal.js';
import './geojson.problems.js';

/** One member of `features`, as text. */
export interface FeatureText {
  /** from 0 */
  index: number;
  /** where it begins; the first line is 1 */
  line: number;
  text: string;
}

/** 64 MiB: a boundary of two million positions. What is longer is not held. */
const LONGEST = 64 * 1024 * 1024;
const [QUOTE, BACKSLASH, NEWLINE] = [0x22, 0x5c, 0x0a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * The features of a GeoJSON FeatureCollection (RFC 7946) one by one: no more than one of them is held at a time, however large the
 * file is and whether or not it has lines. Each is looked at no further than to find its end.
 * @throws RefusedError geojson-unreadable, geojson-no-features, geojson-feature-too-large
 */
export async function* featuresOf(text: AsyncIterable<string>): AsyncGenerator<FeatureText> {
  const splitter = new Splitter();
  for await (const chunk of text) yield* splitter.take(chunk);
  splitter.end();
}

class Splitter {
  private depth = 0;
  private line = 1;
  private inString = false;
  private escaped = false;
  /** the last string right inside the collection: a name, where a value follows */
  private name = '';
  private inFeatures = false;
  private seen = false;
  private index = 0;
  /** of the feature that is being read */
  private parts: string[] | undefined;
  private length = 0;
  private beganAt = 1;

  *take(chunk: string): Generator<FeatureText> {
    // where what is being collected (a feature, or a name) goes on in this chunk
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      if (code === NEWLINE) this.line += 1;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (code === BACKSLASH) this.escaped = true;
        else if (code === QUOTE) {
          this.inString = false;
          if (this.depth === 1) this.name += chunk.slice(from, at);
        }
        continue;
      }
      switch (code) {
        case QUOTE:
          this.inString = true;
          if (this.depth === 1) [this.name, from] = ['', at + 1];
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          this.depth += 1;
          if (this.depth === 2) this.inFeatures = code === OPEN_BRACKET && this.name === 'features';
          if (this.depth === 2 && this.inFeatures) this.seen = true;
          if (this.depth === 3 && this.inFeatures)
            [this.parts, this.length, this.beganAt, from] = [[], 0, this.line, at];
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          this.depth -= 1;
          if (this.depth < 0) throw this.unreadable();
          if (this.depth === 2 && this.parts !== undefined) {
            this.collect(chunk.slice(from, at + 1));
            yield { index: this.index, line: this.beganAt, text: this.parts.join('') };
            this.index += 1;
            this.parts = undefined;
          }
          break;
        default:
          // a value that is neither object nor list
          if (this.depth === 2 && this.inFeatures && !/[\s,]/.test(chunk.charAt(at))) throw this.unreadable();
      }
    }
    if (this.parts !== undefined) this.collect(chunk.slice(from));
    else if (this.inString && this.depth === 1) this.name = (this.name + chunk.slice(from)).slice(0, 100);
  }

  end(): void {
    if (this.depth !== 0 || this.inString) throw this.unreadable();
    if (!this.seen) throw new RefusedError({ refused: 'geojson-no-features' });
  }

  private collect(part: string): void {
    this.length += part.length;
    if (this.length > LONGEST) {
      throw new RefusedError({ refused: 'geojson-feature-too-large', args: { line: this.beganAt } });
    }
    this.parts?.push(part);
  }

  private unreadable(): RefusedError {
    return new RefusedError({ refused: 'geojson-unreadable', args: { line: this.line } });
  }
}
