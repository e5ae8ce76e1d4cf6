/**
 * Replaces zod's record for user-supplied keys: zod silently drops a key `__proto__`, so a value
 * under such a header would be lost. In JSON Schema and OpenAPI it is the same.
 */
import { z } from "zod";
import type { ByKey } from "./by_key.ts";

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

/**
 * The schema of a record with user-supplied keys whose values have this schema.
 *
 * ```ts
 * const read = byKeySchema(z.string()).parse(JSON.parse('{"__proto__": "kept"}'));
 * assert.equal(at(read, "__proto__"), "kept");
 * ```
 */
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
