/** The differences between two versions of a clean list, field by field. */
import { valueAt } from "@rollcall/contracts/by-key";
import type { Contact, ContactChange, ContactList } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contracts/fields";
import { m } from "../paraglide/messages.js";
import { fieldLabel } from "../text/words.ts";
import type { Tone } from "../ui/tone.ts";

export type FieldChange = { label: string; before: string; after: string };

export const CHANGES: Record<ContactChange["change"], { label: string; tone: Tone }> = {
  added: { label: m.lists_added(), tone: "good" },
  removed: { label: m.lists_removed(), tone: "bad" },
  changed: { label: m.lists_changed(), tone: "info" },
};

/** Only the fields that differ, before and after. */
export function fieldChanges({ before, after, fields }: ContactChange): FieldChange[] {
  if (!before || !after) return [];
  return fields.map((field) => ({
    label: fieldLabel(field),
    before: valueOf(before, field),
    after: valueOf(after, field),
  }));
}

/** "2 added, 1 changed", or that there are no changes. */
export function changesLine(
  { added, removed, changed }: Pick<ContactList, "added" | "removed" | "changed">,
): string {
  const parts = [
    added > 0 && m.lists_count_added({ n: added }),
    removed > 0 && m.lists_count_removed({ n: removed }),
    changed > 0 && m.lists_count_changed({ n: changed }),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : m.lists_none_changed();
}

function valueOf(contact: Contact, field: string): string {
  const known = contactFields.find((one) => one === field);
  return known ? contact[known] ?? "" : valueAt(contact.extra, field);
}
