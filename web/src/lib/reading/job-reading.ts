/** How a job's file was read, as short facts. */
import type { Job } from "@rollcall/contracts/api";
import { warningLine } from "../rows/warnings.ts";
import { number } from "../text/words.ts";
import { delimiterName } from "./delimiters.ts";
import { encodingName } from "./encodings.ts";
import { regionName } from "./regions.ts";

export type ReadingFact = { name: string; value: string; note?: string };

type ReadJob = Pick<
  Job,
  | "encoding"
  | "delimiter"
  | "header_row"
  | "sheet"
  | "sheets"
  | "region"
  | "region_reason"
  | "fold_gmail"
  | "same_person"
  | "warning_counts"
  | "left_out_columns"
>;

/** Only relevant facts; a workbook has no encoding, a CSV no sheet. */
export function readingFacts(job: ReadJob): ReadingFact[] {
  const facts: ReadingFact[] = [];
  if (job.encoding) facts.push({ name: "Encoding", value: encodingName(job.encoding) });
  if (job.delimiter) facts.push({ name: "Delimiter", value: delimiterName(job.delimiter) });
  if (job.sheet) {
    const among = job.sheets.length > 1 && { note: `of ${number(job.sheets.length)}` };
    facts.push({ name: "Sheet", value: job.sheet, ...among });
  }
  if (job.header_row !== null) facts.push({ name: "Header row", value: number(job.header_row) });
  if (job.region) {
    const because = job.region_reason ? { note: `guessed; ${job.region_reason}` } : {};
    facts.push({ name: "Phones from", value: regionName(job.region), ...because });
  }
  if (job.fold_gmail) facts.push({ name: "Gmail", value: "dots and +tags ignored" });
  if (job.same_person === "ask") {
    facts.push({ name: "Same person", value: "asked where rows differ" });
  }
  if (job.left_out_columns) {
    facts.push({ name: "Not imported", value: job.left_out_columns.join(", ") });
  }
  const warnings = Object.values(job.warning_counts).reduce((sum, rows) => sum + rows, 0);
  if (warnings > 0) {
    facts.push({
      name: "Warnings",
      value: number(warnings),
      note: warningLine(job.warning_counts),
    });
  }
  return facts;
}
