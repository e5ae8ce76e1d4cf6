/** `rollcall download`: the clean list, or what was left out of it, into files. */
import type { Api } from "./api.ts";
import type { Targets } from "./arguments.ts";
import { writeTarget } from "./files.ts";

export interface Written {
  files: { out?: string; rejected?: string };
  lines: string[];
}

/** @throws Failure with exit code 3 while the list is not fixed */
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
    ...(rejected === undefined ? [] : [`What was left out is in ${rejected}.`]),
  ];
  return { files, lines };
}
