/** What CloudFront adds to answers, held to what the container adds (deploy/containers/web_headers.ts). */
import assert from "node:assert/strict";
import type { Template } from "aws-cdk-lib/assertions";
import { webHeaders } from "../../containers/web_headers.ts";
import { type Properties, propertiesOf, type Rows } from "./synthesized.ts";

const { "strict-transport-security": transport, "x-content-type-options": type } = webHeaders;

export const responseHeaders: Rows = [
  [
    "The web: each header of the container's, with its value, and no further one",
    ({ of, stage }) => {
      assert.deepEqual(policyOf(of("edge"), `rollcall-${stage.name}-web`), webHeaders);
    },
  ],
  ["The API: what holds for any answer", ({ of, stage }) => {
    assert.deepEqual(policyOf(of("edge"), `rollcall-${stage.name}-api`), {
      "strict-transport-security": transport,
      "x-content-type-options": type,
    });
  }],
];

function policyOf(template: Template, name: string): Record<string, string> {
  const policies = Object.values(propertiesOf(template, "AWS::CloudFront::ResponseHeadersPolicy"))
    .map(({ ResponseHeadersPolicyConfig: config }) => config);
  return headersOf(policies.find((config) => config.Name === name));
}

/**
 * As a browser gets them: those that stand whatever the origin sends.
 *
 * @param config ResponseHeadersPolicyConfig of the template
 */
export function headersOf(config: Properties): Record<string, string> {
  const { SecurityHeadersConfig: security = {}, CustomHeadersConfig: custom = { Items: [] } } =
    config;
  const { StrictTransportSecurity: transport, ContentTypeOptions: type } = security;
  const { FrameOptions: frame, ReferrerPolicy: referrer, ContentSecurityPolicy: policy } = security;
  const all: [string, string | undefined, Properties | undefined][] = [
    ["strict-transport-security", transport && transportOf(transport), transport],
    ["x-content-type-options", "nosniff", type],
    ["x-frame-options", frame?.FrameOption, frame],
    ["referrer-policy", referrer?.ReferrerPolicy, referrer],
    ["content-security-policy", policy?.ContentSecurityPolicy, policy],
    ...custom.Items.map((item: Properties) => [item.Header, item.Value, item]),
  ];
  return Object.fromEntries(
    all.flatMap(([name, value, from]) => from?.Override ? [[name, String(value)]] : []),
  );
}

function transportOf({ AccessControlMaxAgeSec, IncludeSubdomains, Preload }: Properties): string {
  const parts = [`max-age=${AccessControlMaxAgeSec}`];
  if (IncludeSubdomains) parts.push("includeSubDomains");
  if (Preload) parts.push("preload");
  return parts.join("; ");
}
