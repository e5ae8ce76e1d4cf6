/** What the event store of a stack holds of a job, asked by the database's owner. */
import { connect } from "@rollcall/event-store";
import type { TestStack } from "../harness/stack.ts";
import type { StoredBytes } from "./try_input.ts";

export function openStoredBytes(
  stack: Pick<TestStack, "ownerUrl">,
): { storedBytes: StoredBytes; close(): Promise<void> } {
  const sql = connect(stack.ownerUrl, { name: "fuzz", max: 2 });
  return {
    storedBytes: async (jobId) => {
      const streams = ["job", "rows", "review"].map((kind) => `${kind}-${jobId}`);
      const [row] = await sql<{ bytes: number }[]>`
        select coalesce(sum(bytes), 0)::float8 as bytes
          from event_store.event where stream_id = any(${streams})`;
      return row!.bytes;
    },
    close: () => sql.end({ timeout: 2 }),
  };
}
