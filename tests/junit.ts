/** Reads what `deno test --junit-path` writes: one result a test, whatever its steps. */
export interface TestResult {
  name: string;
  file: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
}

export function readJUnit(xml: string): TestResult[] {
  return [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes = "", body = ""]) => ({
      name: attribute(attributes, "name"),
      file: attribute(attributes, "classname").replace(/^\.\//, ""),
      outcome: /<(failure|error)\b/.test(body)
        ? "failed"
        : /<skipped\b/.test(body)
        ? "skipped"
        : "passed",
      seconds: Number(attribute(attributes, "time")) || 0,
    }),
  );
}

function attribute(text: string, name: string): string {
  const value = text.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "";
  return value.replace(
    /&(quot|apos|lt|gt|amp);|&#(\d+);|&#x([0-9a-fA-F]+);/g,
    (_, word, ten, hex) =>
      word ? words[word] ?? "" : String.fromCodePoint(ten ? Number(ten) : parseInt(hex, 16)),
  );
}

const words: Record<string, string> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };
