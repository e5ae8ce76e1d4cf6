# One image for every service: the command that starts a container says which, and what it may do.
# Nothing is installed while it runs: modules lie in the image, whole and read-only.
FROM denoland/deno:debian-2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d AS modules
WORKDIR /app
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1
COPY deno.json deno.lock ./
COPY contracts contracts
COPY domain domain
COPY event-store event-store
COPY platform platform
COPY services services
COPY deploy deploy
# Without the packages that only tests, the local stack and the web use.
RUN deno run --no-config --allow-read=. --allow-write=deno.json,deno.lock deploy/containers/production_config.ts \
 && deno cache --frozen --node-modules-dir=none services/*/main.ts services/review/threads/worker.ts \
      services/projection/replay/main.ts services/operations/dlq.ts services/operations/reconcile.ts services/upload/erasures.ts deploy/operator/*.ts deploy/containers/*.ts \
 && find . -name '*_test.ts' -delete \
 && chmod -R a+rX /app /deno-dir

FROM denoland/deno:debian-2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /app
COPY --from=modules /deno-dir /deno-dir
COPY --from=modules /app /app
USER 65532:65532
# HOST and PORT come with the environment; what asks is no part of the service.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 \
  CMD ["deno", "run", "--cached-only", "--node-modules-dir=none", "--allow-net=127.0.0.1", "--allow-env=PORT", "deploy/containers/healthcheck.ts"]
ENTRYPOINT ["deno"]
