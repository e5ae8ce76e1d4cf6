import { z } from "zod";
import { contract } from "../contract.ts";

export const ReviewRestoredV1 = contract({
  type: "ReviewRestored",
  version: 1,
  stream: "review",
  summary: "The review goes back to how it was: the events of the same append behind it do so.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** undo and redo: by one step of the history; restore: to any moment of it */
    kind: z.enum(["undo", "redo", "restore"]),
    /** the log position of that moment; a clean list from after it is no longer current */
    to: z.int().positive(),
  }),
  personal: z.null(),
});
