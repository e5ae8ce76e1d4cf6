/**
 * What a file may make of itself besides rows: lines and cells that hold nothing, texts that no cell
 * points to. Nobody counts them as rows, yet each is work, and some kilobytes can unpack to millions.
 */
import { UnreadableFile } from "./unreadable.ts";

/** Cells of a text's blank lines, a line without any being one. */
const BLANK_CELLS = 2_000_000;

/** Rows, cells, values and texts of any workbook: 200,000 texts in as many cells are 800,000. */
const ELEMENTS_FOR_ANY = 1_000_000;
/** By the workbook's bytes: styled cells without a value have 2 bytes or more, packed. */
const ELEMENTS_A_BYTE = 4;
/** At most: what real workbooks have that unpack to all that is read. */
const MAX_ELEMENTS = 6_000_000;

export class WorkBudget {
  #left: number;

  private constructor(limit: number, readonly refusal: UnreadableFile) {
    this.#left = limit;
  }

  /** Counted in elements of XML. */
  static ofWorkbook(sizeBytes: number): WorkBudget {
    const limit = Math.min(MAX_ELEMENTS, Math.max(ELEMENTS_FOR_ANY, ELEMENTS_A_BYTE * sizeBytes));
    return new WorkBudget(
      limit,
      tooMuch(
        `The workbook has ${number(sizeBytes)} bytes, but unpacks to more than ${number(limit)} ` +
          `rows, cells and texts, most of them empty or unused. Copy the rows that you need into ` +
          `a new workbook, and upload that.`,
      ),
    );
  }

  /** Counted in cells of blank lines. */
  static ofText(): WorkBudget {
    return new WorkBudget(
      BLANK_CELLS,
      tooMuch(
        `The file has more than ${number(BLANK_CELLS)} empty cells in blank lines. Delete the ` +
          `blank lines, and upload it again.`,
      ),
    );
  }

  /** Whether there is enough for so much more work; once there is not, there never is. */
  spend(count: number): boolean {
    this.#left -= count;
    return this.#left >= 0;
  }
}

const tooMuch = (message: string) => new UnreadableFile("TOO_MUCH_DATA", message);
const { format: number } = new Intl.NumberFormat("en-US");
