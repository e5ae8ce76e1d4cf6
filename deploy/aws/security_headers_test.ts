import assert from "node:assert/strict";
import { webHeaders } from "../containers/web_headers.ts";
import { headersOf } from "./reference/response_headers.ts";

/** As in a template, with a header of each kind. */
const config = {
  CustomHeadersConfig: {
    Items: [
      { Header: "cache-control", Value: "no-store", Override: false },
      { Header: "permissions-policy", Value: "camera=()", Override: true },
    ],
  },
  SecurityHeadersConfig: {
    ContentSecurityPolicy: { ContentSecurityPolicy: "object-src 'none'", Override: true },
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: "DENY", Override: true },
    ReferrerPolicy: { ReferrerPolicy: "same-origin", Override: true },
    StrictTransportSecurity: {
      AccessControlMaxAgeSec: 63072000,
      IncludeSubdomains: true,
      Override: true,
    },
  },
};

Deno.test("headers of a policy are read as a browser gets them", () => {
  assert.deepEqual(headersOf(config), {
    "strict-transport-security": webHeaders["strict-transport-security"],
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "content-security-policy": "object-src 'none'",
    "permissions-policy": "camera=()",
  });
});

Deno.test("headers, negative twin: one that is weaker, gone or not enforced is seen", () => {
  const whole = headersOf(config);
  const { SecurityHeadersConfig: security } = config;
  const transport = { ...security.StrictTransportSecurity, IncludeSubdomains: false };
  const { FrameOptions: _, ...frameless } = security;
  const lax = { ...security, ContentTypeOptions: { Override: false } };
  for (
    const changed of [{ ...security, StrictTransportSecurity: transport }, frameless, lax]
  ) assert.notDeepEqual(headersOf({ ...config, SecurityHeadersConfig: changed }), whole);
  assert.deepEqual(headersOf({}), {});
});
