/** RFC 9457 problem details: the body of every error response. */
import { z } from "zod";

/** One field that was refused, and why. `path` is dotted, as in `body.email`. */
const FieldError = z.object({
  path: z.string(),
  message: z.string(),
}).meta({ id: "FieldError" });

export const Problem = z.object({
  type: z.string().describe(
    "a URI naming the kind of problem; about:blank where status says it all",
  ),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("what was tried, what was found, what to do, in a sentence"),
  code: z.string().optional().describe("a stable word for programs, such as FILE_TOO_LARGE"),
  errors: z.array(FieldError).optional(),
}).meta({ id: "Problem", description: "RFC 9457 problem details" });

export type Problem = z.infer<typeof Problem>;
