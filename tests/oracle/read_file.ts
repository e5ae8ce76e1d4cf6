/** What the parser's pure core makes of a file: row batches, and the event that ends the reading. */
import type { Fact } from "@rollcall/contracts";
import { readCsv, UnreadableFile } from "../../services/parsing/csv.ts";
import { type RowBatch, RowReader } from "../../services/parsing/read_rows.ts";

export interface ReadFile {
  batches: RowBatch[];
  end: Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;
}

/** @param mapping field → header, as the person asked */
export async function readFile(
  jobId: string,
  file: Uint8Array,
  mapping: Record<string, string> | null,
): Promise<ReadFile> {
  const reader = new RowReader(mapping);
  const batches: RowBatch[] = [];
  const failed = (code: string, message: string, headers: string[] = []): ReadFile => ({
    batches,
    end: { type: "ParsingFailed", data: { jobId, code }, personal: { message, headers } },
  });
  try {
    for await (const chunk of readCsv(inOnePiece(file))) {
      batches.push(...reader.push(chunk));
      if (reader.refusal) break;
    }
    batches.push(...reader.finish(file.length));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return failed(error.code, error.message);
  }
  const { refusal, totalRows, validRows, problemCounts, columns } = reader;
  if (refusal) return failed(refusal.code, refusal.message, refusal.headers);
  return {
    batches,
    end: {
      type: "ParsingCompleted",
      data: { jobId, totalRows, validRows, problemCounts },
      personal: { columns },
    },
  };
}

async function* inOnePiece(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file;
}
