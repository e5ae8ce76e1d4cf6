/** Production. Account, domain, certificates and addresses are examples: put your own. */
import type { StageFile } from "./stage.ts";

export const prod: StageFile = {
  name: "prod",
  account: "222222222222",
  region: "us-east-1",
  budget: { tag: "rollcall-prod", monthlyUsd: 1_500 },
  alarmsEmail: "oncall@example.com",
  domain: {
    web: "rollcall.example.com",
    origin: "origin.rollcall.example.com",
    hostedZoneId: "Z0000000000000000002",
    hostedZoneName: "example.com",
    webCertificateArn:
      "arn:aws:acm:us-east-1:222222222222:certificate/00000000-0000-0000-0000-000000000002",
    originCertificateArn:
      "arn:aws:acm:us-east-1:222222222222:certificate/00000000-0000-0000-0000-000000000003",
  },
  network: {
    cidr: "10.20.0.0/16",
    zones: ["us-east-1a", "us-east-1b", "us-east-1c"],
    natGateways: 2,
    cloudFrontPrefixList: "pl-3b927c52",
  },
  database: {
    instance: "m7g.large",
    replica: "m7g.large",
    storageGib: 100,
    maxStorageGib: 1_000,
    backupDays: 35,
    maxConnections: 650,
  },
  uploads: { bucket: "prod-data-ingestion", noncurrentDays: 7 },
  queue: "prod-ingestion-queue",
  topic: "prod-rollcall-events",
  parsing: "fargate",
  sizes: {
    usual: { cpu: 512, memoryMib: 1024, min: 2, max: 10 },
    worker: { cpu: 1024, memoryMib: 2048, min: 2, max: 10 },
    // They hold rows in memory, and use at most one core per task.
    large: { cpu: 1024, memoryMib: 2048, min: 2, max: 10 },
    pair: { cpu: 512, memoryMib: 1024, min: 2, max: 2 },
  },
  logDays: 90,
  requestsPerAddress: 2_000,
  attemptsPerAddress: 100,
};
