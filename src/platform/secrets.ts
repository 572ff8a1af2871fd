import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * What is derived from the installation's one key (APP_KEY, 32 bytes): encryption of personal data, the keyed hashes it
 * is found by, and the signatures of resident links. One key for each use, so that none can be turned into another.
 */
export class Secrets {
  private readonly keys = new Map<string, Buffer>();

  /** `appKey`: 32 bytes as base64 or base64url. */
  constructor(private readonly appKey: string) {}

  /** AES-256-GCM: version byte, 12 bytes nonce, 16 bytes tag, text. */
  encrypt(text: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key('encrypt'), nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), body]);
  }

  /** Throws when the bytes were not encrypted with this key: that is a fault of the installation, not of a user. */
  decrypt(bytes: Buffer): string {
    if (bytes[0] !== 1) throw new Error('encrypted with an unknown version');
    const decipher = createDecipheriv('aes-256-gcm', this.key('encrypt'), bytes.subarray(1, 13));
    decipher.setAuthTag(bytes.subarray(13, 29));
    return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8');
  }

  decryptOrNull(bytes: Buffer | null): string | null {
    return bytes === null ? null : this.decrypt(bytes);
  }

  /** A keyed hash: equal texts are found without being readable. `use` keeps the hashes of different things apart. */
  hash(use: string, text: string): Buffer {
    return createHmac('sha256', this.key(`hash ${use}`))
      .update(text)
      .digest();
  }

  /** Signature of `data`, cut to 16 bytes: 128 bits cannot be guessed, and a link stays short enough for a text message. */
  sign(use: string, data: Buffer): Buffer {
    return createHmac('sha256', this.key(`sign ${use}`))
      .update(data)
      .digest()
      .subarray(0, 16);
  }

  verify(use: string, data: Buffer, signature: Buffer): boolean {
    const expected = this.sign(use, data);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }

  private key(use: string): Buffer {
    let key = this.keys.get(use);
    if (key === undefined) {
      key = Buffer.from(hkdfSync('sha256', Buffer.from(this.appKey, 'base64'), 'bangban', use, 32));
      this.keys.set(use, key);
    }
    return key;
  }
}

/** 256 random bits, as base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A plain hash, for tokens that are random themselves. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
