/**
 * The quick way for phone numbers of digits and punctuation alone, which nearly all are: for these
 * libphonenumber's answer follows from its tables without its parser, which takes ten times as long.
 * Whatever is not plain goes to the parser; a test holds the two to the same answers.
 */
import metadata from "libphonenumber-js/max/metadata";

/** What the tables say of a region, or of all the regions that share a calling code. */
interface Plan {
  code: string;
  /** what dials out of the region */
  abroad: RegExp;
  /** what the parser would take off a number, or turn into something else */
  prefix: RegExp | undefined;
  /** that prefix, where it is nothing but digits */
  plainPrefix: string | undefined;
  /** possible lengths of a number without calling code and prefix, in each of the regions */
  lengths: ReadonlySet<number>;
  /** the numbers that were given out: all of them, then each kind */
  pattern: RegExp;
  kinds: RegExp[];
}

/** A region's row, by the places that METADATA.md of libphonenumber-js 1.13 names. */
interface Row {
  readonly 0: string;
  readonly 1: string;
  readonly 2: string;
  readonly 3: number[];
  readonly 5: string | 0;
  readonly 7: string | 0;
  readonly 11: ([pattern: string] | 0)[];
}

const regions = metadata.countries as unknown as Record<string, Row | undefined>;
const regionsOfCode = metadata.country_calling_codes as Record<string, string[] | undefined>;
const plans = new Map<string, Plan>();

/** Of a number with its calling code; some countries have longer ones, which nobody can dial. */
const E164_DIGITS = 15;
const PLAIN_ABROAD = /^\+[\d .()\/-]{6,28}$/;
const PLAIN_AT_HOME = /^[\d(][\d .()\/-]{5,28}$/;

/** A number with its calling code, as E.164 has it; undefined where the parser has to look. */
export function readPlainAbroad(text: string): string | undefined {
  if (!PLAIN_ABROAD.test(text)) return undefined;
  const digits = text.replace(/\D/g, "");
  if (digits.length > E164_DIGITS) return undefined;
  // No calling code is the beginning of another.
  const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((c) => regionsOfCode[c]);
  if (!code) return undefined;
  const { lengths, prefix } = planOf(code, regionsOfCode[code]!);
  const rest = digits.slice(code.length);
  return lengths.has(rest.length) && !prefix?.test(rest) ? `+${digits}` : undefined;
}

/** The same of a number as it is dialled in its region. */
export function readPlainAtHome(text: string, region: string): string | undefined {
  if (!PLAIN_AT_HOME.test(text)) return undefined;
  const digits = text.replace(/\D/g, "");
  const plan = planOf(region, [region]);
  if (plan.abroad.test(digits) || digits.startsWith(plan.code)) return undefined;
  const rest = withoutPrefix(digits, plan);
  if (rest === undefined || !plan.pattern.test(rest)) return undefined;
  if (plan.code.length + rest.length > E164_DIGITS) return undefined;
  return plan.kinds.some((kind) => kind.test(rest)) ? `+${plan.code}${rest}` : undefined;
}

function withoutPrefix(digits: string, { prefix, plainPrefix }: Plan): string | undefined {
  if (!prefix?.test(digits)) return digits;
  return plainPrefix && digits.slice(plainPrefix.length);
}

function planOf(key: string, names: string[]): Plan {
  let plan = plans.get(key);
  if (!plan) {
    plan = makePlan(names.map((name) => regions[name]!));
    plans.set(key, plan);
  }
  return plan;
}

/** @param rows the first is that of the region which the parser takes a number for */
function makePlan(rows: Row[]): Plan {
  const { 0: code, 1: abroad, 2: pattern, 5: prefix, 7: parsingPrefix, 11: kinds } = rows[0]!;
  const taken = parsingPrefix || prefix;
  const whole = (source: string) => new RegExp(`^(?:${source})$`);
  return {
    code,
    abroad: new RegExp(`^(?:${abroad})`),
    prefix: taken ? new RegExp(`^(?:${taken})`) : undefined,
    plainPrefix: taken && /^\d+$/.test(taken) ? taken : undefined,
    lengths: rows.map((row) => new Set(row[3])).reduce((all, some) => all.intersection(some)),
    pattern: whole(pattern),
    kinds: kinds.flatMap((kind) => kind && kind[0] ? [whole(kind[0])] : []),
  };
}
