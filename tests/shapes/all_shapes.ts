/** The table of real file shapes. */
import { dialects } from "./dialects.ts";
import { encodings } from "./encodings.ts";
import { headers } from "./headers.ts";
import { oddRows } from "./odd_rows.ts";
import { programs } from "./programs.ts";
import { refusals } from "./refused.ts";
import type { Shape } from "./shape.ts";
import { values } from "./values.ts";
import { workbooks } from "./workbooks.ts";

export async function allShapes(): Promise<Shape[]> {
  return [
    ...[encodings, dialects, oddRows, programs, headers, values].flat(),
    ...await workbooks(),
    ...refusals,
  ];
}
