/**
 * Staging: everything that production has, in its own account, smaller and with shorter retention.
 */
import type { StageFile } from "./stage.ts";

export const staging: StageFile = {
  name: "staging",
  account: "111111111111",
  region: "us-east-1",
  budget: { tag: "rollcall-staging", monthlyUsd: 600 },
  alarmsEmail: "dev@example.com",
  domain: {
    web: "staging.rollcall.example.com",
    origin: "origin.staging.rollcall.example.com",
    hostedZoneId: "Z0000000000000000001",
    hostedZoneName: "example.com",
    webCertificateArn:
      "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
    originCertificateArn:
      "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000001",
  },
  network: {
    cidr: "10.10.0.0/16",
    zones: ["us-east-1a", "us-east-1b"],
    natGateways: 1,
    cloudFrontPrefixList: "pl-3b927c52",
  },
  database: {
    instance: "t4g.medium",
    replica: "t4g.medium",
    storageGib: 20,
    maxStorageGib: 100,
    backupDays: 7,
    maxConnections: 300,
  },
  uploads: { bucket: "staging-data-ingestion", noncurrentDays: 1 },
  queue: "staging-ingestion-queue",
  topic: "staging-rollcall-events",
  // Staging uses the alternative, so that production may switch to it after it was tried here.
  parsing: "lambda",
  sizes: {
    usual: { cpu: 256, memoryMib: 512, min: 2, max: 10 },
    worker: { cpu: 256, memoryMib: 1024, min: 1, max: 4 },
    large: { cpu: 512, memoryMib: 1024, min: 2, max: 10 },
    pair: { cpu: 256, memoryMib: 512, min: 2, max: 2 },
  },
  logDays: 30,
  requestsPerAddress: 2_000,
  attemptsPerAddress: 100,
};
