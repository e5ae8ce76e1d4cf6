/**
 * Prints log lines many at a time: printing each on its own took a third of the gateway's time for
 * a proxied request. A process that is killed loses its last lines; one that exits does not, and an
 * unexpected fault is printed at once.
 */

/** The longest that a line waits. */
const WAIT_MS = 20;
/** As many as this are printed without waiting for more. */
const TOGETHER = 256;

/** Prints one line; `isUrgent` prints it, and all before it, at once. */
export type WriteLine = (line: string, isUrgent: boolean) => void;

/** @param print prints text and a line break; replaced in tests */
export function gatherLines(print: (text: string) => void = console.log): WriteLine {
  let lines: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (lines.length === 0) return;
    const text = lines.join("\n");
    lines = [];
    print(text);
  };
  globalThis.addEventListener("unload", flush);
  return (line, isUrgent) => {
    lines.push(line);
    if (isUrgent || lines.length >= TOGETHER) flush();
    else timer ??= setTimeout(flush, WAIT_MS);
  };
}
