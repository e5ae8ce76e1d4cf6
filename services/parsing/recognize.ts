/**
 * How a file is to be read: as it was before, where a parser has begun it; else as the person asked,
 * and the rest as it is found out. What is found is noted before the first row, so that whoever reads
 * the file again, with newer code too, gives every row the same id and values.
 */
import {
  type ColumnWish,
  fieldsWithoutColumn,
  mapColumns,
  type NameField,
} from "@rollcall/contacts";
import type { Fact } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { PipelineJob } from "@rollcall/runtime/job.ts";
import { mappingStreamOf, rememberedMapping } from "@rollcall/runtime/mappings.ts";
import type { Table, TableOptions } from "@rollcall/tables";

/** Nothing is known of the job but its first event, and how an earlier try read the file, if any. */
export type OpenedJob = Pick<PipelineJob, "created" | "recognized">;

export function tableOptions({ created, recognized }: OpenedJob): TableOptions {
  const { data, personal } = created!;
  return {
    format: data.format,
    encoding: recognized?.data.encoding ?? data.encoding,
    delimiter: recognized?.data.delimiter ?? data.delimiter,
    headerRow: recognized?.data.headerRow ?? data.headerRow,
    sheet: recognized?.personal?.sheet ?? personal?.sheet ?? null,
    recognized: recognized !== undefined && data.encoding === null,
  };
}

export type Recognized = Extract<Fact, { type: "FileRecognized" }>;

/** What is to be noted of a table that was opened for the first time. */
export async function recognize(
  store: EventStore,
  { created }: OpenedJob,
  { info, headers }: Pick<Table, "info" | "headers">,
): Promise<Recognized> {
  const { data, personal } = created!;
  const { jobId, userId } = data;
  const stream = mappingStreamOf(userId, headers);
  const remembered = personal?.mapping ? null : (await rememberedMapping(store, stream)).columns;
  const missingFields = missingNames(headers, { asked: personal?.mapping ?? null, remembered });
  const { encoding, delimiter, headerRow, sheet, sheets } = info;
  return {
    type: "FileRecognized",
    data: { jobId, encoding, delimiter, headerRow, remembered, missingFields },
    personal: { sheet, sheets },
  };
}

/** Names that no column serves; none where the headers are refused, and no row is read. */
export function missingNames(headers: string[], wish: ColumnWish): NameField[] {
  const mapped = mapColumns(headers, wish);
  return mapped.outcome === "mapped" ? fieldsWithoutColumn(mapped.columns) : [];
}
