import { z } from "zod";
import { byKeySchema } from "../../by_key_schema.ts";
import { contract } from "../contract.ts";

export const IssuesResolvedV1 = contract({
  type: "IssuesResolved",
  version: 1,
  stream: "review",
  summary: "Questions were settled, by one decision or by a rule.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the rule, where one settled many at once; else null */
    rule: z.string().nullable(),
    resolutions: z.array(z.strictObject({
      number: z.int().positive(),
      action: z.enum(["choose", "edit", "skip", "keep"]),
      chosenRowId: z.int().positive().optional(),
      /** the issue whose decision settled this one too */
      via: z.int().positive().optional(),
    })).min(1),
  }),
  personal: z.strictObject({
    /** values that a person typed, by the issue they settle */
    edits: z.array(z.strictObject({
      number: z.int().positive(),
      rowId: z.int().positive(),
      values: byKeySchema(z.string()),
    })),
  }),
  upcast: ({ data, personal }) => ({
    data: { ...data as Record<string, unknown>, batchId: null },
    personal,
  }),
});
