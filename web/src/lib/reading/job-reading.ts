/** How a job's file was read, as short facts. */
import type { Job } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { warningLine } from "../rows/warnings.ts";
import { regionWords } from "../answers/reasons.ts";
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
  if (job.encoding) facts.push({ name: m.reading_encoding(), value: encodingName(job.encoding) });
  if (job.delimiter) {
    facts.push({ name: m.reading_delimiter(), value: delimiterName(job.delimiter) });
  }
  if (job.sheet) {
    const among = job.sheets.length > 1 &&
      { note: m.reading_fact_sheet_of({ n: job.sheets.length }) };
    facts.push({ name: m.reading_sheet(), value: job.sheet, ...among });
  }
  if (job.header_row !== null) {
    facts.push({ name: m.reading_header_row(), value: number(job.header_row) });
  }
  if (job.region) {
    const because = job.region_reason
      ? { note: m.reading_fact_guessed({ reason: regionWords(job.region_reason) }) }
      : {};
    facts.push({ name: m.reading_fact_phones(), value: regionName(job.region), ...because });
  }
  if (job.fold_gmail) {
    facts.push({ name: m.reading_fact_gmail_name(), value: m.reading_fact_gmail() });
  }
  if (job.same_person === "ask") {
    facts.push({
      name: m.reading_fact_same_person(),
      value: m.reading_fact_same_person_ask(),
    });
  }
  if (job.left_out_columns) {
    facts.push({ name: m.reading_not_imported(), value: job.left_out_columns.join(", ") });
  }
  const warnings = Object.values(job.warning_counts).reduce((sum, rows) => sum + rows, 0);
  if (warnings > 0) {
    facts.push({
      name: m.reading_fact_warnings(),
      value: number(warnings),
      note: warningLine(job.warning_counts),
    });
  }
  return facts;
}
