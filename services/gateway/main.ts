/** The gateway: the API's one origin, in front of the services. */
import { proxyFields } from "@rollcall/runtime/client_address.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import { authFields, httpFields, httpUrl, logFields } from "@rollcall/runtime/config_fields.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { listenByNode } from "@rollcall/runtime/node_http/listen.ts";
import { gatewayApp } from "./app.ts";
import { traced } from "./traced.ts";

const config = readConfig({
  ...httpFields(8000),
  ...logFields,
  ...proxyFields(0),
  WEB_ORIGINS: authFields.WEB_ORIGINS,
  UPLOAD_URL: httpUrl().default("http://127.0.0.1:8001"),
  REVIEW_URL: httpUrl().default("http://127.0.0.1:8002"),
  PROJECTION_URL: httpUrl().default("http://127.0.0.1:8003"),
  IDENTITY_URL: httpUrl().default("http://127.0.0.1:8004"),
  OPERATIONS_URL: httpUrl().default("http://127.0.0.1:8008"),
});
const log = createLog("gateway", config.LOG_LEVEL);
const stopping = new AbortController();

const app = gatewayApp({
  log,
  stopping: stopping.signal,
  webOrigins: config.WEB_ORIGINS,
  proxyHops: config.TRUSTED_PROXY_HOPS,
  upstreams: {
    upload: config.UPLOAD_URL,
    review: config.REVIEW_URL,
    projection: config.PROJECTION_URL,
    identity: config.IDENTITY_URL,
    operations: config.OPERATIONS_URL,
  },
});

await runService({
  log,
  app,
  listen: (options) => listenByNode({ ...options, handler: traced(options.handler) }),
  port: config.PORT,
  hostname: config.HOST,
  quiesce: () => stopping.abort(),
});
