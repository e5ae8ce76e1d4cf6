/**
 * What happens in a test file's process, written down as it happens: whoever kills the process, or
 * the run around it, leaves the names of the tests that have ended and of those that had not.
 */
export type Entry =
  | { what: "begun"; path: string[] }
  | { what: "ended"; path: string[]; seconds: number }
  /** `logs`: the last lines of each service that the test has started. */
  | { what: "failed"; path: string[]; message: string; logs: string };

export const EVENTS_FILE = "journal.jsonl";

export function appendEntry(folder: string, entry: Entry): void {
  Deno.writeTextFileSync(`${folder}/${EVENTS_FILE}`, `${JSON.stringify(entry)}\n`, {
    append: true,
  });
}

/** The entries of a journal's text; a last line that was cut off is none. */
export function readEntries(text: string): Entry[] {
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}
