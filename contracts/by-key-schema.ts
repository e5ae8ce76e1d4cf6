/**
 * For people's keys in place of zod's record, which leaves out a key `__proto__` in silence, so
 * that a value under such a header would be lost. In JSON Schema and OpenAPI it is the same.
 */
import { z } from "zod";
import type { ByKey } from "./by-key.ts";

const PROTO = "__proto__";

const ZodByKey = z.core.$constructor("ZodByKey", (inst: z.ZodRecord, def: z.core.$ZodRecordDef) => {
  z.ZodRecord.init(inst, def as never);
  const parseOthers = inst._zod.parse;
  inst._zod.parse = (payload, context) => {
    const input = payload.value;
    const others = parseOthers(payload, context);
    if (!isObject(input) || !Object.hasOwn(input, PROTO)) return others;
    const one = def.valueType._zod.run({ value: input[PROTO], issues: [] }, context);
    if (others instanceof Promise || one instanceof Promise) {
      throw new Error("a record by people's keys cannot hold values that are checked later");
    }
    others.issues.push(...z.core.util.prefixIssues(PROTO, one.issues));
    define(others.value as object, one.value);
    return others;
  };
});

/** The schema of a record whose keys are people's words and whose values have this schema. */
export function byKeySchema<Value>(value: z.ZodType<Value>): z.ZodType<ByKey<Value>> {
  const schema = new ZodByKey({ type: "record", keyType: z.string(), valueType: value });
  return schema as unknown as z.ZodType<ByKey<Value>>;
}

/** An assignment would change the object's prototype. */
function define(record: object, value: unknown): void {
  const options = { enumerable: true, writable: true, configurable: true };
  Object.defineProperty(record, PROTO, { value, ...options });
}

function isObject(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}
