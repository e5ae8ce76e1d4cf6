/** What Postgres can hold as a row's id, an issue's number or a list's version. */
export const MAX_INT = 2 ** 31 - 1;
