/** The columns that were named for all rows, laid over them in the database: as `layColumns` does. */
import type { ChosenColumn } from "@rollcall/contacts";
import type { Sql, TransactionSql } from "@rollcall/event-store";
import type { Fragment } from "./fragment.ts";

/** @param data a jsonb of a row's values, as read */
export function withChosen(
  sql: Sql | TransactionSql,
  data: Fragment,
  chosen: readonly ChosenColumn[],
): Fragment {
  return chosen.reduce(
    (laid, { field, key }) =>
      sql`(${laid} || jsonb_build_object(${field}::text, coalesce(${data} ->> ${key}::text, '')))`,
    data,
  );
}
