/** The differences between two versions of a clean list, field by field. */
import { valueAt } from "@rollcall/contracts/by-key";
import type { Contact, ContactChange, ContactList } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contracts/fields";
import { count, fieldLabel } from "../text/words.ts";
import type { Tone } from "../ui/tone.ts";

export type FieldChange = { label: string; before: string; after: string };

export const CHANGES: Record<ContactChange["change"], { label: string; tone: Tone }> = {
  added: { label: "Added", tone: "good" },
  removed: { label: "Removed", tone: "bad" },
  changed: { label: "Changed", tone: "info" },
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
    added > 0 && `${count(added, "contact")} added`,
    removed > 0 && `${count(removed, "contact")} removed`,
    changed > 0 && `${count(changed, "contact")} changed`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "the same contacts";
}

function valueOf(contact: Contact, field: string): string {
  const known = contactFields.find((one) => one === field);
  return known ? contact[known] ?? "" : valueAt(contact.extra, field);
}
