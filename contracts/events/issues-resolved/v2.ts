import { z } from "zod";
import { byKeySchema } from "../../by_key_schema.ts";
import { contract } from "../contract.ts";

export const IssuesResolvedV2 = contract({
  type: "IssuesResolved",
  version: 2,
  stream: "review",
  summary: "Questions were settled, by one decision or by a rule.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the rule, where one settled many at once or a suggestion was taken; else null */
    rule: z.string().nullable(),
    /** common to all that one command settled by a rule, so that it can be undone as one */
    batchId: z.uuid().nullable(),
    resolutions: z.array(z.strictObject({
      number: z.int().positive(),
      /** merge: the chosen row stands, with values of the others or typed ones laid over it */
      action: z.enum(["choose", "edit", "merge", "skip", "keep"]),
      chosenRowId: z.int().positive().optional(),
      /** the issue whose decision settled this one too */
      via: z.int().positive().optional(),
    })).min(1),
  }),
  personal: z.strictObject({
    /** values that a person typed, took over or accepted, by the issue they settle */
    edits: z.array(z.strictObject({
      number: z.int().positive(),
      rowId: z.int().positive(),
      values: byKeySchema(z.string()),
      /** of a merge: the row that each value was taken from; a typed one is not here */
      sources: byKeySchema(z.int().positive()).optional(),
      /** the phone number in E.164, where the edit brings one that is written otherwise */
      phone: z.string().optional(),
    })),
  }),
  upcast: (payload) => payload,
});
