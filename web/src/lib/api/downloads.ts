/** A job's download links: the clean list in each format, and the excluded rows. */

export type Download = { label: string; note: string; href: string };

/** @param listVersion an earlier version of the list; null for the current one */
export function downloadsOf(jobId: string, listVersion: number | null): Download[] {
  const of = (form: string, more: Record<string, string> = {}) => {
    const version = listVersion === null ? undefined : { list_version: String(listVersion) };
    const query = new URLSearchParams({ ...version, ...more }).toString();
    return `/api/jobs/${jobId}/${form}${query && `?${query}`}`;
  };
  const downloads = [
    { label: "CSV", note: "UTF-8, comma", href: of("contacts.csv") },
    {
      label: "CSV for Excel",
      note: "opens with its accents",
      href: of("contacts.csv", { bom: "true" }),
    },
    { label: "Excel", note: "a workbook", href: of("contacts.xlsx") },
    { label: "JSON", note: "for programs", href: of("contacts.json") },
  ];
  if (listVersion !== null) return downloads;
  const rejected = `/api/jobs/${jobId}/rejected.csv`;
  return [...downloads, {
    label: "Rows not on the list",
    note: "CSV, with reasons",
    href: rejected,
  }];
}
