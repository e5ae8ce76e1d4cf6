/** The variables of the upload: how large a file may be, and how much one user may have. */
import { MAX_UPLOAD_BYTES } from "@rollcall/contracts/api";
import { count, rowsField, type Variables } from "@rollcall/platform/config_fields.ts";
import { z } from "zod";

export const variables = {
  MAX_UPLOAD_BYTES: count(MAX_UPLOAD_BYTES, "bytes", "a file; more is 413"),
  UPLOADS_PER_USER: count(
    4,
    "uploads",
    "uploads of one user on their way at once, in one process; more are 429",
  ),
  PREVIEWS_PER_USER: count(
    2,
    "previews",
    "previews of one user at once, in one process; more are 429",
  ),
  FILES_IN_WORK_PER_USER: count(
    20,
    "files",
    "files of one user that are being read or compared, in all processes; more are 429",
  ),
  BYTES_KEPT_PER_USER: count(
    524_288_000,
    "bytes",
    "bytes of files that one user may keep over all jobs that are not deleted; more are 429",
  ),
  ROWS_KEPT_PER_USER: count(
    2_000_000,
    "rows",
    "rows that one user may keep over all jobs that are not deleted; more are 429",
  ),
  BYTES_UPLOADED_PER_USER: count(
    2_147_483_648,
    "bytes",
    "bytes of files that one user may upload in 24 hours, deleted ones too; more are 429",
  ),
  ...rowsField,
  CLAMD_URL: z.string().refine(isTcpUrl).optional().meta({
    description: "tcp://host:3310",
    means:
      "the virus scanner (clamd) that looks at each file before it is stored; none: files are " +
      "not looked at ([ADR 58](adr/0058-virus-scanner.md))",
  }),
} satisfies Variables<"upload">;

function isTcpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "tcp:" && url.hostname !== "" && url.port !== "";
}
