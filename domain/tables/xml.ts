/** Streaming XML: elements by local name, since programs use different prefixes. */
import { SaxesParser } from "saxes";
import { UnreadableFile } from "./unreadable_file.ts";
import type { WorkBudget } from "./work_budget.ts";
import { damaged } from "./zip_parts.ts";

/** Characters between two elements: no contact has longer values. */
const SILENT_CHARS = 2 << 20;

/** Elements within one another: the parser holds each open one, which a small file has a million of. */
const MAX_DEPTH = 100;

export interface XmlHandlers {
  open?(name: string, attribute: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Calls handlers; custom entities are not expanded. @throws UnreadableFile */
export class XmlReader {
  readonly #parser = new SaxesParser();
  #decoder: TextDecoder | undefined;
  #silentChars = 0;
  #depth = 0;

  /** @param budget what elements are charged to */
  constructor({ open, text, close }: XmlHandlers, budget: WorkBudget) {
    this.#parser.on("opentag", ({ name, attributes }) => {
      this.#silentChars = 0;
      if (!budget.spend(1)) throw budget.refusal;
      if (++this.#depth > MAX_DEPTH) throw damaged();
      open?.(local(name), (wanted) => {
        if (wanted in attributes) return attributes[wanted];
        const found = Object.keys(attributes).find((key) => key.endsWith(`:${wanted}`));
        return found && attributes[found];
      });
    });
    if (text) {
      this.#parser.on("text", text);
      this.#parser.on("cdata", text);
    }
    this.#parser.on("closetag", ({ name }) => {
      this.#depth--;
      close?.(local(name));
    });
  }

  write(bytes: Uint8Array): void {
    this.#decoder ??= new TextDecoder(isUtf16(bytes) ? "utf-16le" : "utf-8");
    this.#parse(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The end of the document. */
  close(): void {
    if (!this.#decoder) return;
    this.#parse(this.#decoder.decode(), true);
  }

  #parse(text: string, isLast = false): void {
    this.#silentChars += text.length;
    if (this.#silentChars > SILENT_CHARS) throw tooLong();
    // Handlers only collect, so errors here are about the document.
    try {
      this.#parser.write(text);
      if (isLast) this.#parser.close();
    } catch (error) {
      throw error instanceof UnreadableFile ? error : damaged();
    }
  }
}

/** Reads a whole document from small chunks. */
export async function readXml(
  bytes: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
  budget: WorkBudget,
): Promise<void> {
  const reader = new XmlReader(handlers, budget);
  for await (const piece of bytes) reader.write(piece);
  reader.close();
}

const isUtf16 = ([first, second]: Uint8Array) => first === 0xff && second === 0xfe;

const tooLong = () =>
  new UnreadableFile(
    "TOO_MUCH_DATA",
    `The workbook holds a value or a comment of more than ${SILENT_CHARS} characters. Shorten it ` +
      `and upload the file again.`,
  );

const local = (name: string) => name.slice(name.indexOf(":") + 1);
