/** The route for operators. */
import { createRoute } from "@hono/zod-openapi";
import { Operations } from "../operations.ts";
import * as story from "../story.ts";
import { json, problems, signedIn } from "./parts.ts";

export const getOperations = createRoute({
  method: "get",
  path: "/operations",
  tags: ["Operations"],
  security: signedIn,
  summary: "Lags, queues and failed jobs of all services; for the role admin",
  responses: {
    200: json(Operations, "the figures", story.operations),
    ...problems(401, "ROLE_MISSING", 503),
  },
});
