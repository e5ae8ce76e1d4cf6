import { z } from "zod";
import { FileColumn, RowProblem, RowWarning } from "../columns.ts";
import { contract } from "../contract.ts";
import { areParsedRows } from "./are_parsed_rows.ts";

/** What else is known of a row; left out where there is nothing to tell. */
export const RowNotes = z.strictObject({
  warnings: z.array(RowWarning).optional(),
  /** the phone number in E.164, where it is written otherwise in the file */
  phone: z.string().optional(),
});

/**
 * `[line, normalised e-mail, problems, values in column order, notes]`; arrays, because they are
 * many.
 */
export const ParsedRow = z.tuple([
  z.int().positive(),
  z.string().nullable(),
  z.array(RowProblem),
  z.array(z.string()),
  RowNotes.optional(),
]);

export type RowNotes = z.infer<typeof RowNotes>;
export type ParsedRow = z.infer<typeof ParsedRow>;

const RowsPersonal = z.strictObject({
  columns: z.array(FileColumn),
  rows: z.array(ParsedRow),
});

export const RowsParsedV2 = contract({
  type: "RowsParsed",
  version: 2,
  stream: "rows",
  summary: "A batch of rows was read, normalised and validated.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** id of the batch's first row; the others follow without a gap */
    firstRowId: z.int().positive(),
    rowCount: z.int().positive(),
    /** rows without an error; a warning, or a question about a typo, is none */
    validCount: z.int().nonnegative(),
    /** bytes of the file read so far */
    bytesRead: z.int().nonnegative(),
  }),
  personal: RowsPersonal,
  surelyMatches: (personal) => {
    const { columns, rows, ...more } = (personal ?? {}) as Partial<z.infer<typeof RowsPersonal>>;
    return areParsedRows(rows) && RowsPersonal.safeParse({ columns, rows: [], ...more }).success;
  },
});
