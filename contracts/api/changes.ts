/** Changes of rows that no issue asks for: values typed or computed, rows excluded and brought back. */
import { z } from "zod";
import { byKeySchema } from "../by_key_schema.ts";
import { RowSet } from "./number_sets.ts";

const TypedValue = z.string().max(10_000, "a value has at most 10,000 characters");

export const RowChange = z.strictObject({
  raw_row_id: z.int().min(1),
  data: byKeySchema(TypedValue).describe("field, or column that is no field → new value"),
  seen: byKeySchema(TypedValue).optional().describe(
    "the values that you saw: where one of them is another by now, nothing is changed, and the " +
      "answer is 409 CHANGED_SINCE",
  ),
}).meta({ id: "RowChange" });

export const RowsAsked = z.strictObject({ raw_row_ids: RowSet }).meta({ id: "RowsAsked" });

const Key = z.string().min(1).max(1_000).describe("a field, or a column that is no field");
/** What an operation computes, it may also write to a column that the job does not have yet. */
const Target = Key.describe(
  "a field, a column that is no field, or the name of a new column, which the change adds and its " +
    "undo takes away",
);
const Text = z.string().max(1_000);
const Spelling = z.string().max(10_000);

export const Operation = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("replace"),
    column: Key.optional().describe("all columns where omitted"),
    find: Text.min(1),
    by: Text,
    match_case: z.boolean().optional(),
    whole: z.boolean().optional().describe("only where it is the whole value"),
  }),
  z.strictObject({
    do: z.literal("trim"),
    column: Key.optional().describe("all columns where omitted"),
  }).describe("no spaces at the ends, single ones between words, nothing that is invisible"),
  z.strictObject({ do: z.literal("case"), column: Key, to: z.enum(["upper", "lower", "title"]) }),
  z.strictObject({ do: z.literal("set"), column: Key, value: TypedValue }),
  z.strictObject({
    do: z.literal("fill"),
    column: Target,
    from: Key,
    only_empty: z.boolean().optional().describe("true: only where the column is empty"),
  }).describe("the value of another column, where that has one"),
  z.strictObject({
    do: z.literal("phones"),
    region: z.string().regex(/^[A-Z]{2}$/).optional().describe(
      "where the numbers are at home, ISO 3166-1 alpha-2; by the row's country or the job's region " +
        "where omitted",
    ),
  }).describe("phone numbers in E.164"),
  z.strictObject({
    do: z.literal("split"),
    column: Key,
    by: Text.min(1),
    into: z.array(Target).min(2).max(10),
  }).describe("what is left goes into the last column; a value of fewer parts stays"),
  z.strictObject({
    do: z.literal("join"),
    columns: z.array(Key).min(2).max(10),
    by: Text,
    into: Target,
  }),
  z.strictObject({
    do: z.literal("unite"),
    column: Key,
    values: z.array(Spelling).min(1).max(1_000),
    value: TypedValue,
  }).describe("several spellings become one value"),
]).meta({ id: "Operation" });

export const RowsChange = z.strictObject({ raw_row_ids: RowSet, operation: Operation }).meta({
  id: "RowsChange",
});

export const RowsChangePreview = z.object({
  rows: z.int().describe("rows that would be changed"),
  refused: z.int().describe("rows that would stay, as something would be wrong with them then"),
  opens: z.int().describe("issues that would be opened, or asked again, because rows meet"),
  withdraws: z.int().describe("issues that would have nothing left to ask"),
  adds: z.array(z.string()).describe("names of new columns that it would add"),
  samples: z.array(z.object({
    raw_row_id: z.int(),
    field: z.string(),
    before: z.string(),
    after: z.string(),
  })).describe("the first 20 values"),
}).meta({ id: "RowsChangePreview" });

/** The rows that a search finds, to be changed. */
export const RowIdsFound = z.object({
  raw_row_ids: z.string().describe(
    'in ascending order, such as "1-5,7"; empty where there is none',
  ),
  rows: z.int(),
  version: z.int(),
}).meta({ id: "RowIdsFound" });

const ValueRows = z.object({ value: z.string(), rows: z.int() });

/** What stands in a column, and which of it is probably the same. */
export const ColumnValues = z.object({
  distinct: z.int().describe("different values, emptiness and long texts apart"),
  empty: z.int().describe("rows without a value"),
  long: z.int().describe("rows whose value has more than 200 characters: they are not listed"),
  values: z.array(ValueRows).describe("the 500 that most rows have, in this order"),
  clusters: z.array(z.array(ValueRows)).describe(
    "values that differ only in case, accents, punctuation and the order of their words, the one that " +
      "most rows have first; of the 20,000 most frequent values, the 200 clusters with the most rows",
  ),
  version: z.int(),
}).meta({ id: "ColumnValues" });

/** `version` is for `min_version`: a query with it sees what the command wrote. */
export const ChangeAnswer = z.object({
  ok: z.literal(true),
  rows: z.int().describe("rows that were changed; none where nothing was different"),
  refused: z.int().describe("rows that stay, as something would have been wrong with them"),
  reopened: z.int().describe("issues that are open again, as the decision on them was taken back"),
  batch_id: z.uuid().nullable().describe(
    "undoes it: DELETE /jobs/{id}/batches/{batch_id}; null where no row was changed by itself",
  ),
  version: z.int(),
}).meta({ id: "ChangeAnswer" });

export type RowChange = z.infer<typeof RowChange>;
export type RowsAsked = z.infer<typeof RowsAsked>;
export type Operation = z.infer<typeof Operation>;
export type RowsChange = z.infer<typeof RowsChange>;
export type RowsChangePreview = z.infer<typeof RowsChangePreview>;
export type RowIdsFound = z.infer<typeof RowIdsFound>;
export type ColumnValues = z.infer<typeof ColumnValues>;
export type ChangeAnswer = z.infer<typeof ChangeAnswer>;
