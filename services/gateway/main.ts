/** The gateway: the API's one origin, in front of the services. */
import { listenByNode } from "@rollcall/platform/node_http/listen.ts";
import { startService } from "@rollcall/platform/service.ts";
import { gatewayApp } from "./app.ts";
import { withRequestSpan } from "./request_spans.ts";

const stopping = new AbortController();

await startService("gateway", {
  modules: {},
  wire: ({ config, log }) => ({
    app: gatewayApp({
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
    }),
    listen: (options) => listenByNode({ ...options, handler: withRequestSpan(options.handler) }),
    quiesce: () => stopping.abort(),
  }),
});
