/**
 * Which sheet of a workbook holds the list: not the empty one, nor instructions, nor what is hidden.
 * Sheets are looked at in their order, by their first rows, until one has a column of addresses
 * under a header that says so; where none has, the one that comes nearest is taken.
 */
import { isValidEmail, normalizeEmail } from "@rollcall/contacts";
import { NAMED_CELLS, namesEmail } from "./header_names.ts";
import { again, readAhead } from "./sample.ts";
import type { TableChunk, TableRow } from "./table.ts";
import type { Sheet } from "./workbook_parts.ts";

/** Rows of a sheet that are looked at, and sheets of which they are. */
const SEEN_ROWS = 40, SEEN_SHEETS = 50;
/** Of the filled cells of a column, those that are addresses where the column is one of them. */
const ADDRESSES_SHARE = 0.5;
/** Of a cell that may be an address, in characters. */
const ADDRESS_CHARS = 320;

/** How near a sheet comes to being the list. */
const LIST = 4, NEARLY = 3, NAMED = 2, OTHER = 1, EMPTY = 0;

export interface ChosenSheet {
  sheet: Sheet;
  chunks: AsyncGenerator<TableChunk>;
}

interface Seen extends ChosenSheet {
  likeness: number;
}

/**
 * @param sheets those to choose from, at least one
 * @param open the rows of one; what is thrown by them is thrown where that sheet is chosen
 */
export async function chooseSheet(
  sheets: Sheet[],
  open: (sheet: Sheet) => AsyncGenerator<TableChunk>,
): Promise<ChosenSheet> {
  if (sheets.length === 1) return { sheet: sheets[0]!, chunks: open(sheets[0]!) };
  let best: Seen | undefined;
  for (const sheet of sheets.slice(0, SEEN_SHEETS)) {
    const seen = await look(sheet, open(sheet));
    if (best && seen.likeness <= best.likeness) {
      await seen.chunks.return(undefined);
      continue;
    }
    await best?.chunks.return(undefined);
    best = seen;
    if (best.likeness >= LIST) break;
  }
  return best!;
}

async function look(sheet: Sheet, chunks: AsyncGenerator<TableChunk>): Promise<Seen> {
  const { begin, rows, fault } = await readAhead(chunks, ({ length }) => length >= SEEN_ROWS);
  const likeness = likenessOf(rows) - (GUIDE.test(sheet.name) ? LIST - NEARLY : 0);
  return { sheet, likeness, chunks: again(begin, chunks, fault) };
}

/** What sheets are called that say how to fill in another. */
const GUIDE =
  /instruction|read ?me|how ?to|\bhelp\b|\bguide|\bexample|\bsample|\bnotes?\b|anleitung|hinweis|beispiel|instrucciones|ejemplo|istruzioni|esempio|instrukcja|пример|инструкция|说明|説明|記入例/i;

/** By its first rows. */
function likenessOf(rows: TableRow[]): number {
  if (!rows.length) return EMPTY;
  const isNamed = rows.some(({ values }) => namesEmail(values));
  const filled: number[] = [], addresses: number[] = [];
  for (const { values } of rows) {
    for (const [at, value] of values.slice(0, NAMED_CELLS).entries()) {
      if (!value.trim()) continue;
      filled[at] = (filled[at] ?? 0) + 1;
      if (isAddress(value)) addresses[at] = (addresses[at] ?? 0) + 1;
    }
  }
  // The header is one of the filled cells, and no address.
  const isColumn = addresses.some((count, at) =>
    count >= ADDRESSES_SHARE * (filled[at]! - Number(isNamed))
  );
  if (isNamed && isColumn) return LIST;
  if (isColumn || isNamed && addresses.length) return NEARLY;
  return isNamed ? NAMED : OTHER;
}

const isAddress = (value: string) =>
  value.includes("@") && value.length <= ADDRESS_CHARS && isValidEmail(normalizeEmail(value));
