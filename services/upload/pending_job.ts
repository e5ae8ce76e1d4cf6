/** A job as the API shows it at the moment when it was opened. */
import { openedJob } from "@rollcall/contacts";
import type { RecordedEvent } from "@rollcall/contracts";
import type { Job } from "@rollcall/contracts/api";
import { deleteAfter, type Retention } from "@rollcall/platform/accounts/retention.ts";

export function pendingJob(event: RecordedEvent<"JobCreated">, retention: Retention): Job {
  const { readAgain } = event.data;
  const treated = event.personal?.columns ?? [];
  const leftOut = treated.filter(({ kept }) => !kept).map(({ header }) => header);
  const life = { lastAt: new Date(event.recordedAt), hadList: false };
  return {
    ...openedJob(event),
    left_out_rows: null,
    ...readAgain && { read_again: readAgain },
    ...leftOut.length && { left_out_columns: leftOut },
    delete_after: deleteAfter(life, retention).toISOString(),
  };
}
