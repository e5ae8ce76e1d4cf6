/**
 * Reads and writes files. Paths are relative to the user's folder, even if a task runner changed
 * the working directory. A file is written completely or not at all.
 */
import { basename, dirname, resolve } from "node:path";
import { exitCodes, Failure, NoAnswer } from "./exit_codes.ts";
import { type FormBody, multipart } from "./multipart.ts";

export interface SourceFile {
  name: string;
  sizeBytes: number;
  /**
   * The upload form with the file, read again on each call.
   *
   * @param share called with the share of the file that has been sent, from 0 to 1
   * @param firstBytes only the file's beginning
   */
  form(
    fields: Record<string, string>,
    share: (share: number) => void,
    firstBytes?: number,
  ): Promise<FormBody>;
}

/** @throws Failure with exit code 2 if the file cannot be read */
export async function openSource(folder: string, path: string): Promise<SourceFile> {
  const full = resolve(folder, path);
  const open = () => Deno.open(full).catch((error) => unusable("read", path, error));
  const file = await open();
  const { isFile, size } = await file.stat();
  file.close();
  if (!isFile) throw new Failure(exitCodes.usage, `${path} is not a file.`);
  return {
    name: basename(full),
    sizeBytes: size,
    async form(fields, share, firstBytes = Infinity) {
      const { readable } = await open();
      const length = Math.min(size, firstBytes);
      const sending = { name: basename(full), type: typeOf(full), bytes: upTo(readable, length) };
      return multipart(fields, sending, (sent) => share(length ? sent / length : 1));
    },
  };
}

/** @throws Failure with exit code 2 if the file could not be written later */
export async function checkTarget(folder: string, path: string): Promise<void> {
  const full = resolve(folder, path);
  const stat = await Deno.stat(dirname(full)).catch((error) => unusable("write", path, error));
  if (!stat.isDirectory) {
    throw new Failure(exitCodes.usage, `${path} cannot be written: ${dirname(path)} is no folder.`);
  }
}

/** The same for both files that a command may write. */
export async function checkTargets(
  folder: string,
  { out, rejected }: { out?: string; rejected?: string },
): Promise<void> {
  for (const path of [out, rejected]) if (path !== undefined) await checkTarget(folder, path);
}

/** Writes the response to a file. @throws Failure if writing fails or the transfer breaks off */
export async function writeTarget(
  folder: string,
  path: string,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const full = resolve(folder, path);
  const partial = `${full}.part`;
  try {
    await Deno.writeFile(partial, body);
    await Deno.rename(partial, full);
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    if (error instanceof Error && "code" in error) unusable("write", path, error);
    const detail = error instanceof Error ? error.message : String(error);
    throw new NoAnswer(`${path} was not written: the transfer broke off (${detail}).`, undefined, {
      cause: error,
    });
  }
}

function typeOf(path: string): string {
  const ending = path.toLowerCase().match(/\.([^.]*)$/)?.[1] ?? "";
  return types.get(ending) ?? "application/octet-stream";
}

const types = new Map(Object.entries({
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  vcf: "text/vcard",
  json: "application/json",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}));

/** A stream's first bytes; the rest of it is let go. */
function upTo(source: ReadableStream<Uint8Array>, bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return source.pipeThrough(
    new TransformStream({
      transform(chunk: Uint8Array, controller) {
        if (left > 0) controller.enqueue(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) controller.terminate();
      },
    }),
  );
}

function unusable(what: "read" | "write", path: string, error: unknown): never {
  const reason = error instanceof Deno.errors.NotFound
    ? what === "read" ? "there is no such file" : "there is no such folder"
    : error instanceof Error
    ? error.message
    : String(error);
  throw new Failure(
    exitCodes.usage,
    `${path} cannot be ${what === "read" ? "read" : "written"}: ${reason}.`,
    undefined,
    { cause: error },
  );
}
