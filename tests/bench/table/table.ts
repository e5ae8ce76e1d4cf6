/** The table that `deno task bench` prints, with the goal of each figure where it has one. */

export interface Figure {
  what: string;
  /** as it is printed */
  figure: string;
  /** of two of them measured in the same run: this is what holds on any machine */
  ratio?: number;
  /** what the ratio, or else the value, must not be above; where `atLeast`, below */
  goal?: { limit: number; atLeast?: true };
  /** the figure as a number, where the goal is about it */
  value?: number;
}

/** Whether the goal is met; undefined where there is none. */
export function isMet({ ratio, value, goal }: Figure): boolean | undefined {
  const found = ratio ?? value;
  if (!goal || found === undefined) return undefined;
  return goal.atLeast ? found >= goal.limit : found <= goal.limit;
}

export function tableOf(figures: Figure[]): string {
  const lines = figures.map((figure) => {
    const { what, ratio, goal } = figure;
    const met = isMet(figure);
    return [
      what,
      figure.figure,
      ratio === undefined ? "" : ratio.toFixed(2),
      goal ? `${goal.atLeast ? "≥" : "≤"} ${goal.limit}` : "",
      met === undefined ? "" : met ? "met" : "missed",
    ];
  });
  const rows = [["what", "figure", "ratio", "goal", ""], ...lines];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd())
    .join("\n");
}
