/** The pages of MS-DOS in which old programs still write; the Encoding Standard has none of them. */

/** Characters of the bytes from 128 on. */
const UPPER = new Map(Object.entries({
  ibm437: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  ibm850: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  ibm852: "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐" +
    "└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0",
}));

/** What people and programs call them. */
const LABELS = new Map(
  [...UPPER.keys()].flatMap((name) => {
    const page = name.slice(3);
    return [name, `cp${page}`, `cp-${page}`, `dos-${page}`, `ibm-${page}`, page]
      .map((label): [string, string] => [label, name]);
  }),
);

/** The name of a page by any of its labels; undefined where it is none. */
export function dosPageOf(label: string): string | undefined {
  return LABELS.get(label.trim().toLowerCase());
}

/** As TextDecoder does: every byte is a character. */
class DosDecoder {
  readonly #codes: Uint16Array;
  readonly #text = new TextDecoder("utf-16le");

  /** @param name a name that `dosPageOf` gives */
  constructor(name: string) {
    const upper = UPPER.get(name)!;
    this.#codes = Uint16Array.from(
      { length: 256 },
      (_, byte) => byte < 128 ? byte : upper.charCodeAt(byte - 128),
    );
  }

  decode(bytes: Uint8Array = new Uint8Array(), _options?: { stream: boolean }): string {
    const codes = new Uint8Array(2 * bytes.length);
    for (let at = 0; at < bytes.length; at++) {
      const code = this.#codes[bytes[at]!]!;
      codes[2 * at] = code & 0xff;
      codes[2 * at + 1] = code >> 8;
    }
    return this.#text.decode(codes);
  }
}

/** @param name of the Encoding Standard, or of a page of MS-DOS */
export function decoderOf(name: string, strict = false): Pick<TextDecoder, "decode"> {
  return dosPageOf(name) ? new DosDecoder(name) : new TextDecoder(name, { fatal: strict });
}
