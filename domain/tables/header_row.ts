/**
 * Which row names the columns. Programs write notes, titles, filters and blank lines above it: it is
 * the row under which addresses stand. Where none do, it is the first row that names an e-mail column
 * and has more in it than all above, else the first row.
 */
import { formatNumber } from "@rollcall/contracts/in-words";
import { guardsOf, MAX_COLUMNS } from "@rollcall/contacts";
import { addressColumn, isAddress, LOOKED_AT } from "./address_column.ts";
import {
  countNames,
  holdsData,
  NAMED_CELLS,
  namesEmail,
  namesEmailAt,
  seemsToNameEmail,
} from "./header_names.ts";
import { PeopleOnly } from "./no_people.ts";
import { readAhead } from "./sample.ts";
import type { LeftOutRows, TableChunk, TableRow } from "./table.ts";
import { UnreadableFile } from "./unreadable_file.ts";

/** The most cells of a header row, as many as a sheet has. */
const MAX_HEADERS = 16_384;
/** Rows among which the header is looked for where no addresses show it. */
const HEADER_ROWS = 30;
/** Rows above the header that are shown. */
const SHOWN_ABOVE = 20;

/**
 * Splits the header from a table's rows.
 * @param asked the line of the header; null to detect it
 * @param what to call the file in a message
 * @throws UnreadableFile if there is no such row
 */
export async function splitHeader(
  chunks: AsyncGenerator<TableChunk>,
  asked: number | null,
  what: "file" | "sheet",
): Promise<SplitTable> {
  const { begin, rows, at, fault } = await beginning(chunks, asked);
  const header = rows[at];
  if (!header) {
    throw fault ?? (asked === null ? blank(what) : noSuchRow(asked, rows, what));
  }
  const headers = namesOf(filledFromAbove(rows, at));
  // Of a download of ours every row is one.
  const people = guardsOf(header.values) === "ours"
    ? undefined
    : new PeopleOnly(header, rows.slice(at + 1), what === "sheet");
  const below = rowsBelow({ line: header.line, headers }, begin, chunks, fault, people);
  const left = { leftOut: people?.leftOut ?? [], count: () => people?.leftOutCount ?? 0 };
  const above = rows.slice(Math.max(0, at - SHOWN_ABOVE), at);
  return { headerRow: header.line, headers, chunks: below, left, above };
}

/** A table's rows, and what of them is no person, as far as they are read. */
export interface SplitTable {
  headerRow: number;
  headers: string[];
  chunks: AsyncGenerator<TableChunk>;
  left: LeftOutRows;
  above: TableRow[];
}

/**
 * The header's names. Of a header of two rows, the names of the columns that only the upper one names:
 * the lower one, which is found, has the parts of what the upper one asks for.
 */
function filledFromAbove(rows: TableRow[], at: number): string[] {
  const { values } = rows[at]!;
  const above = rows[at - 1];
  if (!above || guardsOf(values) === "ours" || isApart(rows, at - 1)) return values;
  const below = rows.slice(at + 1, at + 1 + LOOKED_AT);
  const isNamedAbove = (name: string, place: number) =>
    name.trim() !== "" && !values[place]?.trim() && below.some((row) => row.values[place]?.trim());
  const named = above.values.flatMap((name, place) => isNamedAbove(name, place) ? [place] : []);
  // One is a title.
  if (named.length < 2 || holdsData(above.values)) return values;
  const names = [...values];
  for (const place of named) {
    while (names.length < place) names.push("");
    names[place] = above.values[place]!;
  }
  return names;
}

/**
 * Without trailing empty cells beyond any plausible number of columns.
 * @throws UnreadableFile if there are too many names to choose from
 */
function namesOf(cells: string[]): string[] {
  let length = cells.length;
  while (length > MAX_COLUMNS && !cells[length - 1]!.trim()) length--;
  if (length <= MAX_HEADERS) return length < cells.length ? cells.slice(0, length) : cells;
  throw new UnreadableFile(
    "TOO_MANY_COLUMNS",
    `The file has ${formatNumber(length)} columns; at most ${MAX_COLUMNS} can be read. ` +
      `Remove those that are not needed, and upload it again.`,
  );
}

/**
 * Reads as far as it takes to know the header, and the rows below it that show who is a person. A
 * fault behind it is kept for its place.
 */
async function beginning(chunks: AsyncGenerator<TableChunk>, asked: number | null) {
  let at = -1;
  const isFound = (rows: TableRow[]) => {
    if (at < 0 && asked !== null) at = rows.findIndex(({ line }) => line === asked);
    if (at < 0 && asked !== null) return (rows.at(-1)?.line ?? 0) >= asked;
    if (at < 0 && rows.length >= LOOKED_AT) at = findHeader(rows);
    return at >= 0 && rows.length > at + LOOKED_AT;
  };
  const { begin, rows, fault } = await readAhead(chunks, isFound);
  if (at < 0 && asked === null) at = findHeader(rows);
  return { begin, rows, at, fault };
}

async function* rowsBelow(
  header: { line: number; headers: string[] },
  begin: TableChunk[],
  rest: AsyncGenerator<TableChunk>,
  fault: UnreadableFile | undefined,
  people: PeopleOnly | undefined,
): AsyncGenerator<TableChunk> {
  const given = ({ rows, bytesRead }: TableChunk) => ({
    rows: people ? people.push(rows) : rows,
    bytesRead,
  });
  let bytesRead = 0;
  try {
    for (const chunk of begin) {
      ({ bytesRead } = chunk);
      const rows = chunk.rows.filter(({ line }) => line > header.line);
      const below = given({ rows, bytesRead });
      if (below.rows.length) yield below;
    }
    if (fault) throw fault;
    for await (const chunk of rest) {
      ({ bytesRead } = chunk);
      yield given(chunk);
    }
    const held = people?.finish() ?? [];
    if (held.length) yield { rows: held, bytesRead };
  } catch (error) {
    if (error instanceof UnreadableFile) error.headers = header.headers;
    throw error;
  }
}

/** The place of the header among a file's first rows; -1 where there is none. */
export function findHeader(all: Row[]): number {
  const rows = all.slice(0, LOOKED_AT);
  if (!rows[0]) return -1;
  if (guardsOf(rows[0].values) === "ours") return 0;
  const column = addressColumn(rows);
  return (column === undefined ? undefined : headerOver(rows, column)) ?? namedHeader(rows);
}

/** A row with its line, where that is known. */
type Row = Pick<TableRow, "values"> & { line?: number };

const cellsOf = ({ values }: Row) => values.slice(0, NAMED_CELLS);
const filledOf = (row: Row) => cellsOf(row).filter((value) => value.trim()).length;

/** The row that names the column under which addresses stand. */
function headerOver(rows: Row[], column: number): number | undefined {
  const has = ({ values }: Row) => isAddress(values[column] ?? "");
  const last = rows.findLastIndex(has);
  // Those above the first address of a list; a second list may follow.
  const named: number[] = [];
  for (const at of rows.keys()) {
    if (at >= last || named.length && has(rows[at]!)) break;
    if (namesEmailAt(cellsOf(rows[at]!), column)) named.push(at);
  }
  const best = fullest(rows, named);
  if (best !== undefined) return best;
  const first = rows.findIndex(has);
  return fullest(rows, blockAbove(rows, first), countNames);
}

/** Of these rows the one with the most names; of several with as many, the first. */
function fullest(
  rows: Row[],
  places: number[],
  weigh = (values: string[]) => 2 * countNames(values) + values.filter((v) => v.trim()).length,
): number | undefined {
  let best: number | undefined, most = -1;
  for (const at of places) {
    // A filter above a blank line may be as full as the names of two columns.
    const weight = weigh(cellsOf(rows[at]!)) - (places.length > 1 && isApart(rows, at) ? 0.5 : 0);
    if (weight > most) [best, most] = [at, weight];
  }
  return best;
}

/** Whether a blank line stands below a row. */
function isApart(rows: Row[], at: number): boolean {
  const { line, values } = rows[at]!, next = rows[at + 1]?.line;
  if (line === undefined || next === undefined) return false;
  const breaks = values.join("").match(/\n/g)?.length ?? 0;
  return next > line + 1 + breaks;
}

/** The rows right above the first address that are no titles: they are as full as what is below. */
function blockAbove(rows: Row[], first: number): number[] {
  const least = Math.ceil(filledOf(rows[first]!) / 2);
  const block: number[] = [];
  for (let at = first - 1; at >= 0; at--) {
    if (filledOf(rows[at]!) < least || block.length && isApart(rows, at)) break;
    block.unshift(at);
  }
  return block;
}

/** The first row that names an e-mail column, though no address shows it; else the first row. */
function namedHeader(rows: Row[]): number {
  const first = rows.slice(0, HEADER_ROWS);
  for (const names of [namesEmail, seemsToNameEmail]) {
    let most = 0;
    for (const [at, row] of first.entries()) {
      const values = cellsOf(row);
      const filled = filledOf(row);
      // Among data "email" may be a value; a row of data is as full as the header above it.
      const isFuller = filled > most || filled === 1 && most === 1;
      if (isFuller && names(values)) return at;
      most = Math.max(most, filled);
    }
  }
  return 0;
}

const blank = (what: string) =>
  new UnreadableFile("NO_HEADER", `The ${what} has only blank lines.`);

function noSuchRow(asked: number, rows: TableRow[], what: string): UnreadableFile {
  const last = rows.at(-1)?.line ?? 0;
  return new UnreadableFile(
    "HEADER_ROW_MISSING",
    last > asked
      ? `Row ${asked} cannot be the header: it is blank or inside a quoted value. Choose another ` +
        `row as the header.`
      : `The header should be row ${asked}, but the last row of the ${what} is row ${last}. ` +
        `Choose another row as the header.`,
  );
}
