/** A job's figures at a moment beside those of now. Pure. */
import type { Job } from "@rollcall/contracts/api";
import { STATUS } from "../jobs/steps.ts";
import { m } from "../paraglide/messages.js";
import { number } from "../text/words.ts";

export interface Difference {
  name: string;
  then: string;
  now: string;
  differs: boolean;
}

type Figures = Pick<
  Job,
  "status" | "open_issues" | "conflict_count" | "contact_count" | "left_out_rows" | "list_version"
>;

export function differencesOf(then: Figures, now: Figures): Difference[] {
  const line = (name: string, of: (job: Figures) => string): Difference => {
    const [one, other] = [of(then), of(now)];
    return { name, then: one, now: other, differs: one !== other };
  };
  const known = (figure: number | null) => figure === null ? "–" : number(figure);
  return [
    line(m.history_figure_status(), ({ status }) => STATUS[status].label),
    line(
      m.history_figure_issues(),
      (job) => m.history_figure_issues_of({ open: job.open_issues, all: job.conflict_count }),
    ),
    line(m.history_figure_contacts(), (job) => known(job.contact_count)),
    line(m.history_figure_excluded(), (job) => known(job.left_out_rows)),
    line(m.history_figure_list(), (job) => known(job.list_version)),
  ];
}
