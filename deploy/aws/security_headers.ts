/**
 * Headers that CloudFront adds: those of the web (deploy/containers/web_headers.ts), HSTS, and no caching of responses that
 * do not specify it: every file of the web does, errors do not.
 */
import { Duration } from "aws-cdk-lib";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import { webHeaders } from "../containers/web_headers.ts";
import type { Stage } from "./stages/mod.ts";

/** Those that CloudFront has settings for; it refuses them among the custom ones. */
const {
  "content-security-policy": contentSecurityPolicy,
  "referrer-policy": _referrer,
  "strict-transport-security": _transport,
  "x-content-type-options": _type,
  "x-frame-options": _frame,
  ...others
} = webHeaders;

export function securityHeaders(scope: Construct, id: string, stage: Stage) {
  const always = {
    strictTransportSecurity: {
      accessControlMaxAge: Duration.days(730),
      includeSubdomains: true,
      override: true,
    },
    contentTypeOptions: { override: true },
  };
  return {
    web: new cloudfront.ResponseHeadersPolicy(scope, `${id}Web`, {
      responseHeadersPolicyName: `rollcall-${stage.name}-web`,
      customHeadersBehavior: {
        customHeaders: [
          { header: "cache-control", value: "no-store", override: false },
          ...Object.entries(others).map(([header, value]) => ({ header, value, override: true })),
        ],
      },
      securityHeadersBehavior: {
        ...always,
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: {
          referrerPolicy: cloudfront.HeadersReferrerPolicy.SAME_ORIGIN,
          override: true,
        },
      },
    }),
    // Services send their own; their page (/docs) needs a different policy from the web.
    api: new cloudfront.ResponseHeadersPolicy(scope, `${id}Api`, {
      responseHeadersPolicyName: `rollcall-${stage.name}-api`,
      securityHeadersBehavior: always,
    }),
  };
}
