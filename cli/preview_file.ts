/** `rollcall preview`: how a file would be read, from its beginning. */
import type { FilePreview } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";
import { exitCodes } from "./exit_codes.ts";
import { openSource } from "./files.ts";
import type { CommandOutcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { homeOf, writingOf } from "./describe.ts";

/** Of a text the beginning will do; nothing else can be read in part. */
const BEGINNING_BYTES = 256 * 1024;

export async function previewFile(
  api: Api,
  { file, form }: { file: string; form: Record<string, string> },
  progress: Progress,
  folder: string,
): Promise<CommandOutcome> {
  const source = await openSource(folder, file);
  const isPart = /\.(?:csv|tsv|tab|txt)$/i.test(source.name) && source.sizeBytes > BEGINNING_BYTES;
  const fields = isPart ? { ...form, partial: "true" } : form;
  const preview = await api.preview(() =>
    source.form(
      fields,
      (share) => progress.uploading(source.name, share),
      isPart ? BEGINNING_BYTES : Infinity,
    )
  );
  progress.clear();
  return {
    exitCode: preview.problem ? exitCodes.failed : exitCodes.done,
    lines: linesOf(source.name, preview),
    result: { preview },
  };
}

function linesOf(name: string, preview: FilePreview): string[] {
  const lines = [`${name}: ${writingOf(preview)}.`];
  if (preview.sheets.length > 1) lines.push(`Sheets: ${preview.sheets.join(", ")}.`);
  if (preview.remembered) lines.push("Mapped as you mapped a file with the same headers before.");
  const width = Math.max(0, ...preview.columns.map(({ header }) => header.length));
  for (const column of preview.columns) {
    const { header, field, role, how, confidence, samples } = column;
    const sure = confidence === undefined || confidence === 1
      ? ""
      : `, ${Math.round(confidence * 100)} % sure`;
    const taken = field ?? role ?? "kept as it is";
    const by = how === undefined ? "" : ` (by ${waysFound[how]}${sure})`;
    lines.push(`  ${header.padEnd(Math.min(width, 40))}  ${taken}${by}: ${samples.join(" | ")}`);
    if (column.doubt) lines.push(`    ${column.doubt.message}`);
  }
  if (preview.region_reason) lines.push(homeOf(preview));
  if (preview.notice) lines.push(preview.notice);
  if (preview.problem) lines.push(preview.problem.message);
  return lines;
}

const waysFound = {
  asked: "your mapping",
  remembered: "your last mapping",
  name: "its name",
  similar: "likeness",
  values: "its values",
  split: "splitting the full name",
};
