/** Which queries are long work, done in slices: the others go first. Pure. */

/** Files, by the end of their path. */
export const DOWNLOADS = ["contacts.csv", "contacts.xlsx", "contacts.json", "rejected.csv"];

const PATHS = [...DOWNLOADS, "contacts/diff", "lists", "rows/values"].map((rest) => `/${rest}`);
/** A copy of everything about a user. */
export const EXPORT = "/me/export";
/** Reading the past folds a job again; a search scans all rows. */
const WORDS = ["at_version", "q", "sort", "filter"];

/** Whether a query looks at as many rows as its job has. */
export function isLong({ pathname, searchParams }: URL): boolean {
  return pathname === EXPORT || PATHS.some((path) => pathname.endsWith(path)) ||
    WORDS.some((word) => searchParams.get(word));
}
