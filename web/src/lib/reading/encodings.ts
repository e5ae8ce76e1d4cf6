/** The encodings to choose from, by labels of the Encoding Standard. */
import { m } from "../paraglide/messages.js";

export type NamedValue = { value: string; label: string };

export const ENCODINGS: readonly NamedValue[] = [
  { value: "utf-8", label: "UTF-8" },
  { value: "utf-16le", label: "UTF-16 LE" },
  { value: "utf-16be", label: "UTF-16 BE" },
  { value: "windows-1252", label: m.reading_script_western({ code: "Windows-1252" }) },
  { value: "iso-8859-15", label: m.reading_script_western({ code: "ISO-8859-15" }) },
  { value: "macintosh", label: m.reading_script_western({ code: "Mac" }) },
  { value: "ibm850", label: m.reading_script_western({ code: "MS-DOS 850" }) },
  { value: "ibm437", label: m.reading_script_western({ code: "MS-DOS 437" }) },
  { value: "windows-1250", label: m.reading_script_central({ code: "Windows-1250" }) },
  { value: "iso-8859-2", label: m.reading_script_central({ code: "ISO-8859-2" }) },
  { value: "windows-1257", label: m.reading_script_baltic({ code: "Windows-1257" }) },
  { value: "windows-1251", label: m.reading_script_cyrillic({ code: "Windows-1251" }) },
  { value: "koi8-r", label: m.reading_script_cyrillic({ code: "KOI8-R" }) },
  { value: "windows-1253", label: m.reading_script_greek({ code: "Windows-1253" }) },
  { value: "windows-1254", label: m.reading_script_turkish({ code: "Windows-1254" }) },
  { value: "windows-1255", label: m.reading_script_hebrew({ code: "Windows-1255" }) },
  { value: "windows-1256", label: m.reading_script_arabic({ code: "Windows-1256" }) },
  { value: "shift_jis", label: m.reading_script_japanese({ code: "Shift JIS" }) },
  { value: "euc-jp", label: m.reading_script_japanese({ code: "EUC-JP" }) },
  { value: "gb18030", label: m.reading_script_chinese_simplified({ code: "GB18030" }) },
  { value: "big5", label: m.reading_script_chinese_traditional({ code: "Big5" }) },
  { value: "euc-kr", label: m.reading_script_korean({ code: "EUC-KR" }) },
];

/** An encoding that is not in the list is shown by its label. */
export function encodingName(label: string): string {
  return nameIn(ENCODINGS, label.toLowerCase()) ?? label.toUpperCase();
}

export function nameIn(names: readonly NamedValue[], value: string): string | undefined {
  return names.find((one) => one.value === value)?.label;
}
