/** Reads what `deno test --junit-path` writes of one file: one case a test, whatever its steps. */
export interface JUnitCase {
  name: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
  /** Why it failed. */
  message: string;
}

export function readJUnit(xml: string): JUnitCase[] {
  const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes = "", body = ""]): JUnitCase => ({
      name: attribute(attributes, "name"),
      outcome: /<(failure|error)\b/.test(body)
        ? "failed"
        : /<skipped\b/.test(body)
        ? "skipped"
        : "passed",
      seconds: Number(attribute(attributes, "time")) || 0,
      message: plain(
        body.match(/<(failure|error)\b[^>]*(?<!\/)>([\s\S]*?)<\/\1>/)?.[2] ??
          body.match(/<(failure|error)\b[^>]*message="([^"]*)"/)?.[2] ?? "",
      ),
    }),
  );
  const tests = new Set(cases.map(({ name }) => name));
  return cases.filter(({ name }) => !isStep(name, (test) => tests.has(test)));
}

/** A step is listed as a case of its own, `test > step`; it has counted with its test. */
function isStep(name: string, isTest: (name: string) => boolean): boolean {
  const parts = name.split(" > ");
  return parts.some((_, index) => index > 0 && isTest(parts.slice(0, index).join(" > ")));
}

function attribute(text: string, name: string): string {
  return plain(text.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "");
}

function plain(xml: string): string {
  return xml.replace(
    /&(quot|apos|lt|gt|amp);|&#(\d+);|&#x([0-9a-fA-F]+);/g,
    (_, word, ten, hex) =>
      word ? words[word] ?? "" : String.fromCodePoint(ten ? Number(ten) : parseInt(hex, 16)),
  );
}

const words: Record<string, string> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };
