/** Shapes that several contracts share: columns of a file, row problems, issue types, stages. */
import { z } from "zod";

/** A column in the first versions: in file order, `field` null if unknown. */
export const FileColumnV1 = z.strictObject({
  header: z.string(),
  name: z.string(),
  field: z.string().nullable(),
});

/**
 * A column in the order of a row's values. `name` is unique in the file; `field` is null if the
 * column is no field of a contact. A column of version 1 is one without the optional parts.
 */
export const FileColumn = FileColumnV1.extend({
  /** its use besides being kept: a further address, or the country of phone numbers */
  role: z.enum(["other_email", "country"]).optional(),
  /**
   * how its field or role was determined: requested, remembered, by name, by similarity, or by
   * splitting
   */
  how: z.enum(["asked", "remembered", "name", "similar", "split"]).optional(),
  /** confidence, 0 to 1 */
  confidence: z.number().min(0).max(1).optional(),
  /** the column that its values are derived from; such a column is not in the file */
  from: z.string().optional(),
});

/**
 * What the user wants done with a column that is no field of a contact. It is about the file's column,
 * and so apart from `FileColumn`, which is about a row's values.
 */
export const ColumnTreatment = z.strictObject({
  /** or the label of a column whose header is empty or comes again */
  header: z.string(),
  /** whether its values are kept: if not, it is as if the file had no such column */
  kept: z.boolean(),
  /** what it is called instead; null where it keeps its name */
  name: z.string().nullable(),
  /** what its values should be; null where nobody said it */
  type: z.enum(["text", "number", "date", "choice"]).nullable(),
  /** the values of a choice; none for any other type */
  choices: z.array(z.string()),
});

export const RowProblemV1 = z.enum([
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
]);

/** What is asked about a row. EMAIL_TYPO: a valid address that is probably not the one meant. */
export const RowProblem = z.enum([...RowProblemV1.options, "EMAIL_TYPO"]);

export const IssueKindV1 = z.enum([...RowProblemV1.options, "DUPLICATE_EMAIL"]);
export const IssueKindV2 = z.enum([...RowProblem.options, "DUPLICATE_EMAIL"]);

/**
 * What a user may have to resolve. DUPLICATE_DIFFERS: rows of one person whose filled values
 * differ; unless the upload chose to be asked, the first row is used by default and it is only a
 * warning.
 */
export const IssueKind = z.enum([...IssueKindV2.options, "DUPLICATE_DIFFERS"]);

/** A field for which a file may lack a column. */
export const NameField = z.enum(["first_name", "last_name"]);

/** A warning about a row, which needs no decision; domain/contacts lists the codes. */
export const RowWarning = z.string().regex(/^[A-Z][A-Z0-9_]*$/);

export type FileColumn = z.infer<typeof FileColumn>;
export type ColumnTreatment = z.infer<typeof ColumnTreatment>;
export type RowProblem = z.infer<typeof RowProblem>;
export type IssueKind = z.infer<typeof IssueKind>;

/** The stages of the pipeline that can fail. */
export const Stage = z.enum(["parsing", "dedupe", "review"]);

export type Stage = z.infer<typeof Stage>;
