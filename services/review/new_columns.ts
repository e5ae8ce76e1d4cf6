/**
 * The columns that an operation adds to a job: names of no field and no column, which it gives values
 * that it computes. Nothing else adds one, so that a name that is mistyped is refused as before.
 */
import {
  cleanHeader,
  contactFields,
  dropInvisible,
  isExtra,
  trimText,
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

/**
 * @returns the refusal of a name that no column can have, or that a column almost has, and of one
 * that two results would go to
 */
export function nameColumns(rows: Rows, asked: ValueOperation): Named | Refused {
  const targets: string[] = [];
  const operation = withTargets(asked, (name) => {
    const known = isName(rows, name) ? name : cleanHeader(name);
    targets.push(known);
    return known;
  });
  const twice = targets.find((name, i) => targets.indexOf(name) < i);
  if (twice !== undefined) {
    const detail = `Two parts would go into "${twice}", and one be lost; give each its own column.`;
    return { ...refuse(422, "SAME_COLUMN", detail), field: twice };
  }
  const adds = targets.filter((name) => !isName(rows, name));
  for (const [i, name] of adds.entries()) {
    const wrong = wrongWith(rows, name, adds.slice(0, i));
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

/** @param beside new names of the same operation */
function wrongWith(rows: Rows, name: string, beside: string[]): string | undefined {
  if (name === "") return "A new column needs a name.";
  if (name.length > NAME_CHARS) {
    return `A column's name has at most ${NAME_CHARS} characters.`;
  }
  if (!isExtra(name)) return `"${name}" is a name that Rollcall uses itself; choose another one.`;
  const looks = looksOf(name);
  const like = (names: Iterable<string>) => [...names].find((other) => looksOf(other) === looks);
  const { columns, names } = rows.index;
  const there = like(columns.map(({ header }) => header)) ??
    like([...names, ...contactFields, ...beside]);
  if (there !== undefined) {
    return `There is a column "${there}" already; choose that one, or another name than "${name}".`;
  }
  const added = like(rows.added);
  if (added === undefined) return undefined;
  // It may have been undone: then nobody sees it, and it cannot be chosen.
  return `A column "${added}" was added before; write it in the same way, or choose another name ` +
    `than "${name}".`;
}

/** A name as it is told apart by eye: whatever its case, its spaces, and what shows nothing. */
const looksOf = (name: string): string =>
  trimText(dropInvisible(name.normalize("NFKC"))).replace(/\s+/g, " ").toLowerCase();
