/**
 * The columns that an operation adds to a job: names of no field and no column, which it gives values
 * that it computes. Nothing else adds one, so that a name that is mistyped is refused as before.
 */
import {
  cleanHeader,
  contactFields,
  isExtra,
  type ValueOperation,
  withTargets,
} from "@rollcall/contacts";
import { isName } from "./check_change.ts";
import { refuse, type Refused } from "./direct_effects.ts";
import type { Rows } from "./rows.ts";

/** Columns that a job may ever get besides those of its file. */
const ADDED_COLUMNS = 100;
const NAME_CHARS = 200;

/** The operation with its new names as headers are kept, and these names. */
export interface Named {
  operation: ValueOperation;
  adds: string[];
}

/** @returns the refusal of a name that no column can have, or that a column almost has */
export function nameColumns(rows: Rows, asked: ValueOperation): Named | Refused {
  const added = new Set<string>();
  const operation = withTargets(asked, (name) => {
    if (isName(rows, name)) return name;
    const clean = cleanHeader(name);
    if (!isName(rows, clean)) added.add(clean);
    return clean;
  });
  const adds = [...added];
  for (const name of adds) {
    const wrong = wrongWith(rows, name);
    if (wrong) return { ...refuse(422, "COLUMN_NAME", wrong), field: name };
  }
  const before = [...rows.added].filter((name) => !rows.index.names.has(name) && isExtra(name));
  if (adds.length > 0 && before.length + adds.length > ADDED_COLUMNS) {
    const detail =
      `A job gets at most ${ADDED_COLUMNS} columns more than its file has, those that ` +
      "were undone included; write into one that is there.";
    return refuse(422, "TOO_MANY_NEW_COLUMNS", detail);
  }
  return { operation, adds };
}

function wrongWith(rows: Rows, name: string): string | undefined {
  if (name === "") return "A new column needs a name.";
  if (name.length > NAME_CHARS) {
    return `A column's name has at most ${NAME_CHARS} characters.`;
  }
  if (!isExtra(name)) return `"${name}" is a name that Rollcall uses itself; choose another one.`;
  const like = alike(rows, name);
  if (like === undefined) return undefined;
  return `There is a column "${like}" already; choose that one, or another name than "${name}".`;
}

/** What a name would be mistaken for: it differs from a column's in case alone, or is its header. */
function alike({ index, added }: Rows, name: string): string | undefined {
  const fold = (text: string) => text.toLowerCase();
  const header = index.columns.find((column) => fold(column.header) === fold(name));
  return header?.header ??
    [...index.names, ...added, ...contactFields].find((other) => fold(other) === fold(name));
}
