/** What an upload sends: a file from here, or the stored one of a job, to be read otherwise. */
import type { Job } from "@rollcall/contracts/api";

export interface StoredFile {
  name: string;
  size: number;
  /** the job whose file it is, and how that one was read */
  job: Job;
}

export type Source = File | StoredFile;

export const isStored = (source: Source): source is StoredFile => "job" in source;

export const storedFile = (job: Job): StoredFile => ({
  name: job.original_filename,
  size: job.size_bytes,
  job,
});

/** The part of the form that has the file, or names the job. */
export function putSource(form: FormData, source: Source, part?: Blob): void {
  if (isStored(source)) form.set("read_again", source.job.id);
  else form.set("file", part ?? source, source.name);
}
