/**
 * The signing keys in Postgres, rotated by plan whenever they are read. Any number of processes may
 * read at once: each generation is created by exactly one of them.
 */
import { exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { Sql } from "@rollcall/event-store";
import { type KeyTimes, planRotation, type RotationPolicy } from "./signing_keys.ts";

export type SigningKey = KeyTimes & { kid: string; publicJwk: JWK; privateJwk: JWK };

export type Keys = { signer: SigningKey; published: SigningKey[] };

/** Ed25519: short tokens, supported by all our verifiers. */
export const ALGORITHM = "EdDSA";

/** The current keys, after any rotation that was due. `now` is the caller's clock. */
export async function currentKeys(sql: Sql, policy: RotationPolicy, now: Date): Promise<Keys> {
  for (;;) {
    const { signer, published, create, remove } = planRotation(await readKeys(sql), policy, now);
    if (remove.length) await removeKeys(sql, remove);
    if (create) await insertKey(sql, create);
    else if (signer) return { signer, published };
    else throw new Error("no signing key signs yet: the clocks of the processes differ too much");
  }
}

/** The key that `jose` signs with. */
export async function privateKey(key: SigningKey) {
  return await importJWK(key.privateJwk, ALGORITHM);
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
    privateJwk: JSON.parse(row.private_jwk),
    signsFrom: row.signs_from,
  }));
}

/** Does nothing if another process has created the same generation. */
async function insertKey(sql: Sql, { generation, signsFrom }: KeyTimes): Promise<void> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const kid = crypto.randomUUID();
  const publicJwk = { ...await exportJWK(pair.publicKey), kid, alg: ALGORITHM, use: "sig" };
  const privateJwk = await exportJWK(pair.privateKey);
  await sql`
    insert into identity.signing_key (generation, kid, public_jwk, private_jwk, signs_from)
    values (${generation}, ${kid}, ${JSON.stringify(publicJwk)}, ${JSON.stringify(privateJwk)},
            ${signsFrom})
    on conflict (generation) do nothing`;
}

async function removeKeys(sql: Sql, keys: KeyTimes[]): Promise<void> {
  await sql`
    delete from identity.signing_key
     where generation = any(${keys.map((key) => key.generation)}::int[])`;
}
