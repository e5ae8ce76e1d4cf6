/**
 * How a file would be read, judged by its beginning: what was detected, which column would be which
 * field, and why it would fail. Nothing is stored; the parser uses the same code.
 */
import {
  evidenceOf,
  type Guards,
  leftOutPlaces,
  mapColumns,
  type MappedColumns,
  mappingFields,
  mappingOf,
  MAX_COLUMNS,
  NOWHERE,
  readHeaders,
  toldColumns,
  treatedPlaces,
  withoutGuard,
} from "@rollcall/contacts";
import type { ColumnTreatment } from "@rollcall/contracts";
import { fileFaults } from "@rollcall/contracts/file-faults";
import { columnLabels } from "@rollcall/contracts/column-labels";
import type { FilePreview, JobError } from "@rollcall/contracts/api";
import { isUnsure, openTable, type Table, type TableRow, UnreadableFile } from "@rollcall/tables";
import { importedRows } from "./imported_rows.ts";
import type { ReceivedFile } from "./receive.ts";
import { RowFaults } from "./row_faults.ts";
import { shortened } from "./shortened.ts";
import { asUtf8, firstRowsOf, phonesOf, rowsAbove } from "./preview_rows.ts";

/** Rows whose values are looked at; those behind them are read for what is wrong with the file. */
const PREVIEW_ROWS = 100;
/** Values of each column that are shown. */
const SAMPLES = 3;

/** What a person said of the columns of former files with the same headers. */
export interface Recalled {
  /** field → place; null if nothing is remembered */
  mapping: Record<string, number | null> | null;
  treated: readonly ColumnTreatment[];
}

/**
 * @param recall what the person said last of files with these headers
 * @param turn gives the event loop to others, see `TableOptions`
 */
export async function previewFile(
  bytes: Uint8Array,
  file: Pick<
    ReceivedFile,
    "format" | "mapping" | "columns" | "options" | "partial" | "fallbackRegion"
  >,
  recall: (headers: string[]) => Promise<Recalled>,
  turn?: () => Promise<void>,
): Promise<FilePreview> {
  const { format, mapping, columns: treated, partial } = file;
  const { encoding, delimiter, headerRow, sheet } = file.options;
  const preview: FilePreview = {
    format,
    encoding,
    delimiter,
    header_row: headerRow,
    sheet,
    sheets: [],
    region: null,
    region_reason: null,
    columns: [],
    mapping: {},
    remembered: false,
    fields: [...mappingFields],
    rows: 0,
    problem: null,
    notice: null,
  };
  try {
    const asked = { format, encoding, delimiter, headerRow, sheet, partial };
    const options = { ...asked, ...(turn && { turn }) };
    const table = await openTable(inOnePiece(bytes), options);
    const { headerRow: header_row, ...info } = table.info;
    Object.assign(preview, info, { header_row });
    const recalled = mapping ? null : await recall(table.headers);
    const remembered = recalled?.mapping ?? null;
    const wish = { asked: mapping, remembered, treated };
    const sample = table.sample.map(({ values }) => values);
    const home = file.options.region;
    const { byValues, region } = evidenceOf(table.headers, sample, { ...wish, region: home });
    const lived = home ?? region?.code ?? file.fallbackRegion;
    preview.region = lived === NOWHERE ? null : lived;
    preview.region_reason = region?.reason ?? null;
    const columns = columnsOf(table.headers, { ...wish, byValues });
    const { mapped } = columns;
    const faults = mapped && new RowFaults(mapped.columns, table.guards, mapped.leftOut);
    // Of a workbook the rows behind are for the parser: to read them takes many times as long.
    const isReadOn = format === "csv" && faults !== undefined;
    const { rows, problem } = await firstRows(table, { partial, isReadOn, faults });
    const made = mapped && await importedRows(table, mapped, lived, turn);
    const offered = offeredFor(table.headers, treated.length === 0 ? recalled?.treated ?? [] : []);
    const written = await asUtf8(bytes, rows, { ...options, ...table.info });
    return {
      ...preview,
      columns: columns.columns.map((column, place) => ({
        ...column,
        samples: samplesOf(rows, place, table.guards),
        ...made?.judged(place),
        ...offered.has(place) && { remembered: offered.get(place)! },
      })),
      mapping: columns.mapping,
      remembered: remembered !== null && !columns.problem,
      rows: rows.length,
      first_rows: firstRowsOf(
        written,
        made?.rows ?? [],
        made?.columns ?? [],
        mapped?.types ?? new Map(),
      ),
      rows_above: rowsAbove(table.above),
      phones: made ? phonesOf(made.columns, made.rows) : [],
      problem: columns.problem ?? problem,
      notice: problem ? null : faults?.notice() ?? null,
      ...isUnsure(table.encodingGuess) && { encoding_guess: table.encodingGuess },
      ...table.left.count() && {
        left_out: { count: table.left.count(), lines: table.left.leftOut },
      },
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { ...preview, problem: { code: error.code, message: error.message } };
  }
}

interface FoundColumns {
  /** all that the file has, in its order */
  columns: Omit<FilePreview["columns"][number], "samples">[];
  mapping: Record<string, string>;
  problem: JobError | null;
  mapped: MappedColumns | undefined;
}

function columnsOf(headers: string[], wish: Parameters<typeof mapColumns>[1]): FoundColumns {
  const mapped = mapColumns(headers, wish);
  const read = readHeaders(headers).slice(0, MAX_COLUMNS);
  const labels = columnLabels(read);
  const leftOut = leftOutPlaces(read, wish.treated ?? []);
  const plain = read.map((header, place) => ({
    header,
    name: labels[place]!,
    field: null,
    ...leftOut.has(place) && { import: false },
  }));
  if (mapped.outcome === "refused") {
    // The person can still say which is which.
    const { code, message } = mapped;
    const problem = { code, message, headers: read };
    return { columns: plain, mapping: {}, problem, mapped: undefined };
  }
  const kept = toldColumns(mapped.columns)
    .map((column, at) => ({ ...column, ...typeOf(mapped, at) }))
    .filter(({ how }) => how !== "split")
    .values();
  const columns = plain.map((column, place) => leftOut.has(place) ? column : kept.next().value!);
  return { columns, mapping: mappingOf(mapped.columns), problem: null, mapped };
}

type Offered = NonNullable<FilePreview["columns"][number]["remembered"]>;

/** What was said before of each column, by its place; nothing of one of which nothing was said. */
function offeredFor(
  headers: string[],
  treated: readonly ColumnTreatment[],
): ReadonlyMap<number, Offered> {
  const { places } = treatedPlaces(headers, treated);
  return new Map([...places].flatMap(([place, { kept, name, type, choices }]) => {
    const offered: Offered = {
      ...!kept && { import: false },
      ...name !== null && { name },
      ...type !== null && { type },
      ...choices.length > 0 && { choices },
    };
    return Object.keys(offered).length > 0 ? [[place, offered]] : [];
  }));
}

function typeOf({ types }: MappedColumns, at: number) {
  const type = types.get(at)?.type;
  return type ? { type } : {};
}

/**
 * @param how `isReadOn` to the end of what was sent, and `faults` judge the rows
 */
async function firstRows(
  { chunks }: Table,
  { partial, isReadOn, faults }: {
    partial: boolean;
    isReadOn: boolean;
    faults: RowFaults | undefined;
  },
): Promise<{ rows: TableRow[]; problem: JobError | null }> {
  const rows: TableRow[] = [];
  try {
    for await (const chunk of chunks) {
      const seen = chunk.rows.slice(0, PREVIEW_ROWS - rows.length);
      rows.push(...seen);
      for (const row of isReadOn ? chunk.rows : seen) {
        const problem = faults?.add(row);
        if (problem) return { rows, problem };
      }
      if (!isReadOn && rows.length >= PREVIEW_ROWS) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { rows, problem: { code: error.code, message: error.message } };
  }
  const isEmpty = rows.length === 0 && !partial;
  if (isEmpty) {
    return { rows, problem: { code: "NO_ROWS", message: fileFaults.write("noRows", {}) } };
  }
  return { rows, problem: isReadOn && !partial ? faults?.finish() ?? null : null };
}

function samplesOf(rows: TableRow[], place: number, guards: Guards): string[] {
  return rows.map(({ values }) => withoutGuard(values[place] ?? "", guards).trim()).filter(Boolean)
    .slice(0, SAMPLES)
    .map(shortened);
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
