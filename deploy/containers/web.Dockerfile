# The web as in production: a static build, served with the API behind the same origin.
FROM denoland/deno:debian-2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d AS build
WORKDIR /app
ENV DENO_NO_UPDATE_CHECK=1
COPY deno.json deno.lock ./
COPY contracts contracts
COPY web web
RUN deno install --frozen
# Empty: the default of contracts/api/upload_limit.ts.
ARG MAX_UPLOAD_BYTES=
RUN MAX_UPLOAD_BYTES=$MAX_UPLOAD_BYTES deno task --cwd=web build

FROM denoland/deno:debian-2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d AS modules
WORKDIR /app
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1
COPY deno.json deno.lock ./
COPY contracts/package.json contracts/
COPY deploy/containers deploy/containers
COPY platform/hidden_query.ts platform/malformed_requests.ts platform/
COPY platform/node_http platform/node_http
RUN deno run --no-config --allow-read=. --allow-write=deno.json,deno.lock deploy/containers/production_config.ts \
 && deno cache --frozen --node-modules-dir=none deploy/containers/web.ts deploy/containers/healthcheck.ts \
 && chmod -R a+rX /app /deno-dir

FROM denoland/deno:debian-2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /app
COPY --from=modules /deno-dir /deno-dir
COPY --from=modules /app /app
COPY --from=build /app/web/build web/build
USER 65532:65532
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["deno", "run", "--cached-only", "--node-modules-dir=none", "--allow-net=127.0.0.1", "--allow-env=PORT", "deploy/containers/healthcheck.ts"]
ENTRYPOINT ["deno"]
