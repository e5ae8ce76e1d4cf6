/** Prints the API's OpenAPI document: `deno run contracts/api/print_openapi.ts > openapi.json`. */
import { openApiDocument } from "./openapi.ts";

console.log(JSON.stringify(openApiDocument(), null, 2));
