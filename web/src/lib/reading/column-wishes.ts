/** What the user wants done with columns that are no field, by the columns' places in the file. */
import type { ColumnWish } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { columnKey, type PreviewColumn } from "./columns.ts";

export type ColumnType = NonNullable<ColumnWish["type"]>;

/** Without the column's header, which follows from its place. */
export type Wish = Omit<ColumnWish, "header">;

export const TYPES: readonly { value: ColumnType; label: string }[] = [
  { value: "text", label: m.reading_type_text() },
  { value: "number", label: m.reading_type_number() },
  { value: "date", label: m.reading_type_date() },
  { value: "choice", label: m.reading_type_choice() },
];

/** The wishes with one column's changed; what asks for nothing is left out. */
export function wished(
  wishes: ReadonlyMap<number, Wish>,
  place: number,
  change: Wish,
): Map<number, Wish> {
  const next = new Map(wishes);
  const { import: imported, name, type, choices } = { ...wishes.get(place), ...change };
  const wish: Wish = {
    ...(imported === false && { import: false }),
    ...(name?.trim() && { name: name.trim() }),
    ...(type && { type }),
    ...(type === "choice" && choices?.length && { choices }),
  };
  if (Object.keys(wish).length > 0) next.set(place, wish);
  else next.delete(place);
  return next;
}

/**
 * As the API takes them. Those of columns that are fields now wait until they are none.
 * @param recalled places of which something was said before, which is forgotten where nothing is now
 */
export function columnWishes(
  columns: readonly PreviewColumn[],
  wishes: ReadonlyMap<number, Wish>,
  recalled: Iterable<number> = [],
): ColumnWish[] {
  const unsaid = [...recalled].filter((place) => !wishes.has(place));
  const all = [...wishes, ...unsaid.map((place): [number, Wish] => [place, { import: true }])];
  return all.flatMap(([place, wish]) => {
    const header = columnKey(columns, place);
    const { type, choices, ...rest } = wish;
    // A choice without choices is not said yet.
    const typed = type === "choice" && !choices?.length ? {} : {
      ...(type && { type }),
      ...(choices && { choices }),
    };
    const said = { ...rest, ...typed };
    return header && Object.keys(said).length > 0 ? [{ header, ...said }] : [];
  });
}

/** What is typed into the field of choices, as a list. */
export function choicesOf(text: string): string[] {
  return [...new Set(text.split(/[,;\n]/).map((choice) => choice.trim()).filter((one) => one))];
}
