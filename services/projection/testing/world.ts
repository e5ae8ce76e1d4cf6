/** A projection on its own database, with tokens that it accepts. */
import { connect, EventStore, type Sql } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import { createProjection, type Projection } from "../app.ts";
import { readModels } from "./template.ts";

export interface World extends Projection {
  sql: Sql;
  store: EventStore;
  /** URL for the owner of the database, who may migrate and swap. */
  ownerUrl: string;
  /** Sends a request as a user, by default "user-1". */
  get(path: string, user?: string, headers?: Record<string, string>): Promise<Response>;
  /** A second projection instance on the same database. */
  another(): Projection;
  close(): Promise<void>;
}

export const auth = {
  JWKS_URL: "http://127.0.0.1:1/jwks.json",
  JWT_ISSUER: "http://issuer.test",
  JWT_AUDIENCE: "rollcall",
  WEB_ORIGINS: ["http://web.test"],
};

const pair = await generateKeyPair("EdDSA");
export const keys = createLocalJWKSet({
  keys: [{ ...await exportJWK(pair.publicKey), kid: "k1", alg: "EdDSA" }],
});

/** A token for a user that expires in `seconds`. */
export function tokenOf(user: string, seconds = 3_600): Promise<string> {
  return new SignJWT({}).setProtectedHeader({ alg: "EdDSA", kid: "k1" })
    .setIssuer(auth.JWT_ISSUER).setAudience(auth.JWT_AUDIENCE).setSubject(user)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds).sign(pair.privateKey);
}

/** Migrated and empty; nothing runs. */
export async function createWorld(): Promise<World> {
  const database = await createDatabase(readModels);
  const sql = connect(database.url, { name: "rollcall-test", max: 8 });
  const store = new EventStore(sql);
  const another = () => createProjection({ store, auth, log: silentLog(), keys });
  const projection = another();
  return {
    ...projection,
    sql,
    store,
    ownerUrl: database.ownerUrl,
    another,
    get: async (path, user = "user-1", headers = {}) =>
      await projection.app.request(path, {
        headers: { authorization: `Bearer ${await tokenOf(user)}`, ...headers },
      }),
    close: async () => {
      await projection.feed.close();
      await projection.projector.stop();
      await sql.end({ timeout: 1 });
      await database.drop();
    },
  };
}
