/**
 * The signing keys in Postgres, rotated by plan whenever they are read. Any number of processes may
 * read at once: each generation is created by exactly one of them. Their private halves are wrapped by
 * a master key that is in no database; one that is not, or by a former master key, is wrapped anew
 * when it is read.
 */
import { Buffer } from "node:buffer";
import { exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { LRUCache } from "lru-cache";
import { type MasterKey, type Sql, transaction } from "@rollcall/event-store";
import { type KeyTimes, planRotation, type RotationPolicy } from "./signing_keys.ts";

/** `stored`: the private key, as JSON or as JSON of what wraps it. */
export type SigningKey = KeyTimes & { kid: string; publicJwk: JWK; stored: string };

export type Keys = { signer: SigningKey; published: SigningKey[] };

/** Ed25519: short tokens, supported by all our verifiers. */
export const ALGORITHM = "EdDSA";

/** A private key that is wrapped; another one is its JWK. */
type WrappedJwk = { wrapped: string; by: string };

/** Private keys at hand: those of a rotation or two. */
const KEPT_KEYS = 10;
const kept = new LRUCache<string, CryptoKey | Uint8Array>({ max: KEPT_KEYS });

/**
 * The current keys, after any rotation that was due. `now` is the caller's clock.
 * @param master wraps the private keys; none in tests: then they are stored as they are
 * @param rotated called once a new key is stored
 */
export async function currentKeys(
  sql: Sql,
  policy: RotationPolicy,
  now: Date,
  master?: MasterKey,
  rotated: () => void = () => {},
): Promise<Keys> {
  for (;;) {
    const keys = await readKeys(sql);
    if (master) await wrapAnew(sql, keys, master);
    const { signer, published, create, remove } = planRotation(keys, policy, now);
    if (remove.length) await removeKeys(sql, remove);
    if (create) {
      if (await insertKey(sql, create, master)) rotated();
    } else if (signer) return { signer, published };
    else throw new Error("no signing key signs yet: the clocks of the processes differ too much");
  }
}

/**
 * The key that `jose` signs with.
 * @throws if another master key has wrapped it
 */
export async function privateKey(
  { kid, stored }: SigningKey,
  master?: MasterKey,
): Promise<CryptoKey | Uint8Array> {
  const known = kept.get(kid);
  if (known) return known;
  const key = await importJWK(JSON.parse(await unwrapped(stored, kid, master)), ALGORITHM);
  kept.set(kid, key);
  return key;
}

async function wrap(jwk: string, kid: string, master: MasterKey): Promise<string> {
  const { bytes, by } = await master.wrap(Buffer.from(jwk), kid);
  return JSON.stringify({ wrapped: Buffer.from(bytes).toString("base64"), by });
}

async function unwrapped(stored: string, kid: string, master?: MasterKey): Promise<string> {
  const found = wrapping(stored);
  if (!found) return stored;
  if (!master) throw new Error(`the signing key ${kid} is wrapped, expected a master key`);
  const bytes = new Uint8Array(Buffer.from(found.wrapped, "base64"));
  return Buffer.from(await master.unwrap({ bytes, by: found.by }, kid)).toString();
}

function wrapping(stored: string): WrappedJwk | undefined {
  const found: JWK | WrappedJwk = JSON.parse(stored);
  return "wrapped" in found ? found as WrappedJwk : undefined;
}

/** One that another process wrapped or removed meanwhile stays as it is. */
async function wrapAnew(sql: Sql, keys: SigningKey[], master: MasterKey): Promise<void> {
  const current = await master.current();
  for (const { kid, stored } of keys) {
    if (wrapping(stored)?.by === current) continue;
    const anew = await wrap(await unwrapped(stored, kid, master), kid, master);
    await transaction(sql, async (tx) => {
      const [row] = await tx<KeyRow[]>`
        delete from identity.signing_key where kid = ${kid} and private_jwk = ${stored} returning *`;
      if (!row) return;
      await tx`
        insert into identity.signing_key (generation, kid, public_jwk, private_jwk, signs_from)
        values (${row.generation}, ${kid}, ${row.public_jwk}, ${anew}, ${row.signs_from})`;
    });
  }
}

type KeyRow = {
  generation: number;
  kid: string;
  public_jwk: string;
  private_jwk: string;
  signs_from: Date;
};

async function readKeys(sql: Sql): Promise<SigningKey[]> {
  const rows = await sql<KeyRow[]>`
    select generation, kid, public_jwk, private_jwk, signs_from from identity.signing_key`;
  return rows.map((row) => ({
    generation: row.generation,
    kid: row.kid,
    publicJwk: JSON.parse(row.public_jwk),
    stored: row.private_jwk,
    signsFrom: row.signs_from,
  }));
}

/** Does nothing, and says so, if another process has created the same generation. */
async function insertKey(
  sql: Sql,
  { generation, signsFrom }: KeyTimes,
  master?: MasterKey,
): Promise<boolean> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const kid = crypto.randomUUID();
  const publicJwk = { ...await exportJWK(pair.publicKey), kid, alg: ALGORITHM, use: "sig" };
  const privateJwk = JSON.stringify(await exportJWK(pair.privateKey));
  const stored = master ? await wrap(privateJwk, kid, master) : privateJwk;
  const { count } = await sql`
    insert into identity.signing_key (generation, kid, public_jwk, private_jwk, signs_from)
    values (${generation}, ${kid}, ${JSON.stringify(publicJwk)}, ${stored}, ${signsFrom})
    on conflict (generation) do nothing`;
  return count > 0;
}

async function removeKeys(sql: Sql, keys: KeyTimes[]): Promise<void> {
  await sql`
    delete from identity.signing_key
     where generation = any(${keys.map((key) => key.generation)}::int[])`;
}
