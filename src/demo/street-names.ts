import type { Random } from './random.js';

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕姜曲宫矫'];
const FIRST = [...'海青泊浮岚崂润景清晓雨云文明建春秋思嘉佳树松柏竹梅兰瑞祥安宁和'];
const SECOND = [...'涛波澜洋滨湾帆舟岩峰川泽霞虹晨曦朗星月荷莲菊芳芝林森枫桐凯远恒'];

/** Made-up names, put together by chance; none comes twice. */
export class Names {
  private readonly given = new Set<string>();

  constructor(private readonly random: Random) {}

  next(): string {
    for (;;) {
      const { random } = this;
      const name = random.pick(SURNAMES) + (random.chance(0.8) ? random.pick(FIRST) : '') + random.pick(SECOND);
      if (this.given.has(name)) continue;
      this.given.add(name);
      return name;
    }
  }
}

/** The n-th number of a made-up range, E.164. */
export function madeUpPhone(n: number): string {
  return `+86190${String(n).padStart(8, '0')}`;
}
