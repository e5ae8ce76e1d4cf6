/** What the parser's pure cores make of a file: how it is written, row batches, and the end. */
import type { Fact } from "@rollcall/contracts";
import { type Evidence, evidenceOf, type NameField } from "@rollcall/contacts";
import { openTable, type Table, UnreadableFile } from "@rollcall/tables";
import { type RowBatch, RowReader, shownHeaders } from "../../services/parsing/read_rows.ts";
import { missingNames } from "../../services/parsing/recognize.ts";

export interface ReadFile {
  /** null where the file cannot be read so far that this is known */
  recognized: Extract<Fact, { type: "FileRecognized" }> | null;
  batches: RowBatch[];
  end: Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;
}

export interface FileAsAsked {
  bytes: Uint8Array;
  /** field → header, as the person asked */
  mapping?: Record<string, string | null> | null;
  asked: { region: string | null };
}

/**
 * The file as its uploader's first of these headers is read, nothing but the mapping asked for.
 */
export async function readFile(
  jobId: string,
  { bytes, mapping = null, asked: { region } }: FileAsAsked,
): Promise<ReadFile> {
  let recognized: ReadFile["recognized"] = null;
  const batches: RowBatch[] = [];
  const failed = (code: string, message: string, headers: string[]): ReadFile => ({
    recognized,
    batches,
    end: { type: "ParsingFailed", data: { jobId, code }, personal: { message, headers } },
  });
  try {
    const table = await openTable(inOnePiece(bytes), FOUND_OUT);
    const rows = table.sample.map(({ values }) => values);
    const asked = { asked: mapping, remembered: null };
    const evidence = evidenceOf(table.headers, rows, { ...asked, region });
    const wish = { ...asked, byValues: evidence.byValues };
    const missing = missingNames(table.headers, wish);
    recognized = recognizedAs(jobId, table, missing, evidence);
    const home = region ?? evidence.region?.code ?? null;
    const { guards, left, encodingGuess } = table;
    const sizeBytes = bytes.length;
    const facts = { region: home, sizeBytes, missing, guards, left, encodingGuess };
    const reader = new RowReader(table.headers, wish, facts);
    while (!reader.refusal) {
      const { done, value: chunk } = await table.chunks.next();
      if (done) break;
      batches.push(...reader.push(chunk));
    }
    batches.push(...reader.finish(bytes.length));
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

/** Where phones are at home: as the person says, else as the file does. */
export function homeOf({ asked }: Pick<FileAsAsked, "asked">, read: ReadFile): string | null {
  return asked.region ?? read.recognized?.data.region?.code ?? null;
}

const FOUND_OUT = {
  format: "csv",
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
} as const;

function recognizedAs(
  jobId: string,
  { info }: Table,
  missingFields: NameField[],
  evidence: Evidence,
): ReadFile["recognized"] {
  const { encoding, delimiter, headerRow, sheet, sheets } = info;
  return {
    type: "FileRecognized",
    data: { jobId, encoding, delimiter, headerRow, remembered: null, missingFields, ...evidence },
    personal: { sheet, sheets },
  };
}

async function* inOnePiece(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file;
}
