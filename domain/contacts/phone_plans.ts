/**
 * A fast path for phone numbers of digits and punctuation only, as nearly all are: for these,
 * libphonenumber's result follows from its metadata without its parser, which takes ten times as
 * long. Everything else goes to the parser; a test checks that both agree.
 */
import metadata from "libphonenumber-js/max/metadata";

/** The metadata of a region, or of all regions that share a calling code. */
interface Plan {
  code: string;
  /** the international dialling prefix */
  abroad: RegExp;
  /** the national prefix that the parser would remove or rewrite */
  prefix: RegExp | undefined;
  /** that prefix, if it is only digits */
  plainPrefix: string | undefined;
  /** possible lengths without calling code and prefix, in each of the regions */
  lengths: ReadonlySet<number>;
  /** the same in any of the regions */
  anyLengths: ReadonlySet<number>;
  /** valid numbers: the general pattern, then each type */
  pattern: RegExp;
  kinds: RegExp[];
}

/** A region's row, by the indexes in METADATA.md of libphonenumber-js 1.13. */
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
const codesOfNoRegion = Object.keys(metadata.nonGeographic);
const plans = new Map<string, Plan>();

/**
 * The most digits with calling code; some countries list longer numbers, which cannot be dialled.
 */
const E164_DIGITS = 15;
const PLAIN_ABROAD = /^\+[\d .()\/-]{6,28}$/;
const PLAIN_AT_HOME = /^[\d(][\d .()\/-]{5,28}$/;

/** An international number in E.164; null if it is none, undefined if it needs the parser. */
export function readPlainAbroad(text: string): string | null | undefined {
  if (!PLAIN_ABROAD.test(text)) return undefined;
  const digits = text.replace(/\D/g, "");
  if (digits.length > E164_DIGITS) return undefined;
  // No calling code is a prefix of another.
  const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((c) => regionsOfCode[c]);
  if (!code) return belongsToNoRegion(digits) ? undefined : null;
  const { lengths, anyLengths, prefix } = planOf(code, regionsOfCode[code]!);
  const rest = digits.slice(code.length);
  if (prefix?.test(rest)) return undefined;
  if (lengths.has(rest.length)) return `+${digits}`;
  return anyLengths.has(rest.length) ? undefined : null;
}

/** Calling codes of networks, such as +882: numbers of other lengths, left to the parser. */
const belongsToNoRegion = (digits: string): boolean =>
  codesOfNoRegion.some((code) => digits.startsWith(code));

/** The same for a national number of the region. */
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

/** Whether numbers are dialled in the region with a 0 before them. */
export function dialsTrunk(region: string): boolean {
  return planOf(region, [region]).plainPrefix === "0";
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

/** @param rows the first is the region that the parser assumes */
function makePlan(rows: Row[]): Plan {
  const { 0: code, 1: abroad, 2: pattern, 5: prefix, 7: parsingPrefix, 11: kinds } = rows[0]!;
  const taken = parsingPrefix || prefix;
  const whole = (source: string) => new RegExp(`^(?:${source})$`);
  return {
    code,
    abroad: new RegExp(`^(?:${abroad})`),
    prefix: taken ? new RegExp(`^(?:${taken})`) : undefined,
    plainPrefix: taken && /^\d+$/.test(taken) ? taken : undefined,
    lengths: rows.map((row) => new Set(row[3])).reduce((all, some) =>
      new Set([...all].filter((one) => some.has(one)))
    ),
    anyLengths: new Set(rows.flatMap((row) => row[3])),
    pattern: whole(pattern),
    kinds: kinds.flatMap((kind) => kind && kind[0] ? [whole(kind[0])] : []),
  };
}
