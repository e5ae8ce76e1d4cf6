/** Reads what `deno test --junit-path` writes: one result a test, whatever its steps. */
export interface TestResult {
  name: string;
  file: string;
  outcome: "passed" | "failed" | "skipped";
  seconds: number;
}

export function readJUnit(xml: string): TestResult[] {
  const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes = "", body = ""]): TestResult => ({
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
  const tests = new Set(cases.map(({ file, name }) => `${file} ${name}`));
  return cases.filter(({ file, name }) => !isStep(name, (test) => tests.has(`${file} ${test}`)));
}

/** A step is listed as a case of its own, `test > step`; it has counted with its test. */
function isStep(name: string, isTest: (name: string) => boolean): boolean {
  const parts = name.split(" > ");
  return parts.some((_, index) => index > 0 && isTest(parts.slice(0, index).join(" > ")));
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
