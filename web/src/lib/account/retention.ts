/** What is typed about how long files are kept. Pure. */
import type { Retention } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";

export interface TypedRetention {
  keep_days: string;
  keep_unfinished_days: string;
}

type Name = keyof TypedRetention;
export const retentionNames = ["keep_days", "keep_unfinished_days"] as const satisfies Name[];

export function typedFrom(kept: Retention): TypedRetention {
  return {
    keep_days: String(kept.keep_days),
    keep_unfinished_days: String(kept.keep_unfinished_days),
  };
}

/** What is wrong with a field; null: nothing. */
export function daysError(typed: string, { most_days: most }: Retention): string | null {
  const days = typed.trim();
  if (/^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= most) return null;
  return m.account_keep_wrong({ most });
}

/** The days to be set; undefined while something is wrong. */
export function changeOf(
  typed: TypedRetention,
  kept: Retention,
): Record<Name, number> | undefined {
  if (retentionNames.some((name) => daysError(typed[name], kept))) return undefined;
  return {
    keep_days: Number(typed.keep_days),
    keep_unfinished_days: Number(typed.keep_unfinished_days),
  };
}

/** Whether files may be deleted by it that would have stayed. */
export function isShorter(change: Record<Name, number> | undefined, kept: Retention): boolean {
  return change !== undefined && retentionNames.some((name) => change[name] < kept[name]);
}
