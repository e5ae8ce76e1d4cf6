import assert from "node:assert/strict";
import { contentDisposition } from "./file_names.ts";

Deno.test("download: the file's name is safe in a header and keeps its letters", () => {
  assert.equal(
    contentDisposition("Kunden Zürich.CSV", "-clean.csv"),
    'attachment; filename="Kunden Z_rich-clean.csv"; ' +
      "filename*=UTF-8''Kunden%20Z%C3%BCrich-clean.csv",
  );
  assert.equal(
    contentDisposition('../a"b\r\nSet-Cookie: x.csv', "-clean.csv"),
    'attachment; filename=".._a_b__Set-Cookie_ x-clean.csv"; ' +
      "filename*=UTF-8''.._a_b__Set-Cookie_%20x-clean.csv",
  );
  assert.match(contentDisposition("", "-clean.csv"), /filename="contacts-clean.csv"/);
});
