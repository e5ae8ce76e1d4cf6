/**
 * A sheet's XML as rows, piece by piece. Cells are placed by their addresses; what a sheet leaves
 * out is empty. Rows and columns count as the sheet says, so that people find them there.
 */
import type { CellFormat } from "./cell_formats.ts";
import { numberText, unescapeText } from "./cell_text.ts";
import { MAX_ROW_CHARS } from "./csv_rows.ts";
import type { TableRow } from "./open_table.ts";
import { RichText } from "./shared_strings.ts";
import { UnreadableFile } from "./unreadable.ts";
import type { WorkBudget } from "./work_budget.ts";
import { XmlReader } from "./xml.ts";
import { damaged } from "./zip_parts.ts";

/** What Excel itself can hold. */
const SHEET_COLUMNS = 16_384, SHEET_ROWS = 1_048_576;
/** Of all cells: many may point to one long text. */
const SHEET_CHARS = 64 << 20;

export interface CellContext {
  strings: string[];
  formats: CellFormat[];
  from1904: boolean;
}

export class SheetRows {
  #rows: TableRow[] = [];
  #line = 0;
  #values: string[] = [];
  #cell: { at: number; type: string; format: CellFormat } = { at: -1, type: "n", format: PLAIN };
  #value: string | undefined;
  #chars = 0;
  #rowChars = 0;
  #fault: UnreadableFile | undefined;
  readonly #rich = new RichText();
  readonly #xml: XmlReader;

  constructor(readonly context: CellContext, budget: WorkBudget) {
    this.#xml = new XmlReader({
      open: (name, attribute) => this.#open(name, attribute),
      text: (piece) => {
        if (this.#value !== undefined) this.#value += piece;
        else this.#rich.add(piece);
      },
      close: (name) => this.#close(name),
    }, budget);
  }

  /** The rows that end in these bytes; blank ones are left out. @throws UnreadableFile */
  push(bytes: Uint8Array): TableRow[] {
    this.#xml.write(bytes);
    if (this.#fault && !this.#rows.length) throw this.#fault;
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** @throws UnreadableFile where the sheet does not end, or a row was at fault */
  close(): void {
    if (this.#fault) throw this.#fault;
    this.#xml.close();
  }

  #open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === "row") {
      const line = Number(attribute("r") ?? this.#line + 1);
      this.#line = line > this.#line && line <= SHEET_ROWS ? line : this.#line + 1;
      this.#values = [];
      this.#rowChars = 0;
      this.#cell.at = -1;
    } else if (name === "c") {
      const address = attribute("r");
      const at = address ? columnOf(address) : this.#cell.at + 1;
      if (at < 0 || at >= SHEET_COLUMNS) this.#fault ??= damaged();
      const format = this.context.formats[Number(attribute("s") ?? 0)] ?? PLAIN;
      this.#cell = { at, type: attribute("t") ?? "n", format };
    } else if (name === "v") this.#value = "";
    else this.#rich.open(name);
  }

  #close(name: string): void {
    if (name === "v") {
      this.#put(this.#read(this.#value ?? ""));
      this.#value = undefined;
    } else if (name === "is") this.#put(unescapeText(this.#rich.take()));
    else if (name === "row") this.#endRow();
    else this.#rich.close(name);
  }

  #read(raw: string): string {
    const { strings, from1904 } = this.context;
    switch (this.#cell.type) {
      case "s":
        return strings[Number(raw)] ?? "";
      case "b":
        return raw.trim() === "1" ? "TRUE" : "FALSE";
      case "n":
        return numberText(raw, this.#cell.format, from1904);
      default:
        return unescapeText(raw);
    }
  }

  /** Empty values take no place: a row would be as wide as its last formatted cell. */
  #put(value: string): void {
    if (!value || this.#fault) return;
    this.#rowChars += value.length;
    this.#chars += value.length;
    if (this.#rowChars > MAX_ROW_CHARS) this.#fault = tooLong(this.#line);
    if (this.#chars > SHEET_CHARS) this.#fault = tooMuch();
    while (this.#values.length < this.#cell.at) this.#values.push("");
    this.#values[this.#cell.at] = value;
  }

  #endRow(): void {
    if (this.#fault || !this.#values.some((value) => value.trim())) return;
    this.#rows.push({ line: this.#line, values: this.#values });
  }
}

const PLAIN: CellFormat = { kind: "plain" };

/** "AB12" is 27; -1 where it is no address. */
function columnOf(address: string): number {
  let column = 0;
  for (const letter of /^[A-Za-z]{1,3}/.exec(address)?.[0].toUpperCase() ?? "") {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}

const tooLong = (line: number) =>
  new UnreadableFile(
    "ROW_TOO_LONG",
    `Row ${line} of the sheet is longer than ${MAX_ROW_CHARS} characters. Shorten it and upload ` +
      `the file again.`,
  );

const tooMuch = () =>
  new UnreadableFile(
    "WORKBOOK_TOO_LARGE",
    `The sheet holds more than ${SHEET_CHARS} characters. Split it and upload its parts.`,
  );
