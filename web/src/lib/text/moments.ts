/** Formats times relative to now while that is useful, then as a date. */
import { m } from "../paraglide/messages.js";
import { variety } from "./language.ts";

// Made when they are needed first: each takes the browser a while, and few pages need all.
const relative = once(() => new Intl.RelativeTimeFormat(variety, { numeric: "auto" }));
const dateOnly = once(() =>
  new Intl.DateTimeFormat(variety, { day: "numeric", month: "short", year: "numeric" })
);
const timeOnly = once(() =>
  new Intl.DateTimeFormat(variety, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
);
const exact = once(() =>
  new Intl.DateTimeFormat(variety, { dateStyle: "medium", timeStyle: "medium" })
);

/** "just now", "5 minutes ago", "3 hours ago", "yesterday", then "2 Mar 2026". */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 45) return m.text_just_now();
  if (seconds < 45 * 60) return relative().format(-Math.max(1, Math.round(seconds / 60)), "minute");
  if (seconds < 22 * 3600) return relative().format(-Math.round(seconds / 3600), "hour");
  if (seconds < 6.5 * 86400) return relative().format(-Math.round(seconds / 86400), "day");
  return dateOnly().format(new Date(iso));
}

/** The time of day, such as "14:05". */
export function clock(iso: string): string {
  return timeOnly().format(new Date(iso));
}

/** The day, such as "2 Mar 2026". */
export function day(iso: string): string {
  return dateOnly().format(new Date(iso));
}

/** The day and the time of day: "2 Mar 2026, 14:05". */
export function dayAndTime(iso: string): string {
  return `${day(iso)}, ${clock(iso)}`;
}

export function moment(iso: string): string {
  return exact().format(new Date(iso));
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => made ??= make();
}
