/** The whole public API as one OpenAPI 3.1 document, made from the routes that services serve. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { exampleProblems } from "./example_problems.ts";
import { permissions, type RouteName } from "./permissions.ts";
import * as routes from "./routes/mod.ts";

const tags = [
  { name: "Jobs", description: "Upload a file, follow its job, and download what came of it." },
  { name: "Issues", description: "Resolve open issues: one by one, or all of a type by a rule." },
  {
    name: "Rows",
    description:
      "Change any row, exclude it or bring it back, whether or not an issue asks for it.",
  },
  {
    name: "Sign in",
    description: "Accounts, sessions, and the keys that tokens are verified with.",
  },
  {
    name: "Account",
    description:
      "Name, address, password and second factor; who did what with the account, a copy, its end.",
  },
  { name: "Operations", description: "Figures for operators." },
];

/**
 * The name of a route's constant is its operationId, so generated clients have the names of ours.
 *
 * @param serverUrl the API's public origin; "/" means the page's own
 * @param more Markdown to append to its description
 */
export function openApiDocument(serverUrl = "/", more = "") {
  const app = new OpenAPIHono();
  for (const [operationId, route] of Object.entries(routes)) {
    const caller = permissions[operationId as RouteName];
    app.openAPIRegistry.registerPath({ ...route, operationId, "x-caller": caller });
  }
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "rollcall_session",
    description: "HttpOnly; over https it is called `__Host-rollcall_session`",
  });
  for (const [kind, value] of Object.entries(exampleProblems)) {
    app.openAPIRegistry.registerComponent("examples", kind, { value });
  }
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Rollcall",
      version: "1.0.0",
      description:
        "Upload a file of contacts (CSV, Excel, vCard or JSON): every row is validated, duplicates " +
        "are found, and one clean list comes out. " +
        "Errors are problem details (RFC 9457). `version` is a position of the log: pass it as " +
        "`min_version` to see what you wrote." + (more && `\n\n${more}`),
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    tags,
    servers: [{ url: serverUrl }],
  });
}
