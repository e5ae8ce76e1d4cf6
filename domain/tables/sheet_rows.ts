/**
 * Parses a sheet's XML into rows, chunk by chunk. Cells are placed by their addresses; missing
 * cells are empty. Rows and columns are numbered as in the sheet, so users can find them there.
 */
import { fileFaults } from "@rollcall/contracts/file-faults";
import type { CellFormat } from "./cell_formats.ts";
import { numberText, unescapeText } from "./cell_text.ts";
import { MAX_ROW_CHARS, type TableRow } from "./table.ts";
import { RichText } from "./shared_strings.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import type { WorkBudget } from "./work_budget.ts";
import { XmlReader } from "./xml.ts";
import { damaged } from "./zip_parts.ts";

/** Excel's own limits. */
const SHEET_COLUMNS = 16_384, SHEET_ROWS = 1_048_576;
/** Characters of all cells: many may refer to one long text. */
const SHEET_CHARS = 64 << 20;

export interface CellContext {
  strings: string[];
  formats: CellFormat[];
  from1904: boolean;
}

/** What a formula shows that no program has calculated: as Excel says it of its own. */
const UNCALCULATED = "#CALC!";

interface Cell {
  /** its column, from 0 */
  at: number;
  type: string;
  format: CellFormat;
  isFormula: boolean;
  /** whether it has a value, be it an empty text */
  isFilled: boolean;
}

export class SheetRows {
  #rows: TableRow[] = [];
  #line = 0;
  #values: string[] = [];
  readonly #cell: Cell = { at: -1, type: "n", format: PLAIN, isFormula: false, isFilled: false };
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

  /** The rows that end in these bytes; blank ones are skipped. @throws UnreadableFile */
  push(bytes: Uint8Array): TableRow[] {
    this.#xml.write(bytes);
    if (this.#fault && !this.#rows.length) throw this.#fault;
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  /** @throws UnreadableFile if the sheet is incomplete or a row was invalid */
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
      const cell = this.#cell;
      cell.at = at;
      cell.type = attribute("t") ?? "n";
      cell.format = this.context.formats[Number(attribute("s") ?? 0)] ?? PLAIN;
      cell.isFormula = false;
      cell.isFilled = false;
    } else if (name === "f") this.#cell.isFormula = true;
    else if (name === "v") this.#value = "";
    else this.#rich.open(name);
  }

  #close(name: string): void {
    if (name === "v") {
      const raw = this.#value ?? "";
      this.#cell.isFilled ||= raw !== "" || this.#cell.type === "str";
      this.#put(this.#read(raw));
      this.#value = undefined;
    } else if (name === "c") {
      if (this.#cell.isFormula && !this.#cell.isFilled) this.#put(UNCALCULATED);
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

  /** Empty values are skipped, or a row would be as wide as its last formatted cell. */
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

/** "AB12" is 27; -1 if it is not an address. */
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
    fileFaults.write("longSheetRow", { line: `${line}`, most: MAX_ROW_CHARS }),
  );

const tooMuch = () =>
  new UnreadableFile(
    "WORKBOOK_TOO_LARGE",
    `The sheet holds more than ${SHEET_CHARS} characters. Split it and upload its parts.`,
  );
