/**
 * The headers of the web's own files, the same in the container and from CloudFront. What scripts and
 * styles may run stands in the page itself, with the hash of each inline script, which the build knows
 * (web/vite.config.ts); a page cannot say who may frame it, so that stands here. Both hold.
 */
export const webHeaders = {
  "content-security-policy":
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;
