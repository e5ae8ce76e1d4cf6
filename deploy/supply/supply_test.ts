import assert from "node:assert/strict";
import { componentsOf } from "./components.ts";
import { cycloneDx } from "./cyclonedx.ts";
import { licenceList, refused } from "./licences.ts";

const lock = {
  specifiers: {},
  npm: {
    "@a/one@1.0.0_two@2.0.0": { integrity: "sha512-AAEC", dependencies: ["two"] },
    "@a/one@1.0.0_two@3.0.0": { integrity: "sha512-AAEC", dependencies: ["two@3.0.0"] },
    "two@2.0.0": { integrity: "sha512-AwQF" },
    "two@3.0.0": { integrity: "sha512-BgcI" },
  },
};
const licenses = new Map([["@a/one", "(MIT OR GPL-3.0)"], ["two", "GPL-3.0"]]);
const components = await componentsOf(lock, (name) => Promise.resolve(licenses.get(name)));

Deno.test("sbom: each package is there once, with its hash, its licence and what it depends on", () => {
  const about = { version: "1", at: new Date(0), serial: "0198c0de-0000-7000-8000-000000000001" };
  const bom = cycloneDx(components, about);
  assert.equal(bom.bomFormat, "CycloneDX");
  assert.deepEqual(bom.components.map(({ purl }) => purl), [
    ...["pkg:npm/%40a/one@1.0.0", "pkg:npm/two@2.0.0", "pkg:npm/two@3.0.0"],
  ]);
  assert.deepEqual(bom.components[0], {
    "type": "library",
    "bom-ref": "pkg:npm/%40a/one@1.0.0",
    "name": "@a/one",
    "version": "1.0.0",
    "purl": "pkg:npm/%40a/one@1.0.0",
    "licenses": [{ expression: "(MIT OR GPL-3.0)" }],
    "hashes": [{ alg: "SHA-512", content: "000102" }],
  });
  assert.deepEqual(bom.dependencies[0]!.dependsOn, ["pkg:npm/two@2.0.0", "pkg:npm/two@3.0.0"]);
  assert.deepEqual(bom.components[1]!.licenses, [{ license: { id: "GPL-3.0" } }]);
});

Deno.test("licences: what was not agreed to is found, one of several is enough", () => {
  assert.deepEqual(refused(components).map(({ name, version }) => `${name} ${version}`), [
    ...["two 2.0.0", "two 3.0.0"],
  ]);
  assert.match(licenceList(components), /\| GPL-3\.0 \| 2 \| two@2\.0\.0, two@3\.0\.0 \|/);
});

Deno.test("licences: of every package that is installed here we have agreed to its licence", async () => {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "deploy/supply/main.ts"],
  }).output();
  const said = new TextDecoder().decode(stdout);
  assert.equal(code, 0, said);
  const [, packages] = /rollcall\.cdx\.json: (\d+) packages/.exec(said) ?? [];
  assert.ok(Number(packages) > 300, said);
});
