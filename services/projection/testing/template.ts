/** A database with the event store and the read models in it, empty. Test only. */
import { connect } from "@rollcall/event-store";
import { accountMigrations } from "@rollcall/platform/accounts/schema.ts";
import type { Template } from "../../../tests/harness/postgres.ts";
import { eventStoreMigrations } from "../../../event-store/migrations.ts";
import { fingerprint } from "../schema/fingerprint.ts";
import { projectionMigrations } from "../schema/migrations.ts";
import { prepareReadModels } from "../schema/prepare.ts";

export const readModels: Template = {
  name: "read_models",
  version: JSON.stringify([
    eventStoreMigrations,
    accountMigrations,
    projectionMigrations,
    fingerprint,
  ]),
  async prepare({ url, ownerUrl }) {
    const sql = connect(url, { name: "test", max: 1 });
    await prepareReadModels(sql, ownerUrl).finally(() => sql.end());
  },
};
