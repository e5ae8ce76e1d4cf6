import { z } from "zod";
import { ColumnTreatment } from "../columns.ts";
import { contract } from "../contract.ts";

export const JobCreatedV5 = contract({
  type: "JobCreated",
  version: 5,
  stream: "job",
  summary: "A file was accepted, lies in the object store and waits to be read.",
  data: z.strictObject({
    jobId: z.uuid(),
    userId: z.string(),
    fileKey: z.string(),
    sizeBytes: z.int().positive(),
    format: z.enum(["csv", "xlsx"]),
    /** as the person asked, a label of the Encoding Standard; null where Rollcall is to find out */
    encoding: z.string().nullable(),
    /** the same: one character */
    delimiter: z.string().nullable(),
    /** the same: the line, or the sheet's row, that names the columns */
    headerRow: z.int().positive().nullable(),
    /** where phone numbers without a country code are at home: ISO 3166-1 alpha-2 */
    region: z.string().nullable(),
    /** whether gmail addresses that differ in dots and +tags count as one */
    foldGmail: z.boolean(),
    /**
     * what becomes of rows that name the same person and differ elsewhere: the first stands, or
     * somebody is asked. Null for a job from before: such rows were not looked into, nor merged
     */
    samePerson: z.enum(["first", "ask"]).nullable(),
    /**
     * the job whose file this one reads otherwise, and whose decisions it takes over where they fit;
     * null for a file that was uploaded
     */
    readAgain: z.uuid().nullable(),
  }),
  personal: z.strictObject({
    originalFilename: z.string(),
    /** of the file's bytes, by which whoever has a file could tell that it was here */
    sha256: z.string().length(64),
    /** the sheet of a workbook; null for the first */
    sheet: z.string().nullable(),
    /**
     * field → header, as the person asked, null for a field that no column is; null as a whole where
     * Rollcall is to find out
     */
    mapping: z.record(z.string(), z.string().nullable()).nullable(),
    /** what to do with columns that are no field; empty where nobody said anything */
    columns: z.array(ColumnTreatment),
  }),
});
