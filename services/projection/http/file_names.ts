/** The names under which downloads are saved: that of the uploaded file, and what was made of it. */

/** Control characters, and what means something in the path of a file somewhere. */
// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f\/\\:*?"<>|]/g;

/** Characters of the uploaded file's name that go into a download's. */
const STEM_CHARS = 100;

/**
 * A Content-Disposition header.
 * @param ending behind the uploaded file's name, such as "-clean.csv"
 */
export function contentDisposition(originalFilename: string, ending: string): string {
  const stem = originalFilename.replace(/\.(csv|xlsx)$/i, "").replace(UNSAFE, "_").trim()
    .slice(0, STEM_CHARS);
  const name = `${stem.toWellFormed() || "contacts"}${ending}`;
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const encoded = encodeURIComponent(name)
    .replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
