/**
 * Lists whose columns are set to a width with spaces, and nothing between them: what printers got, and
 * what databases and mainframes still write. Where a column begins is shown by a line of dashes, or by
 * the header's names, and by what is blank in nearly all lines.
 */
import { isAddress, LOOKED_AT } from "./address_column.ts";
import { namesEmail } from "./header_names.ts";

/** A line of dashes, one run for each column. */
const RULER = /^\s*(?:[-=]{2,}\s+)+[-=]{2,}\s*$/;
/** Of the lines, those in which a place must be blank to part columns. */
const BLANK_SHARE = 0.9;
/** A header's names are apart by so many spaces; with one they are words of a name. */
const NAME = /\S+(?: \S+)*/g;

/** Where each column begins, the first at 0; undefined where the text is no such list. */
export function fixedColumns(text: string): number[] | undefined {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim()).slice(0, LOOKED_AT);
  if (lines.some((line) => line.includes("\t"))) return undefined;
  for (const [at, line] of lines.entries()) {
    const ruler = lines[at + 1] ?? "";
    const isRuled = RULER.test(ruler);
    const spans = spansOf(isRuled ? ruler : line, isRuled ? /\S+/g : NAME);
    if (spans.length < 2) continue;
    const below = lines.slice(at + (isRuled ? 2 : 1));
    const starts = isRuled
      ? spans.map(([begin], place) => place ? begin : 0)
      : startsOf(spans, [line, ...below]);
    if (!starts || !namesEmail(cut(line, starts))) continue;
    return below.some((one) => cut(one, starts).filter((cell) => isAddress(cell)).length === 1)
      ? starts
      : undefined;
  }
  return undefined;
}

/** A line's cells, without the spaces around them; one for a line that no columns part. */
export function cut(line: string, starts: readonly number[]): string[] {
  const isParted = starts.every((start) => start === 0 || (line[start - 1] ?? " ") === " ");
  if (!isParted) return [line.trim()];
  return starts.map((start, at) => line.slice(start, starts[at + 1]).trim());
}

type Span = [start: number, end: number];

const spansOf = (line: string, pattern: RegExp): Span[] =>
  [...line.matchAll(pattern)].map(({ index, 0: word }) => [index, index + word.length]);

/** Between two names the last place that is blank in nearly all lines. */
function startsOf(spans: Span[], lines: string[]): number[] | undefined {
  const starts = [0];
  for (const [at, [begin]] of spans.entries()) {
    if (at === 0) continue;
    const [, end] = spans[at - 1]!;
    let place = begin - 1;
    while (place >= end && !isBlankIn(lines, place)) place--;
    if (place < end) return undefined;
    starts.push(place + 1);
  }
  return starts;
}

function isBlankIn(lines: string[], place: number): boolean {
  const blank = lines.filter((line) => (line[place] ?? " ") === " ").length;
  return blank >= BLANK_SHARE * lines.length;
}
