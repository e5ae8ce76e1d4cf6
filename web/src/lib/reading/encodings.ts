/** The encodings to choose from, by labels of the Encoding Standard. */
export type NamedValue = { value: string; label: string };

export const ENCODINGS: readonly NamedValue[] = [
  { value: "utf-8", label: "UTF-8" },
  { value: "utf-16le", label: "UTF-16 LE" },
  { value: "utf-16be", label: "UTF-16 BE" },
  { value: "windows-1252", label: "Western (Windows-1252)" },
  { value: "iso-8859-15", label: "Western (ISO-8859-15)" },
  { value: "macintosh", label: "Western (Mac)" },
  { value: "ibm850", label: "Western (MS-DOS 850)" },
  { value: "ibm437", label: "Western (MS-DOS 437)" },
  { value: "windows-1250", label: "Central European (Windows-1250)" },
  { value: "iso-8859-2", label: "Central European (ISO-8859-2)" },
  { value: "windows-1257", label: "Baltic (Windows-1257)" },
  { value: "windows-1251", label: "Cyrillic (Windows-1251)" },
  { value: "koi8-r", label: "Cyrillic (KOI8-R)" },
  { value: "windows-1253", label: "Greek (Windows-1253)" },
  { value: "windows-1254", label: "Turkish (Windows-1254)" },
  { value: "windows-1255", label: "Hebrew (Windows-1255)" },
  { value: "windows-1256", label: "Arabic (Windows-1256)" },
  { value: "shift_jis", label: "Japanese (Shift JIS)" },
  { value: "euc-jp", label: "Japanese (EUC-JP)" },
  { value: "gb18030", label: "Chinese, simplified (GB18030)" },
  { value: "big5", label: "Chinese, traditional (Big5)" },
  { value: "euc-kr", label: "Korean (EUC-KR)" },
];

/** An encoding that is not in the list is shown by its label. */
export function encodingName(label: string): string {
  return nameIn(ENCODINGS, label.toLowerCase()) ?? label.toUpperCase();
}

export function nameIn(names: readonly NamedValue[], value: string): string | undefined {
  return names.find((one) => one.value === value)?.label;
}
