/**
 * Decides how to read a file: as before, if a parser has started it; else as requested, with the
 * rest detected. The result is recorded before the first row, so that rereading the file, even with
 * newer code, gives every row the same id and values.
 */
import {
  type ColumnWish,
  evidenceOf,
  fieldsWithoutColumn,
  mapColumns,
  type NameField,
} from "@rollcall/contacts";
import type { Fact } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { PipelineJob } from "@rollcall/platform/pipeline_job.ts";
import { mappingStreamOf, rememberedMapping } from "@rollcall/platform/remembered_mapping.ts";
import type { Table, TableOptions } from "@rollcall/tables";

/**
 * The part of the job that is needed: its first event, and how an earlier attempt read the file, if
 * any.
 */
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

/** What to record about a table opened for the first time. */
export async function recognize(
  store: EventStore,
  { created }: OpenedJob,
  { info, headers, sample }: Pick<Table, "info" | "headers" | "sample">,
): Promise<Recognized> {
  const { data, personal } = created!;
  const { jobId, userId } = data;
  const stream = mappingStreamOf(userId, headers);
  const remembered = personal?.mapping ? null : (await rememberedMapping(store, stream)).columns;
  const { mapping: asked = null, columns: treated = [] } = personal ?? {};
  const wish = { asked, remembered, treated };
  const { byValues, region } = evidenceOf(headers, sample.map(({ values }) => values), {
    ...wish,
    region: data.region,
  });
  const missingFields = missingNames(headers, { ...wish, byValues });
  const { encoding, delimiter, headerRow, sheet, sheets } = info;
  return {
    type: "FileRecognized",
    data: { jobId, encoding, delimiter, headerRow, remembered, missingFields, byValues, region },
    personal: { sheet, sheets },
  };
}

/** Name fields without a column; empty if the headers are refused. */
export function missingNames(headers: string[], wish: ColumnWish): NameField[] {
  const mapped = mapColumns(headers, wish);
  return mapped.outcome === "mapped" ? fieldsWithoutColumn(mapped.columns) : [];
}
