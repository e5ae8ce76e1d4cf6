/** The table of real file shapes. */
import { columns } from "./columns.ts";
import { dialects } from "./dialects.ts";
import { encodings } from "./encodings.ts";
import { guards } from "./guards.ts";
import { headers } from "./headers.ts";
import { kinds } from "./kinds.ts";
import { nested } from "./nested.ts";
import { oddRows } from "./odd_rows.ts";
import { oldEncodings } from "./old_encodings.ts";
import { preambles } from "./preambles.ts";
import { programs } from "./programs.ts";
import { lineEnds, quotes } from "./quotes.ts";
import { rareDialects } from "./rare_dialects.ts";
import { refusals } from "./refused.ts";
import type { Shape } from "./shape.ts";
import { sheets } from "./sheets.ts";
import { values } from "./values.ts";
import { unusualHeaders } from "./unusual_headers.ts";
import { workbooks } from "./workbooks.ts";

export async function allShapes(): Promise<Shape[]> {
  return [
    ...[encodings, dialects, oddRows, programs, headers, columns, values, kinds].flat(),
    ...[quotes, lineEnds, guards, preambles, oldEncodings].flat(),
    ...[rareDialects, nested, unusualHeaders].flat(),
    ...await workbooks(),
    ...await sheets(),
    ...refusals,
  ];
}
