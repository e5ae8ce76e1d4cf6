/**
 * Headers that CloudFront adds: a content security policy, HSTS, and no caching of responses that
 * do not specify it: every file of the web does, errors do not.
 */
import { Duration } from "aws-cdk-lib";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

/** The page's own start script is inline, as SvelteKit writes it. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'self'",
  "form-action 'self'",
].join("; ");

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
        customHeaders: [{ header: "cache-control", value: "no-store", override: false }],
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
