/** What the parser's pure cores make of a file: how it is written, row batches, and the end. */
import type { Fact } from "@rollcall/contracts";
import type { NameField } from "@rollcall/contacts";
import { openTable, type Table, UnreadableFile } from "@rollcall/tables";
import { type RowBatch, RowReader, shownHeaders } from "../../services/parsing/read_rows.ts";
import { missingNames } from "../../services/parsing/recognize.ts";

export interface ReadFile {
  /** null where the file cannot be read so far that this is known */
  recognized: Extract<Fact, { type: "FileRecognized" }> | null;
  batches: RowBatch[];
  end: Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;
}

/**
 * The file as its uploader's first of these headers is read, nothing but the mapping asked for.
 * @param mapping field → header, as the person asked
 */
export async function readFile(
  jobId: string,
  file: Uint8Array,
  mapping: Record<string, string | null> | null,
  format: "csv" | "xlsx" = "csv",
): Promise<ReadFile> {
  let recognized: ReadFile["recognized"] = null;
  const batches: RowBatch[] = [];
  const failed = (code: string, message: string, headers: string[]): ReadFile => ({
    recognized,
    batches,
    end: { type: "ParsingFailed", data: { jobId, code }, personal: { message, headers } },
  });
  try {
    const table = await openTable(inOnePiece(file), { format, ...FOUND_OUT });
    const wish = { asked: mapping, remembered: null };
    const missing = missingNames(table.headers, wish);
    recognized = recognizedAs(jobId, table, missing);
    const facts = { region: null, sizeBytes: file.length, missing };
    const reader = new RowReader(table.headers, wish, facts);
    while (!reader.refusal) {
      const { done, value: chunk } = await table.chunks.next();
      if (done) break;
      batches.push(...reader.push(chunk));
    }
    batches.push(...reader.finish(file.length));
    const { refusal, totalRows, validRows, problemCounts, warningCounts, columns } = reader;
    if (refusal) return failed(refusal.code, refusal.message, refusal.headers);
    return {
      recognized,
      batches,
      end: {
        type: "ParsingCompleted",
        data: { jobId, totalRows, validRows, problemCounts, warningCounts },
        personal: { columns },
      },
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return failed(error.code, error.message, shownHeaders(error.headers));
  }
}

const FOUND_OUT = { encoding: null, delimiter: null, headerRow: null, sheet: null };

function recognizedAs(
  jobId: string,
  { info }: Table,
  missingFields: NameField[],
): ReadFile["recognized"] {
  const { encoding, delimiter, headerRow, sheet, sheets } = info;
  return {
    type: "FileRecognized",
    data: { jobId, encoding, delimiter, headerRow, remembered: null, missingFields },
    personal: { sheet, sheets },
  };
}

async function* inOnePiece(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file;
}
