/** What is wrong with an input, by place: zod's findings, those about a choice narrowed down. */
import type { z } from "zod";
import type { FieldErrors } from "./problem.ts";

type Finding = z.core.$ZodIssue;

/**
 * The findings as a client reads them. Of a union, only those about the form that was probably meant:
 * the one whose fixed values are there, and that lacks the least.
 */
export function fieldErrors(findings: Finding[], place: string): FieldErrors {
  return findings.flatMap((finding) => inOne(finding, [place, ...finding.path].join(".")));
}

function inOne(finding: Finding, path: string): FieldErrors {
  if (finding.code !== "invalid_union" || !finding.errors.length) {
    return [{ path, message: finding.message }];
  }
  const forms = finding.errors.map((findings) => ({ findings, fixed: findings.filter(isFixed) }));
  const fixedNames = new Set(forms.flatMap(({ fixed }) => fixed.map(({ path }) => path.join("."))));
  const meant = forms.filter(({ findings, fixed }) =>
    !fixed.length && !findings.some((one) => namesOf(one).some((name) => fixedNames.has(name)))
  );
  const [best] = meant.toSorted((a, b) => a.findings.length - b.findings.length);
  if (best) return fieldErrors(best.findings, path);
  const values = forms.flatMap(({ fixed }) => fixed.flatMap(valuesOf));
  const [name = ""] = fixedNames;
  return [{
    path: [path, ...(name ? [name] : [])].join("."),
    message: `expected one of ${[...new Set(values)].join(", ")}`,
  }];
}

const isFixed = ({ code }: Finding): boolean => code === "invalid_value";
const valuesOf = (finding: Finding): unknown[] =>
  finding.code === "invalid_value" ? finding.values : [];
const namesOf = (finding: Finding): string[] =>
  finding.code === "unrecognized_keys" ? finding.keys : [];
