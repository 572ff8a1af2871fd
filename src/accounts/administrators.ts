import { Areas } from '../areas/areas.js';
import type { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import type { Database } from '../platform/database/database.js';
import { dayOf } from '../platform/calendar.js';
import type { Log } from '../platform/log.js';
import { newId } from '../platform/outbox.js';
import type { Secrets } from '../platform/secrets.js';
import { StartupFault } from '../platform/startup-fault.js';
import { AccountsStore } from './accounts.store.js';
import { SignIn } from './sign-in.js';
import { SignInStore } from './sign-in.store.js';

/** Long enough to carry it from the server's console to a browser. */
const CODE_MS = 60 * 60_000;

export interface RootArea {
  /** official, of digits: every path begins with it */
  code: string;
  name: string;
}

/**
 * Opens the first administrator's account, over all areas, and makes the one-time code with which the password is set by
 * POST /password-resets: there is no default password. Where there are no areas yet it makes the city that all others
 * will be in. Those of the demo do not count as administrators. Asked again for the same number while no password is set, it makes
 * another code.
 * @throws StartupFault: there is an administrator, there are no areas yet and `root` is not given, or the number belongs to another account.
 */
export async function openFirstAdministrator(
  tools: { database: Database; secrets: Secrets; clock: Clock; config: Config; log: Log },
  { phone, name, root }: { phone: string; name: string; root?: RootArea },
): Promise<{ code: string; expiresAt: Date }> {
  const { database, secrets, clock, config, log } = tools;
  const store = new AccountsStore();
  const signIn = new SignIn(database, new SignInStore(config), secrets, clock, log);
  const now = clock.now();
  const phoneHash = secrets.hash('phone', phone);

  return database.transaction(async (tx) => {
    const others = await store.administrators(tx, dayOf(now));
    const unfinished = others.find((other) => other.phoneHash.equals(phoneHash) && !other.hasPassword);
    if (others.length > 0 && unfinished === undefined) {
      throw new StartupFault(
        '已经有管理员了：新账号由管理员开，忘记密码可用验证码重设。',
        'There is an administrator already: administrators open further accounts; a forgotten password is reset by a code.',
      );
    }
    const accountId = unfinished?.id ?? newId();
    if (unfinished === undefined) await open(accountId);
    const code = await signIn.putCode(tx, accountId, CODE_MS);
    if (code === null) {
      throw new StartupFault(
        '刚刚才生成过验证码，请过一分钟再试。',
        'A code was made just now: try again in a minute.',
      );
    }
    return { code, expiresAt: new Date(now.getTime() + CODE_MS) };

    async function open(id: string): Promise<void> {
      let roots = await store.rootAreas(tx);
      if (roots.length === 0) {
        if (root === undefined) {
          throw new StartupFault(
            '还没有任何区域：请加上 --area-code 和 --area-name 指明城市，例如 --area-code 3702 --area-name 青岛市。',
            'There are no areas yet: name the city by --area-code and --area-name, such as --area-code 3702 --area-name 青岛市.',
          );
        }
        const city = { ...root, id: newId(), kind: 'city' as const, parentId: null, validFrom: dayOf(now) };
        await Areas.standalone(clock).importAreas(tx, [city]);
        roots = [city.id];
      }
      if (await store.phoneTaken(tx, phoneHash)) {
        throw new StartupFault('这个手机号已有账号。', 'This phone number already has an account.');
      }
      const account = { id, name, phoneHash, phoneEncrypted: secrets.encrypt(phone), passwordHash: null, demo: false };
      await store.insert(tx, [account]);
      const roles = roots.map((areaId) => ({ accountId: id, areaId, role: 'administrator' as const }));
      await store.insertRoles(tx, roles, dayOf(now));
    }
  });
}
