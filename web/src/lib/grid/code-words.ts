/** What the codes of filters are called. */
import type { IssueType } from "@rollcall/contracts/api";
import { TYPES } from "../issues/describe.ts";
import { warningTitle } from "../rows/warnings.ts";
import type { CodeWords } from "./query.ts";

const STATES = new Map([
  ["contact", "On the list"],
  ["merged", "Merged"],
  ["excluded", "Excluded"],
  ["open", "Asked about"],
]);

export const codeWords: CodeWords = {
  state: (code) => STATES.get(code) ?? code,
  warning: (code) => code === "ANY" ? "Any warning" : warningTitle(code),
  issue: (code) => Object.hasOwn(TYPES, code) ? TYPES[code as IssueType].label : code,
};
