/** The names of bulk rules in sentences. */
import { ruleNames } from "@rollcall/contracts";

const names = new Map<string, string>(Object.entries(ruleNames));

/** @param rule as the event has it */
export const ruleName = (rule: string): string => names.get(rule) ?? rule;
