/** A bill of materials in CycloneDX 1.6, as JSON. Pure. */
import { Buffer } from "node:buffer";
import { type Component, keyOf } from "./components.ts";

export interface About {
  version: string;
  /** when it was made */
  at: Date;
  /** a UUID */
  serial: string;
}

export function cycloneDx(components: Component[], { version, at, serial }: About) {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      component: { "type": "application", "bom-ref": "rollcall", "name": "rollcall", version },
    },
    components: components.map((component) => ({
      "type": "library",
      "bom-ref": purlOf(component),
      "name": component.name,
      "version": component.version,
      "purl": purlOf(component),
      ...(component.license && { licenses: licensesOf(component.license) }),
      ...(component.integrity && { hashes: [hashOf(component.integrity)] }),
    })),
    dependencies: components.map((component) => ({
      ref: purlOf(component),
      dependsOn: component.dependsOn.flatMap((key) => {
        const other = components.find((one) => keyOf(one) === key);
        return other ? [purlOf(other)] : [];
      }),
    })),
  };
}

/** https://github.com/package-url/purl-spec */
function purlOf({ name, version }: Pick<Component, "name" | "version">): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function licensesOf(license: string) {
  return /[ ()]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

function hashOf(integrity: string) {
  return {
    alg: "SHA-512",
    content: Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex"),
  };
}
