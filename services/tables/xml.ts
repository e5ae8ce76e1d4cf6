/** XML as it comes: elements by their local names, since programs differ in prefixes. */
import { SaxesParser } from "saxes";
import { damaged } from "./zip_parts.ts";

export interface XmlHandlers {
  open?(name: string, attribute: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Feeds handlers; entities of the document's own are not expanded. @throws UnreadableFile */
export class XmlReader {
  readonly #parser = new SaxesParser();
  #decoder: TextDecoder | undefined;

  constructor({ open, text, close }: XmlHandlers) {
    this.#parser.on("opentag", ({ name, attributes }) =>
      open?.(local(name), (wanted) => {
        if (wanted in attributes) return attributes[wanted];
        const found = Object.keys(attributes).find((key) => key.endsWith(`:${wanted}`));
        return found && attributes[found];
      }));
    if (text) {
      this.#parser.on("text", text);
      this.#parser.on("cdata", text);
    }
    if (close) this.#parser.on("closetag", ({ name }) => close(local(name)));
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
    // Handlers only collect, so what is thrown here is about the document.
    try {
      this.#parser.write(text);
      if (isLast) this.#parser.close();
    } catch {
      throw damaged();
    }
  }
}

/** Reads a whole document. */
export async function readXml(
  bytes: AsyncIterable<Uint8Array>,
  handlers: XmlHandlers,
): Promise<void> {
  const reader = new XmlReader(handlers);
  for await (const piece of bytes) reader.write(piece);
  reader.close();
}

const isUtf16 = ([first, second]: Uint8Array) => first === 0xff && second === 0xfe;
const local = (name: string) => name.slice(name.indexOf(":") + 1);
