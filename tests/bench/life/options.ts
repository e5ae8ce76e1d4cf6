/** What the command line of `bench:life` may say. */
import { parseArgs } from "node:util";
import { type StateName, stateNames } from "./states.ts";

export interface LifeOptions {
  states: StateName[];
  /** rows of the large job */
  rows: number;
  /** questions of the other job; 0: it is left out */
  questions: number;
  /** those of the states in which it lives too */
  questionStates: StateName[];
  /** how often the list is finalised, read and undone again */
  rounds: number;
  /** decisions that are taken one by one */
  decisions: number;
  /** large jobs that are deleted */
  deletions: number;
  /** how long the bystander is measured alone */
  aloneMs: number;
}

/** Ends the process with a sentence where an option is not understood. */
export function readOptions(args: string[]): LifeOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args,
    options: {
      states: { ...text, default: stateNames.join() },
      rows: { ...text, default: "50000" },
      questions: { ...text, default: "200000" },
      "question-states": { ...text, default: "empty,one" },
      rounds: { ...text, default: "3" },
      decisions: { ...text, default: "100" },
      deletions: { ...text, default: "5" },
      "alone-s": { ...text, default: "10" },
    },
  });
  const number = (name: keyof typeof values) => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    refuse(`--${name} is "${values[name]}": give a whole number.`);
  };
  const states = (name: "states" | "question-states") =>
    values[name].split(",").map((word) =>
      stateNames.find((state) => state === word) ??
        refuse(`--${name} has "${word}": choose among ${stateNames.join(", ")}.`)
    );
  return {
    states: states("states"),
    rows: number("rows"),
    questions: number("questions"),
    questionStates: states("question-states"),
    rounds: number("rounds"),
    decisions: number("decisions"),
    deletions: number("deletions"),
    aloneMs: number("alone-s") * 1_000,
  };
}

function refuse(sentence: string): never {
  console.error(sentence);
  Deno.exit(2);
}
