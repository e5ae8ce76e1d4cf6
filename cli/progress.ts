/**
 * Progress display: on a terminal one updating line, elsewhere a plain line per step. Always on
 * stderr, so that stdout has results only.
 */
import { formatCount } from "@rollcall/contracts/in-words";
import type { Job } from "@rollcall/contracts/api";

export interface Terminal {
  isTerminal: boolean;
  /** columns of a line */
  width: number;
  write(text: string): void;
}

/** Width of the bar, and the number of steps in plain output. */
const BAR_CELLS = 24, PLAIN_STEPS = 4;

export class Progress {
  #last = "";

  constructor(readonly terminal: Terminal) {}

  /** @param share from 0 to 1 */
  uploading(name: string, share: number): void {
    this.#show(`uploading ${name}`, share, "");
  }

  job({ status, progress, total_rows }: Job): void {
    const rows = formatCount(total_rows, "row");
    if (status === "PENDING") this.#show("waiting for its turn", 0, "");
    else if (status === "PROCESSING" && progress < 1) this.#show("reading", progress, rows);
    else if (status === "PROCESSING") this.#show("comparing", 1, rows);
    else this.clear();
  }

  /** Prints a permanent line. */
  line(text: string): void {
    this.clear();
    this.terminal.write(`${text}\n`);
  }

  /** Clears the updating line. */
  clear(): void {
    if (this.terminal.isTerminal && this.#last) this.terminal.write("\r\x1b[K");
    this.#last = "";
  }

  #show(what: string, share: number, more: string): void {
    const text = this.terminal.isTerminal
      ? barLine(what, share, more, this.terminal.width)
      : plainLine(what, share, more);
    if (text === this.#last) return;
    this.#last = text;
    this.terminal.write(this.terminal.isTerminal ? `\r\x1b[K${text}` : `${text}\n`);
  }
}

/** `reading      ████████░░░░  66 %  1,200 rows`, cut to the terminal's width. */
export function barLine(what: string, share: number, more: string, width: number): string {
  const full = Math.round(bounded(share) * BAR_CELLS);
  const bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
  const percent = `${Math.floor(bounded(share) * 100)} %`.padStart(5);
  return `${what.padEnd(20)} ${bar} ${percent}  ${more}`.trimEnd().slice(0, Math.max(width - 1, 1));
}

/** Only every quarter is printed, to keep logs short. */
function plainLine(what: string, share: number, more: string): string {
  const quarter = Math.floor(bounded(share) * PLAIN_STEPS);
  if (quarter === 0) return what;
  const percent = `${quarter * (100 / PLAIN_STEPS)} %`;
  return more && quarter === PLAIN_STEPS ? `${what} ${percent}, ${more}` : `${what} ${percent}`;
}

const bounded = (share: number) => Math.min(1, Math.max(0, share || 0));
