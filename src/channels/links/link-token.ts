/** What a resident's link says: one ticket, one requester, the version that is not revoked, and until when. */
export interface LinkClaim {
  ticketId: string;
  no: number;
  version: number;
  expiresAt: Date;
}

interface Signer {
  sign(use: string, data: Buffer): Buffer;
  verify(use: string, data: Buffer, signature: Buffer): boolean;
}

const USE = 'resident link';
const CLAIM_BYTES = 22;

/** 22 bytes of claim and 16 of signature, as 51 letters: derived, not stored (docs/architecture.md, Resident links). */
export function linkToken(claim: LinkClaim, signer: Signer): string {
  const bytes = Buffer.alloc(CLAIM_BYTES);
  Buffer.from(claim.ticketId.replaceAll('-', ''), 'hex').copy(bytes);
  bytes.writeUInt8(claim.no, 16);
  bytes.writeUInt8(claim.version, 17);
  bytes.writeUInt32BE(Math.floor(claim.expiresAt.getTime() / 1000), 18);
  return Buffer.concat([bytes, signer.sign(USE, bytes)]).toString('base64url');
}

/** null where the token was not made by us. Whether it has expired or was revoked is for the caller to see. */
export function readLinkToken(token: string, signer: Signer): LinkClaim | null {
  const bytes = Buffer.from(token, 'base64url');
  const claim = bytes.subarray(0, CLAIM_BYTES);
  // base64 has several writings for one value: only ours is taken
  if (bytes.length !== CLAIM_BYTES + 16 || bytes.toString('base64url') !== token) return null;
  if (!signer.verify(USE, claim, bytes.subarray(CLAIM_BYTES))) return null;
  const hex = claim.toString('hex', 0, 16);
  return {
    ticketId: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    no: claim.readUInt8(16),
    version: claim.readUInt8(17),
    expiresAt: new Date(claim.readUInt32BE(18) * 1000),
  };
}
