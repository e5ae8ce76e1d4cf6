/** An empty event store with upload's own table, for tests below the routes. */
import { type Fixture, storeTest } from "../../../tests/harness/event_store.ts";
import { ensureUploadSchema } from "../schema.ts";

export function keptFilesTest(name: string, test: (fixture: Fixture) => Promise<void>): void {
  storeTest(name, async (fixture) => {
    await ensureUploadSchema(fixture.sql, fixture.database.ownerUrl);
    await fixture.owner`truncate upload.kept_file, upload.uploaded_hour`;
    await test(fixture);
  });
}
