/** Locates a workbook's parts in the archive: sheets, shared strings, formats. */
import { posix } from "node:path";
import { UnreadableFile } from "./unreadable_file.ts";
import type { WorkBudget } from "./work_budget.ts";
import { readXml } from "./xml.ts";
import type { ZipParts } from "./zip_parts.ts";

/** Their names are shown and stored with the job. */
const MAX_SHEETS = 1_000;

export interface Sheet {
  name: string;
  path: string;
  isHidden: boolean;
}

export interface WorkbookParts {
  /** in the order of the workbook */
  sheets: Sheet[];
  sharedStrings: string | undefined;
  styles: string | undefined;
  /** whether days are counted from 1904, as Excel for Mac did */
  from1904: boolean;
}

interface Relation {
  /** the last segment of its type, such as worksheet */
  type: string;
  path: string;
}

/** @throws UnreadableFile if the archive is not a workbook */
export async function workbookParts(zip: ZipParts, budget: WorkBudget): Promise<WorkbookParts> {
  const top = await relationsOf(zip, "", budget);
  const document = [...top.values()].find(({ type }) => type === "officeDocument")?.path;
  const path = document && zip.has(document) ? document : "xl/workbook.xml";
  if (!zip.has(path) || path.endsWith(".bin")) throw noWorkbook(zip);
  const relations = await relationsOf(zip, path, budget);
  const sheets: WorkbookParts["sheets"] = [];
  let from1904 = false;
  await readXml(zip.read(path), {
    open(name, attribute) {
      if (name === "workbookPr") from1904 = isTrue(attribute("date1904"));
      if (name !== "sheet") return;
      // A sheet's relation is r:id; its own number is sheetId.
      const relation = relations.get(attribute("id") ?? "");
      if (relation?.type !== "worksheet") return;
      const isHidden = (attribute("state") ?? "visible") !== "visible";
      if (sheets.length === MAX_SHEETS) throw tooManySheets();
      sheets.push({ name: attribute("name") ?? "", path: relation.path, isHidden });
    },
  }, budget);
  if (!sheets.length) throw noWorkbook(zip);
  const partOf = (type: string) =>
    [...relations.values()].find((relation) => relation.type === type)?.path;
  return { sheets, sharedStrings: partOf("sharedStrings"), styles: partOf("styles"), from1904 };
}

/** A part's relationships, by id. */
async function relationsOf(
  zip: ZipParts,
  part: string,
  budget: WorkBudget,
): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const relations = new Map<string, Relation>();
  const path = posix.join(folder, "_rels", `${posix.basename(part)}.rels`);
  await readXml(zip.read(path), {
    open(name, attribute) {
      const target = attribute("Target");
      if (name !== "Relationship" || !target) return;
      relations.set(attribute("Id") ?? "", {
        type: attribute("Type")?.split("/").at(-1) ?? "",
        path: target.startsWith("/") ? target : posix.join(folder, target),
      });
    },
  }, budget);
  return relations;
}

const isTrue = (text: string | undefined) => text === "1" || text === "true";

/** Other kinds of zip archives, by a part that only they have. */
const OTHERS: [part: string, what: string][] = [
  ["content.xml", "an OpenDocument file (.ods)"],
  ["xl/workbook.bin", "a binary Excel workbook (.xlsb)"],
  ["word/document.xml", "a Word document"],
  ["ppt/presentation.xml", "a PowerPoint presentation"],
  ["Index/Document.iwa", "a Numbers or Pages document"],
];

const tooManySheets = () =>
  new UnreadableFile(
    "WORKBOOK_TOO_LARGE",
    `The workbook has more than ${MAX_SHEETS} sheets. Copy the list into a workbook of its own ` +
      `and upload that.`,
  );

function noWorkbook(zip: ZipParts): UnreadableFile {
  const what = OTHERS.find(([part]) => zip.has(part))?.[1] ?? "another zip archive";
  return new UnreadableFile(
    "NOT_A_WORKBOOK",
    `The file is no Excel workbook: it is ${what}. Save the list as .xlsx or "CSV UTF-8" and ` +
      `upload that.`,
  );
}
