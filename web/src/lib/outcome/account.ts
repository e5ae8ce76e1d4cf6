/** What became of a file's rows, in figures that add up, each with the way to the rows. Pure. */
import type { Job } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";

export interface Share {
  name: "contacts" | "merged" | "excluded";
  label: string;
  rows: number;
  /** of the page, with the rows */
  href: string;
}

/** Contacts, merged and excluded rows; together they are all rows. Empty without a clean list. */
export function sharesOf(
  job: Pick<Job, "contact_count" | "merged_rows" | "left_out_rows">,
): Share[] {
  const { contact_count, merged_rows, left_out_rows } = job;
  if (contact_count === null) return [];
  return [
    { name: "contacts", label: m.outcome_contacts(), rows: contact_count, href: "?tab=contacts" },
    {
      name: "merged",
      label: m.outcome_merged(),
      rows: merged_rows ?? 0,
      href: "?tab=rows&filter=state%3Ais%3Amerged",
    },
    {
      name: "excluded",
      label: m.outcome_excluded(),
      rows: left_out_rows ?? 0,
      href: "?tab=excluded",
    },
  ];
}

/** Whether the shares are all rows: every row is accounted for. */
export const addsUp = (job: Pick<Job, "total_rows">, shares: readonly Share[]): boolean =>
  shares.reduce((sum, { rows }) => sum + rows, 0) === job.total_rows;

/** "99%", but 100 only of all and 0 only of none. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  if (part === whole) return m.text_percent({ n: 100 });
  if (part === 0) return m.text_percent({ n: 0 });
  const rounded = Math.round((100 * part) / whole);
  return m.text_percent({ n: Math.min(99, Math.max(1, rounded)) });
}
