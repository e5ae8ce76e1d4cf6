/** The file of a user's own job, to be read again. */
import type { ReadableStream as WebStream } from "node:stream/web";
import { Readable } from "node:stream";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import type { UploadParts } from "./parts.ts";
import type { EarlierFile } from "./receive.ts";
import { Refused } from "./refusal.ts";

/** @throws Refused where there is no such job, or its file is gone */
export function storedFiles(
  { store, objects }: Pick<UploadParts, "store" | "objects">,
  userId: string,
): (jobId: string) => Promise<EarlierFile> {
  return async (jobId) => {
    const { created, deleted } = await loadJob(store, jobId);
    if (deleted || created?.data.userId !== userId || !created.personal) {
      throw new Refused({ outcome: "unknown job" });
    }
    const stream = await objects.getStream(created.data.fileKey);
    if (!stream) throw new Refused({ outcome: "file gone" });
    const { originalFilename: filename } = created.personal;
    return { filename, stream: Readable.fromWeb(stream as WebStream) };
  };
}
