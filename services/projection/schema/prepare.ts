/** Makes the read models of a new database: the registry, and the first generation, live and empty. */
import { connect, ensureSchema, type Sql, transaction, Wake } from "@rollcall/event-store";
import { fingerprint } from "./fingerprint.ts";
import { GENERATION } from "./generation.ts";
import { projectionMigrations } from "./migrations.ts";
import { addGeneration, listGenerations } from "./registry.ts";

const LOCK = 7_261_728;
const WAIT_MS = 30_000;
const POLL_MS = 200;

/**
 * Whoever starts first with the owner's login makes what is missing; the others wait for it.
 * @throws where nobody does so within 30 s
 */
export async function prepareReadModels(sql: Sql, ownerUrl: string | undefined): Promise<void> {
  await ensureSchema(sql, ownerUrl, [projectionMigrations]);
  if (ownerUrl) return await makeFirst(ownerUrl);
  for (const deadline = Date.now() + WAIT_MS;;) {
    if ((await listGenerations(sql)).length > 0) return;
    if (Date.now() > deadline) {
      throw new Error("the database has no read models: start the projection with its owner's URL");
    }
    await new Wake().wait(POLL_MS);
  }
}

async function makeFirst(ownerUrl: string): Promise<void> {
  const owner = connect(ownerUrl, { name: "rollcall-migrate", max: 1 });
  try {
    await transaction(owner, async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      if ((await listGenerations(tx)).length === 0) await addGeneration(tx, GENERATION, "live");
      await tx`
        update read_models.generation set fingerprint = ${fingerprint}
         where fingerprint is null and fold = ${GENERATION}`;
    });
  } finally {
    // Without a limit it waits for good where the connection was lost at the wrong moment.
    await owner.end({ timeout: 2 });
  }
}
