/** A job's download links: the clean list in each format, and the excluded rows. */
import { m } from "../paraglide/messages.js";

export type Download = { label: string; note: string; href: string };

/** @param listVersion an earlier version of the list; null for the current one */
export function downloadsOf(jobId: string, listVersion: number | null): Download[] {
  const of = (form: string, more: Record<string, string> = {}) => {
    const version = listVersion === null ? undefined : { list_version: String(listVersion) };
    const query = new URLSearchParams({ ...version, ...more }).toString();
    return `/api/jobs/${jobId}/${form}${query && `?${query}`}`;
  };
  const downloads = [
    { label: m.api_csv(), note: m.api_csv_note(), href: of("contacts.csv") },
    {
      label: m.api_csv_excel(),
      note: m.api_csv_excel_note(),
      href: of("contacts.csv", { bom: "true" }),
    },
    { label: m.api_excel(), note: m.api_excel_note(), href: of("contacts.xlsx") },
    { label: m.api_json(), note: m.api_json_note(), href: of("contacts.json") },
  ];
  if (listVersion !== null) return downloads;
  const rejected = `/api/jobs/${jobId}/rejected.csv`;
  return [...downloads, {
    label: m.api_rejected(),
    note: m.api_rejected_note(),
    href: rejected,
  }];
}
