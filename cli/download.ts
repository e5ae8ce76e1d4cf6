/** `rollcall download`: writes the clean list, the excluded rows, or both to files. */
import type { Api } from "./api.ts";
import type { Targets } from "./arguments.ts";
import { writeTarget } from "./files.ts";

export interface Written {
  files: { out?: string; rejected?: string };
  lines: string[];
}

/** @throws Failure with exit code 3 while the list has not been created */
export async function download(
  api: Api,
  jobId: string,
  { out, rejected, bom, listVersion }: Targets,
  folder: string,
): Promise<Written> {
  const files: Written["files"] = {};
  const mark: Record<string, string> = bom ? { bom: "true" } : {};
  if (out !== undefined) {
    const ending = out.slice(out.lastIndexOf(".") + 1).toLowerCase();
    const query = {
      ...(ending === "csv" && mark),
      ...(listVersion !== undefined && { list_version: String(listVersion) }),
    };
    const { body } = await api.download(jobId, `contacts.${ending}`, query);
    await writeTarget(folder, out, body ?? new ReadableStream());
    files.out = out;
  }
  if (rejected !== undefined) {
    const { body } = await api.download(jobId, "rejected.csv", mark);
    await writeTarget(folder, rejected, body ?? new ReadableStream());
    files.rejected = rejected;
  }
  const lines = [
    ...(out === undefined ? [] : [`The clean list is in ${out}.`]),
    ...(rejected === undefined ? [] : [`The rows that are not on the list are in ${rejected}.`]),
  ];
  return { files, lines };
}
