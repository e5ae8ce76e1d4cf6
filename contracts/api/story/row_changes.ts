/** Changes of rows that no issue asks for. */
import { byKey } from "../../by_key.ts";
import type {
  ChangeAnswer,
  ColumnValues,
  RowChange,
  RowIdsFound,
  RowsAsked,
  RowsChange,
  RowsChangePreview,
} from "../changes.ts";
import { BATCH_ID } from "./ids.ts";

/** Dan's company is typed into the grid, and he is excluded; then that is undone. */
export const rowChange: RowChange = {
  raw_row_id: 4,
  data: byKey({ company: "Contoso" }),
  seen: byKey({ company: "" }),
};
export const editEffects: RowsChangePreview = {
  rows: 1,
  refused: 0,
  opens: 0,
  withdraws: 0,
  adds: [],
  samples: [{ raw_row_id: 4, field: "company", before: "", after: "Contoso" }],
};
export const rowsAsked: RowsAsked = { raw_row_ids: "4" };
export const rowChanged: ChangeAnswer = {
  ok: true,
  rows: 1,
  refused: 0,
  reopened: 0,
  batch_id: BATCH_ID,
  version: 8,
};
export const rowsBroughtBack: ChangeAnswer = { ...rowChanged, version: 9 };
/** The first is the story's. */
export const rowsChanges: Record<string, RowsChange> = {
  case: {
    raw_row_ids: "1-4",
    operation: { do: "case", column: "Loyalty Tier", to: "title" },
  },
  replace: {
    raw_row_ids: "1-4",
    operation: { do: "replace", column: "company", find: "Acme", by: "Acme Inc" },
  },
  trim: { raw_row_ids: "1-4", operation: { do: "trim" } },
  phones: { raw_row_ids: "1-4", operation: { do: "phones", region: "GB" } },
  fill: {
    raw_row_ids: "1-4",
    operation: { do: "fill", column: "job_title", from: "Loyalty Tier", only_empty: true },
  },
  split: {
    raw_row_ids: "1-4",
    operation: { do: "split", column: "job_title", by: ", ", into: ["job_title", "Department"] },
  },
  unite: {
    raw_row_ids: "1-4",
    operation: { do: "unite", column: "company", values: ["ACME, Inc."], value: "Acme" },
  },
};
export const changeEffects: RowsChangePreview = {
  rows: 1,
  refused: 0,
  opens: 0,
  withdraws: 0,
  adds: [],
  samples: [{ raw_row_id: 1, field: "Loyalty Tier", before: "gold", after: "Gold" }],
};
export const rowsChanged: ChangeAnswer = { ...rowChanged, version: 10 };
/** Before anything is changed: nothing is written in two ways. */
export const columnValues: ColumnValues = {
  distinct: 2,
  empty: 1,
  long: 0,
  values: [{ value: "Acme", rows: 2 }, { value: "Fabrikam", rows: 1 }],
  clusters: [],
  version: 7,
};
export const rowIdsFound: RowIdsFound = { raw_row_ids: "1-2", rows: 2, version: 7 };
