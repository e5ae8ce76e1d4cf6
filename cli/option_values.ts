/** Converts option values from the argument parser to their types. */
import { exitCodes, Failure } from "./exit_codes.ts";

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** @throws Failure unless it is a whole number from `least` to `most` */
export function numberOf(
  option: string,
  values: Values,
  least: number,
  most: number,
): number | undefined {
  const given = textOf(values[option]);
  if (given === undefined) return undefined;
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= least && number <= most) return number;
  throw usage(`--${option} ${given}: give a whole number from ${least} to ${most}.`);
}

export const textOf = (value: Values[string]) => typeof value === "string" ? value : undefined;
export const textsOf = (value: Values[string]) =>
  Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
export const usage = (message: string) => new Failure(exitCodes.usage, message);
