/** The synthesised templates, for tests: each stage's, with parsing on Fargate or Lambda. */
import { Template } from "aws-cdk-lib/assertions";
import type { AcknowledgedFinding } from "../acknowledged_findings.ts";
import { rollcallApp } from "../app.ts";
import { allStages, type Stage } from "../stages/mod.ts";

export type Part = "network" | "bus" | "data" | "operator" | "services" | "edge" | "observe";

export interface Synthesized {
  stage: Stage;
  of(part: Part): Template;
}

export interface Synthesis {
  stages: Synthesized[];
  /** Acknowledged findings that match nothing. */
  unused: AcknowledgedFinding[];
}

/** @throws if cdk-nag or CloudFormation's own rules have unacknowledged findings */
export async function synthesize(parsing: Stage["parsing"]): Promise<Synthesis> {
  const outdir = await Deno.makeTempDir({ prefix: "rollcall-synth-" });
  try {
    const stages = allStages("test").map((stage) => ({ ...stage, parsing }));
    const { app, unused } = rollcallApp(outdir, stages);
    const assembly = app.synth();
    const all = stages.map((stage) => {
      const read = new Map<Part, Template>();
      const of = (part: Part) => {
        const name = `rollcall-${stage.name}-${part}`;
        const found = read.get(part) ??
          Template.fromJSON(assembly.getStackByName(name).template);
        read.set(part, found);
        return found;
      };
      for (const part of parts) of(part);
      return { stage, of };
    });
    return { stages: all, unused };
  } finally {
    await Deno.remove(outdir, { recursive: true });
  }
}

export const parts: Part[] = ["network", "bus", "data", "operator", "services", "edge", "observe"];

/** Properties of every resource of a type, by logical id. */
export function propertiesOf(template: Template, type: string): Record<string, Properties> {
  return Object.fromEntries(
    Object.entries(template.findResources(type)).map(([id, one]) => [id, one.Properties ?? {}]),
  );
}

// deno-lint-ignore no-explicit-any -- a template is JSON of any shape
export type Properties = Record<string, any>;

/** Lines of the reference, each with what must hold for it. */
export type Rows = [line: string, holds: (one: Synthesized) => void][];
