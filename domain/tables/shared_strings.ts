/** A workbook's shared strings, which cells refer to by number. */
import { unescapeText } from "./cell_text.ts";
import type { WorkBudget } from "./work_budget.ts";
import { readXml } from "./xml.ts";

export async function sharedStrings(
  bytes: AsyncIterable<Uint8Array>,
  budget: WorkBudget,
): Promise<string[]> {
  const strings: string[] = [];
  const text = new RichText();
  await readXml(bytes, {
    open: (name) => text.open(name),
    text: (piece) => text.add(piece),
    close(name) {
      text.close(name);
      if (name === "si") strings.push(unescapeText(text.take()));
    },
  }, budget);
  return strings;
}

/** A text of separately formatted runs; phonetic hints are left out. */
export class RichText {
  #text = "";
  #isText = false;
  #isSpoken = false;

  open(name: string): void {
    if (name === "t") this.#isText = true;
    else if (name === "rPh") this.#isSpoken = true;
  }

  add(piece: string): void {
    if (this.#isText && !this.#isSpoken) this.#text += piece;
  }

  close(name: string): void {
    if (name === "t") this.#isText = false;
    else if (name === "rPh") this.#isSpoken = false;
  }

  /** Returns the text and resets for the next one. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
