/** Shapes that several contracts share: columns of a file, row problems, issue types, stages. */
import { z } from "zod";

/** A column in file order. `name` is unique in the file; `field` is null where nobody knows it. */
export const FileColumn = z.strictObject({
  header: z.string(),
  name: z.string(),
  field: z.string().nullable(),
});

export const RowProblem = z.enum([
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
]);

export const IssueKind = z.enum([...RowProblem.options, "DUPLICATE_EMAIL"]);

export type FileColumn = z.infer<typeof FileColumn>;
export type RowProblem = z.infer<typeof RowProblem>;
export type IssueKind = z.infer<typeof IssueKind>;

/** The steps of the pipeline that can fail. */
export const Stage = z.enum(["parsing", "dedupe", "review"]);

export type Stage = z.infer<typeof Stage>;
