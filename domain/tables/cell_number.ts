/**
 * A number as a sheet shows it, by a number format of its own: the zeros in front of a postcode, the
 * spaces and brackets within a phone number, a sign, a unit, a fraction. Formats that only round or
 * group digits are left to `numberText`, which keeps every digit.
 */

/** A part of a format between semicolons, taken apart. */
interface Section {
  /** the number must be so for the section to count */
  condition: ((number: number) => boolean) | undefined;
  tokens: Token[];
}

type Token =
  | { kind: "text"; text: string }
  | { kind: "digit"; sign: "0" | "#" | "?" }
  | { kind: "point" | "comma" | "percent" | "slash" | "general" };

/** How numbers are written: chosen by condition, or by whether they are above, below or zero. */
export type NumberFormat = readonly Section[];

/** Digits of a fraction's denominator that are looked for at most. */
const DENOMINATOR_DIGITS = 3;
/** Decimals that a number holds. */
const MAX_DECIMALS = 15;

/**
 * The format; undefined where it shows nothing that digits alone would not, or a date.
 * @param code as the workbook has it, of bounded length
 */
export function numberFormat(code: string): NumberFormat | undefined {
  const sections = splitSections(code).map(readSection);
  return sections.some(showsMore) ? sections : undefined;
}

/** The number as it is shown, trimmed; undefined where the format has nothing for it. */
export function shownNumber(raw: string, number: number, format: NumberFormat): string | undefined {
  const chosen = choose(number, format);
  if (!chosen) return undefined;
  const { section, isSigned } = chosen;
  if (!section.tokens.length) return number === 0 ? "" : undefined;
  if (!showsMore(section)) return undefined;
  const text = written(raw, isSigned ? number : Math.abs(number), section.tokens);
  return text?.trim();
}

function splitSections(code: string): string[] {
  const sections = [""];
  for (const part of code.match(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|[\s\S]/g) ?? []) {
    if (part === ";") sections.push("");
    else sections[sections.length - 1] += part;
  }
  // The fourth is that of texts.
  return sections.slice(0, 3);
}

/** An exponent, or what is meant for a text, shows the number as it is. */
function readSection(code: string): Section {
  const section: Section = { condition: undefined, tokens: [] };
  const text = (text: string) => section.tokens.push({ kind: "text", text });
  for (const part of code.match(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|General|[\s\S]/gi) ?? []) {
    const first = part[0]!;
    if (first === '"') text(part.replaceAll('"', ""));
    else if (first === "\\" && part.length > 1) text(part[1]!);
    else if (first === "_" && part.length > 1) text(" ");
    else if (first === "*" && part.length > 1) continue;
    else if (first === "[" && part.length > 1) {
      const condition = /^\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]$/.exec(part);
      if (condition) section.condition = conditionOf(condition[1]!, Number(condition[2]));
      else if (part.startsWith("[$")) text(part.slice(2, -1).split("-")[0]!);
    } else if (first === "0" || first === "#" || first === "?") {
      section.tokens.push({ kind: "digit", sign: first });
    } else if (part.length > 1) section.tokens.push({ kind: "general" });
    else if (first === ".") section.tokens.push({ kind: "point" });
    else if (first === ",") section.tokens.push({ kind: "comma" });
    else if (first === "%") section.tokens.push({ kind: "percent" });
    else if (first === "/") section.tokens.push({ kind: "slash" });
    else if (/[a-z@]/i.test(first)) return { ...section, tokens: [{ kind: "general" }] };
    else text(first);
  }
  return section;
}

function conditionOf(sign: string, limit: number): (number: number) => boolean {
  switch (sign) {
    case "<=":
      return (number) => number <= limit;
    case ">=":
      return (number) => number >= limit;
    case "<>":
      return (number) => number !== limit;
    case "<":
      return (number) => number < limit;
    case ">":
      return (number) => number > limit;
    default:
      return (number) => number === limit;
  }
}

/** Whether it has a text, a fraction, a per cent, or so many zeros that one may come in front. */
function showsMore({ tokens }: Section): boolean {
  const digits = tokens.flatMap(({ kind }, at) => kind === "digit" ? [at] : []);
  const isWithin = (at: number) => at > digits[0]! && at < digits.at(-1)!;
  if (tokens.some((token, at) => isShown(token) || token.kind === "text" && isWithin(at))) {
    return true;
  }
  const point = tokens.findIndex(({ kind }) => kind === "point");
  const whole = point < 0 ? tokens : tokens.slice(0, point);
  return whole.filter((token) => token.kind === "digit" && token.sign === "0").length > 1;
}

const isShown = (token: Token) =>
  token.kind === "percent" || token.kind === "slash" ||
  token.kind === "text" && token.text.trim() !== "";

function choose(
  number: number,
  format: NumberFormat,
): { section: Section; isSigned: boolean } | undefined {
  if (format.some(({ condition }) => condition)) {
    const section = format.find(({ condition }) => !condition || condition(number));
    return section && { section, isSigned: true };
  }
  const [above, below, zero] = format;
  if (number < 0) return below ? { section: below, isSigned: false } : sign(above);
  return sign(number === 0 && zero ? zero : above);
}

const sign = (section: Section | undefined) => section && { section, isSigned: true };

function written(raw: string, number: number, tokens: Token[]): string | undefined {
  if (tokens.some(({ kind }) => kind === "slash")) return fraction(number, tokens);
  if (!tokens.some(({ kind }) => kind === "digit")) {
    return tokens.map((t) => t.kind === "text" ? t.text : t.kind === "general" ? raw : "").join("");
  }
  const lastDigit = tokens.findLastIndex(({ kind }) => kind === "digit");
  const firstDigit = tokens.findIndex(({ kind }) => kind === "digit");
  const point = tokens.findIndex(({ kind }) => kind === "point");
  const percents = tokens.filter(({ kind }) => kind === "percent").length;
  const decimals = point < 0 ? [] : digitsOf(tokens.slice(point));
  let thousands = 0, grouped = false;
  for (const [at, { kind }] of tokens.entries()) {
    if (kind !== "comma") continue;
    if (at > lastDigit || point >= 0 && at === point - 1) thousands++;
    else if (at > firstDigit) grouped = true;
  }
  const value = Math.abs(number) * 100 ** percents / 1000 ** thousands;
  const isWhole = /^-?\d+$/.test(raw) && !percents && !thousands && !decimals.length;
  const fixed = isWhole
    ? raw.replace("-", "")
    : value.toFixed(Math.min(decimals.length, MAX_DECIMALS));
  if (fixed.includes("e")) return undefined;
  const [whole = "", part = ""] = fixed.split(".");
  const minus = number < 0 && /[1-9]/.test(fixed) ? "-" : "";
  return minus + filled(tokens, { whole: whole.replace(/^0+/, ""), part, grouped, point });
}

/** Puts the digits in their places, from the right to the left and behind the point. */
function filled(
  tokens: Token[],
  { whole, part, grouped, point }: { whole: string; part: string; grouped: boolean; point: number },
): string {
  const isBefore = (at: number) => point < 0 || at < point;
  const places = tokens.flatMap((t, at) => t.kind === "digit" && isBefore(at) ? [at] : []);
  const left = new Map<number, string>();
  let rest = whole, count = 0;
  const put = (digits: string) =>
    [...digits].reverse().map((digit) =>
      grouped && count++ > 0 && count % 3 === 1 ? `${digit},` : digit
    ).reverse().join("");
  for (const [i, at] of places.toReversed().entries()) {
    const isFirst = i === places.length - 1;
    const { sign } = tokens[at] as { sign: "0" | "#" | "?" };
    const digits = isFirst ? rest : rest.slice(-1);
    rest = isFirst ? "" : rest.slice(0, -1);
    left.set(at, digits ? put(digits) : sign === "0" ? put("0") : sign === "?" ? " " : "");
  }
  const decimals = digitsOf(tokens.slice(point < 0 ? tokens.length : point));
  let kept = decimals.length;
  while (kept > 0 && decimals[kept - 1] === "#" && part[kept - 1] === "0") kept--;
  let decimal = 0;
  return tokens.map((token, at) => {
    switch (token.kind) {
      case "text":
        return token.text;
      case "percent":
        return "%";
      case "point":
        return at === point && kept > 0 ? "." : "";
      case "digit":
        if (isBefore(at)) return left.get(at)!;
        return decimal < kept ? part[decimal++] ?? "" : "";
      default:
        return "";
    }
  }).join("");
}

const digitsOf = (tokens: Token[]) => tokens.flatMap((t) => t.kind === "digit" ? [t.sign] : []);

/** As "12 1/2": the nearest fraction whose denominator has so many digits, or is the one named. */
function fraction(number: number, tokens: Token[]): string | undefined {
  const slash = tokens.findIndex(({ kind }) => kind === "slash");
  const behind = tokens.slice(slash + 1);
  const before = tokens.slice(0, slash);
  const hasWhole = /\S\s+\S/.test(before.map((t) => t.kind === "text" ? t.text : "0").join(""));
  const digits = digitsOf(behind).length;
  const fixed = Number(behind.map((t) => t.kind === "text" ? t.text : "").join("").trim());
  if (!digits && !(fixed >= 1)) return undefined;
  const value = Math.abs(number), whole = hasWhole ? Math.floor(value) : 0;
  let [top, bottom] = [Math.round(value - whole), 1];
  const most = 10 ** Math.min(digits, DENOMINATOR_DIGITS) - 1;
  if (!digits) [top, bottom] = [Math.round((value - whole) * fixed), fixed];
  for (let divisor = 1; digits && divisor <= most; divisor++) {
    const nearest = Math.round((value - whole) * divisor);
    const isNearer = Math.abs(nearest / divisor - (value - whole)) <
      Math.abs(top / bottom - (value - whole)) - 1e-12;
    if (isNearer) [top, bottom] = [nearest, divisor];
  }
  const minus = number < 0 ? "-" : "";
  if (hasWhole && top === bottom) return `${minus}${whole + 1}`;
  if (top === 0) return `${minus}${whole}`;
  return `${minus}${whole ? `${whole} ` : ""}${top}/${bottom}`;
}
