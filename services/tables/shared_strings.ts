/** The texts of a workbook, which its cells point to by number. */
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

/** A text in runs, each formatted by itself; how it is pronounced is no part of it. */
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

  /** The text so far; the next one begins. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}
