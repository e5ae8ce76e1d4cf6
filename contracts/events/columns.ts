/** Shapes that several contracts share: columns of a file, row problems, issue types, stages. */
import { z } from "zod";

/** A column as the first versions had it: in file order, its field null where nobody knows it. */
export const FileColumnV1 = z.strictObject({
  header: z.string(),
  name: z.string(),
  field: z.string().nullable(),
});

/**
 * A column in the order of a row's values. `name` is unique in the file; `field` is null where the
 * column is no field of a contact. A column of version 1 is one of these that says no more.
 */
export const FileColumn = FileColumnV1.extend({
  /** what it serves besides being kept: a further address, or the country that phones belong to */
  role: z.enum(["other_email", "country"]).optional(),
  /** how its field or role was found: asked for, remembered, by name, by likeness, or by splitting */
  how: z.enum(["asked", "remembered", "name", "similar", "split"]).optional(),
  /** 0 to 1, how sure that is */
  confidence: z.number().min(0).max(1).optional(),
  /** name of the column that its values were made of; such a column is in no file */
  from: z.string().optional(),
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
 * What a person may have to settle. DUPLICATE_DIFFERS: rows of one person whose filled values differ;
 * unless the upload wished to be asked, the first stands by default, and it is only told.
 */
export const IssueKind = z.enum([...IssueKindV2.options, "DUPLICATE_DIFFERS"]);

/** A field that a file may have no column for. */
export const NameField = z.enum(["first_name", "last_name"]);

/** What is told about a row and asks nothing; services/contacts lists the codes. */
export const RowWarning = z.string().regex(/^[A-Z][A-Z0-9_]*$/);

export type FileColumn = z.infer<typeof FileColumn>;
export type RowProblem = z.infer<typeof RowProblem>;
export type IssueKind = z.infer<typeof IssueKind>;

/** The steps of the pipeline that can fail. */
export const Stage = z.enum(["parsing", "dedupe", "review"]);

export type Stage = z.infer<typeof Stage>;
