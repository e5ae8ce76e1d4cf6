import assert from "node:assert/strict";
import { mapped } from "./import_map.ts";

const imports = {
  "@rollcall/platform/": "./platform/",
  "@rollcall/tables": "./domain/tables/mod.ts",
  "@aws-sdk/client-s3": "npm:@aws-sdk/client-s3@3.1163.0",
  "libphonenumber-js": "npm:libphonenumber-js@1.13.16/max",
  "i18n-iso-countries/": "npm:/i18n-iso-countries@7.14.0/",
};

Deno.test("import map: files, packages and paths inside them, as Deno finds them", () => {
  for (
    const [specifier, target] of [
      ["@rollcall/platform/log.ts", "./platform/log.ts"],
      ["@rollcall/tables", "./domain/tables/mod.ts"],
      ["@aws-sdk/client-s3", "@aws-sdk/client-s3"],
      ["libphonenumber-js", "libphonenumber-js/max"],
      ["i18n-iso-countries/langs/en.json", "i18n-iso-countries/langs/en.json"],
      ["node:process", undefined],
    ] as const
  ) assert.equal(mapped(imports, specifier), target, specifier);
});
