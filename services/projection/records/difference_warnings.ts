/** What is told about rows of one person that differ: a warning, unless the upload wished to be asked. */
import type { JobRow } from "../fold/model.ts";

/** The warning's code, and the type of the issue that it is known by. */
export const DIFFERS = "DUPLICATE_DIFFERS";

/** Whether differences are warnings; else each is an issue. */
export const differencesAreWarnings = ({ same_person }: Pick<JobRow, "same_person">): boolean =>
  same_person === "first";
