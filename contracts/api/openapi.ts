/** The whole public API as one OpenAPI 3.1 document, made from the routes that services serve. */
import { OpenAPIHono } from "@hono/zod-openapi";
import * as routes from "./routes/mod.ts";

/**
 * @param serverUrl the API's origin, as people reach it; "/" means the page's own
 * @param more Markdown that its description ends with
 */
export function openApiDocument(serverUrl = "/", more = "") {
  const app = new OpenAPIHono();
  for (const route of Object.values(routes)) app.openAPIRegistry.registerPath(route);
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "rollcall_session",
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Rollcall",
      version: "1.0.0",
      description: "A CSV of contacts in, every row checked, doubles found, one clean list out. " +
        "Errors are problem details (RFC 9457). `version` is a position of the log: pass it as " +
        "`min_version` to see what you wrote." + (more && `\n\n${more}`),
      license: { name: "MIT" },
    },
    servers: [{ url: serverUrl }],
  });
}
