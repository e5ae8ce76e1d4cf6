/**
 * What a stage may say about itself, and all that stages may differ in. Read once, checked before
 * anything is synthesized: a wrong size or a missing address is a sentence, not a failed
 * deployment.
 */
import { z } from "zod";

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
  /** Tasks at least and at most; the same number twice: it does not scale. */
  min: z.int().min(1),
  max: z.int().min(1),
})
  .refine(({ cpu, memoryMib }) => memoryOf[cpu]?.includes(memoryMib), "Fargate has no such size")
  .refine(({ min, max }) => min <= max, "min is above max");
export type TaskSize = z.infer<typeof TaskSize>;

/** The services whose size differs from the stage's usual one, by name. */
const sizes = z.strictObject({ usual: TaskSize, worker: TaskSize })
  .catchall(TaskSize.optional());

export const Stage = z.strictObject({
  name: z.enum(["staging", "prod"]),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/),
  /** Cost allocation: the tag that budgets and bills are told apart by. */
  budget: z.strictObject({ tag: z.string().min(1), monthlyUsd: z.int().positive() }),
  alarmsEmail: z.email(),
  /** Addresses whose sessions may see /operations. */
  adminEmails: z.array(z.email()),
  domain: z.strictObject({
    /** What people type. */
    web: domain,
    /** What CloudFront calls; it leads to the load balancer, whose certificate says the same. */
    origin: domain,
    hostedZoneId: z.string().regex(/^Z[A-Z0-9]+$/),
    hostedZoneName: domain,
    /** CloudFront's; AWS wants it in us-east-1. */
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
    /** Connections that it takes before the alarm: three quarters of what its memory allows. */
    maxConnections: z.int().min(100),
  }),
  uploads: z.strictObject({
    bucket: z.string().regex(/^[a-z0-9-]{3,63}$/),
    maxBytes: z.int().positive(),
    /** How long a version that is hidden, but not erased, can be brought back. */
    noncurrentDays: z.int().min(1).max(30),
  }),
  /** The parser's queue; the others' names follow from it, as everywhere. */
  queue: z.string().regex(/^[\w-]+-queue$/),
  topic: z.string().regex(/^[\w-]+$/),
  /** Where files are parsed: by tasks that poll, or by functions that the queue starts. */
  parsing: z.enum(["fargate", "lambda"]),
  imageTag: z.string().min(1),
  sizes,
  logDays: z.union([z.literal(30), z.literal(90), z.literal(180), z.literal(365)]),
  /** Requests that one address may send within five minutes. */
  requestsPerAddress: z.int().min(100),
});
export type Stage = z.infer<typeof Stage>;
/** A stage as its file writes it; `imageTag` comes from whoever deploys. */
export type StageFile = Omit<z.input<typeof Stage>, "imageTag">;

/** @throws naming what is wrong, and where */
export function readStage(file: StageFile, imageTag: string): Stage {
  const read = Stage.safeParse({ ...file, imageTag });
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Error(`stage ${file.name}: ${problems.join("; ")}`);
}
