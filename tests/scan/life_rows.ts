/** Changes of rows with marked values, what is asked of them, and every way back. */
import type { ChangeAnswer, Contact, RowIdsFound, UndoState } from "@rollcall/contracts/api";
import type { MarkedClient } from "./marked_client.ts";

interface Written {
  version: number;
}

/** A row of the file that no issue asks about. */
const ROW = 5;

/** @param id of a job whose clean list was created at `version` */
export async function changeRows(
  ann: MarkedClient,
  id: string,
  version: number,
  of: Record<string, string>,
): Promise<void> {
  const job = `/jobs/${id}`;
  const seen = <T>(path: string, { version }: Written) =>
    ann.get<T>(`${job}${path}${path.includes("?") ? "&" : "?"}min_version=${version}`);

  await ann.done("GET", `${job}/rows/values?column=${of.header}`);
  const found = await ann.done<RowIdsFound>("GET", `${job}/rows/ids?q=${of.first}`);
  const edit = { raw_row_id: ROW, data: { company: `${of.typed}b` }, seen: { company: "" } };
  await ann.done("POST", `${job}/rows/edit/preview`, edit);
  await ann.done("POST", `${job}/rows/edit`, edit);
  const listed = await ann.done<Written>("POST", `${job}/finalize`);
  await seen("/contacts/columns", listed);
  await seen("/contacts/diff", listed);
  const [contact] = await seen<Contact[]>(`/contacts?q=${of.typed}b`, listed);
  await seen(`/contacts/${contact!.id}/provenance`, listed);

  const change = {
    raw_row_ids: found.raw_row_ids,
    operation: { do: "replace", column: "last_name", find: of.last, by: `${of.typed}c` },
  };
  await ann.done("POST", `${job}/rows/change/preview`, change);
  const changed = await ann.done<ChangeAnswer>("POST", `${job}/rows/change`, change);
  await ann.done("DELETE", `${job}/batches/${changed.batch_id}`);
  const column = {
    raw_row_ids: `1-${ROW}`,
    operation: { do: "set", column: of.header, value: `${of.typed}d` },
  };
  await ann.done("POST", `${job}/rows/change`, column);
  await ann.done("POST", `${job}/rows/exclude`, { raw_row_ids: `${ROW}` });
  await ann.done("POST", `${job}/rows/bring-back`, { raw_row_ids: `${ROW}` });
  const undone = await ann.done<Written>("POST", `${job}/undo`, {});
  await seen<UndoState>("/undo", undone);
  const redone = await ann.done<Written>("POST", `${job}/redo`, {});
  const asked = { to_version: version, seen_version: redone.version };
  await ann.done("POST", `${job}/restore/preview`, asked);
  await ann.done("POST", `${job}/restore`, asked);
}
