/**
 * Limits a file's work apart from its rows: empty lines and cells, unused shared strings. They do not
 * count as rows, yet each is work, and a few kilobytes can unpack to millions of them.
 */
import { formatNumber } from "@rollcall/contracts/in-words";
import { UnreadableFile } from "./unreadable_file.ts";

/** Cells of blank lines in a text; an empty line counts as one. */
const BLANK_CELLS = 2_000_000;

/** Elements allowed for any workbook: 200,000 texts in as many cells are 800,000 elements. */
const ELEMENTS_FOR_ANY = 1_000_000;
/** More by the workbook's size: a styled cell without a value takes at least 2 bytes compressed. */
const ELEMENTS_A_BYTE = 4;
/** The most that real workbooks have which unpack to the size limit. */
const MAX_ELEMENTS = 6_000_000;

export class WorkBudget {
  #left: number;

  private constructor(limit: number, readonly refusal: UnreadableFile) {
    this.#left = limit;
  }

  /** Counts XML elements. */
  static ofWorkbook(sizeBytes: number): WorkBudget {
    const limit = Math.min(MAX_ELEMENTS, Math.max(ELEMENTS_FOR_ANY, ELEMENTS_A_BYTE * sizeBytes));
    return new WorkBudget(
      limit,
      tooMuch(
        `The workbook has ${formatNumber(sizeBytes)} bytes, but unpacks to more than ${
          formatNumber(limit)
        } ` +
          `rows, cells and texts, most of them empty or unused. Copy the rows that you need into ` +
          `a new workbook, and upload that.`,
      ),
    );
  }

  /** Counts cells of blank lines. */
  static ofText(): WorkBudget {
    return new WorkBudget(
      BLANK_CELLS,
      tooMuch(
        `The file has more than ${
          formatNumber(BLANK_CELLS)
        } empty cells in blank lines. Delete the ` +
          `blank lines, and upload it again.`,
      ),
    );
  }

  /** Whether the budget allows so much more work; once exceeded, it stays exceeded. */
  spend(count: number): boolean {
    this.#left -= count;
    return this.#left >= 0;
  }
}

const tooMuch = (message: string) => new UnreadableFile("TOO_MUCH_DATA", message);
