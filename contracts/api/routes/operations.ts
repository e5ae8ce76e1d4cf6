/** The route for operators. */
import { createRoute } from "@hono/zod-openapi";
import { Operations } from "../operations.ts";
import { json, problems, signedIn } from "./parts.ts";

export const getOperations = createRoute({
  method: "get",
  path: "/operations",
  tags: ["Operations"],
  security: signedIn,
  summary: "How far everybody is, what waits, what was set aside; for the role admin",
  responses: { 200: json(Operations, "the figures"), ...problems(401, 403, 503) },
});
