/** What the codes of filters are called. */
import type { IssueType } from "@rollcall/contracts/api";
import { TYPES } from "../issues/describe.ts";
import { m } from "../paraglide/messages.js";
import { warningTitle } from "../rows/warnings.ts";
import type { CodeWords } from "./query.ts";

const STATES = new Map([
  ["contact", m.grid_state_contact()],
  ["merged", m.grid_state_merged()],
  ["excluded", m.grid_state_excluded()],
  ["open", m.grid_state_open()],
]);

export const codeWords: CodeWords = {
  state: (code) => STATES.get(code) ?? code,
  warning: (code) => code === "ANY" ? m.grid_any_warning() : warningTitle(code),
  issue: (code) => Object.hasOwn(TYPES, code) ? TYPES[code as IssueType].label : code,
};
