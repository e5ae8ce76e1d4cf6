/**
 * A stage's configuration: all that stages may differ in. Validated before synthesis, so that a
 * wrong size or a missing address is a message, not a failed deployment.
 */
import { z } from "zod";
import { MAX_UPLOAD_BYTES } from "../../../contracts/api/upload_limit.ts";
import type { SizeName } from "../../../platform/manifest.ts";

const arn = z.string().regex(/^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/);
const domain = z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/);

/** Fargate's sizes: CPU units to the memory that goes with them, in MiB. */
const memoryOf: Record<number, number[]> = {
  256: [512, 1024, 2048],
  512: [1024, 2048, 3072, 4096],
  1024: [2048, 3072, 4096, 5120, 6144, 7168, 8192],
  2048: [4096, 5120, 6144, 7168, 8192, 16384],
};

export const TaskSize = z.strictObject({
  cpu: z.int(),
  memoryMib: z.int(),
  /** Minimum and maximum number of tasks; equal numbers disable scaling. */
  min: z.int().min(1),
  max: z.int().min(1),
})
  .refine(({ cpu, memoryMib }) => memoryOf[cpu]?.includes(memoryMib), "Fargate has no such size")
  .refine(({ min, max }) => min <= max, "min is above max");
export type TaskSize = z.infer<typeof TaskSize>;

/** The resources of each size in the manifest. */
const sizes = z.strictObject(
  { usual: TaskSize, worker: TaskSize, large: TaskSize, pair: TaskSize } satisfies Record<
    SizeName,
    typeof TaskSize
  >,
);

export const Stage = z.strictObject({
  name: z.enum(["staging", "prod"]),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/),
  /** Cost allocation tag and monthly budget. */
  budget: z.strictObject({ tag: z.string().min(1), monthlyUsd: z.int().positive() }),
  alarmsEmail: z.email(),
  domain: z.strictObject({
    /** The public domain. */
    web: domain,
    /** The load balancer's domain, which CloudFront connects to and its certificate covers. */
    origin: domain,
    hostedZoneId: z.string().regex(/^Z[A-Z0-9]+$/),
    hostedZoneName: domain,
    /** CloudFront's; it must be in us-east-1. */
    webCertificateArn: arn,
    /** The load balancer's, in the stage's region. */
    originCertificateArn: arn,
  }),
  network: z.strictObject({
    cidr: z.cidrv4(),
    zones: z.array(z.string()).min(2).max(3),
    natGateways: z.int().min(1).max(3),
    /** com.amazonaws.global.cloudfront.origin-facing in the stage's region. */
    cloudFrontPrefixList: z.string().regex(/^pl-[0-9a-f]+$/),
  }),
  database: z.strictObject({
    instance: z.string().regex(/^[a-z0-9]+\.[a-z0-9]+$/),
    replica: z.string().regex(/^[a-z0-9]+\.[a-z0-9]+$/),
    storageGib: z.int().min(20),
    maxStorageGib: z.int().min(21),
    backupDays: z.int().min(7).max(35),
    /** Connections before the alarm fires: three quarters of what its memory allows. */
    maxConnections: z.int().min(100),
  }),
  uploads: z.strictObject({
    bucket: z.string().regex(/^[a-z0-9-]{3,63}$/),
    maxBytes: z.int().positive().default(MAX_UPLOAD_BYTES),
    /** How long a noncurrent version can be restored. */
    noncurrentDays: z.int().min(1).max(30),
  }),
  /** The parser's queue; the others' names are derived from it. */
  queue: z.string().regex(/^[\w-]+-queue$/),
  topic: z.string().regex(/^[\w-]+$/),
  /** Where files are parsed: by polling tasks, or by functions triggered by the queue. */
  parsing: z.enum(["fargate", "lambda"]),
  /** The mail server, such as SES's; left out, no mail is sent. */
  mail: z.strictObject({
    smtpUrl: z.string().regex(/^smtps?:\/\/[a-z0-9.-]+:\d+$/),
    from: z.email(),
    /** a secret of Secrets Manager with `username` and `password` */
    loginSecret: z.string().min(1),
    /**
     * Whether accounts open by a link in a message only: then nobody learns which addresses have one.
     * `false` where programs register by themselves.
     */
    registerByMail: z.boolean().default(true),
  }).optional(),
  imageTag: z.string().min(1),
  sizes,
  logDays: z.union([z.literal(30), z.literal(90), z.literal(180), z.literal(365)]),
  /** Requests that one address may send within five minutes. */
  requestsPerAddress: z.int().min(100),
  /** Of those, tries of passwords, codes and links: an office has one address, too. */
  attemptsPerAddress: z.int().min(10),
});
export type Stage = z.infer<typeof Stage>;
/** A stage's file; `imageTag` is supplied at deployment. */
export type StageFile = Omit<z.input<typeof Stage>, "imageTag">;

/** @throws an error that names what is wrong, and where */
export function readStage(file: StageFile, imageTag: string): Stage {
  const read = Stage.safeParse({ ...file, imageTag });
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(`stage ${file.name}: ${problems.join("; ")}`);
}
