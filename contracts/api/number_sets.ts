/** Sets of rows and of issues in requests, as short texts such as "1-5,7". */
import { z } from "zod";
import { parseRowSet } from "../row_set.ts";

/** Longer than the set of every second row of the largest file. */
const MAX_SET_CHARS = 900_000;

const numberSet = (message: string) =>
  z.string().min(1).max(MAX_SET_CHARS).refine(isNumberSet, { message });

export const RowSet = numberSet('takes ids of rows in ascending order, such as "1-5,7"')
  .meta({ id: "RowSet", description: 'raw_row_ids in ascending order, such as "1-5,7"' });

export const IssueSet = numberSet('takes numbers of issues in ascending order, such as "1-5,7"')
  .meta({
    id: "IssueSet",
    description: 'numbers of issues in ascending order, such as "1-5,7"; ' +
      "an issue's id ends with its number",
  });

function isNumberSet(text: string): boolean {
  try {
    return parseRowSet(text).length > 0;
  } catch {
    return false;
  }
}
