/** The operators' figures: how far each consumer is, what is waiting, what was set aside. */
import { z } from "zod";
import { Stage } from "../events/columns.ts";

const age = (what: string) =>
  z.number().min(0).nullable().describe(`seconds since ${what}; null if there is none`);
const lag = z.int().min(0);

/** A field for each stage of the pipeline. */
const perStage = <Field extends z.ZodType>(field: Field) =>
  Object.fromEntries(Stage.options.map((stage) => [stage, field])) as Record<Stage, Field>;

export const QueueFigures = z.object({
  name: z.string(),
  visible: z.int().describe("waiting messages; approximate, as SQS counts"),
  in_flight: z.int().describe("messages that a consumer is working on"),
  delayed: z.int().describe("messages that are delayed"),
}).meta({ id: "QueueFigures" });

const RelayFigures = z.object({
  position: z.int().describe("log position up to which everything is published"),
  lag_events: lag.describe("events that are not published yet"),
  oldest_unpublished_seconds: age("the oldest event that is not published was recorded"),
  checkpoint_age_seconds: age("the relay's cursor last moved"),
  leader: z.object({
    holder: z.string().describe("the relay process that publishes, by its own random id"),
    fence: z.int().describe("its fencing number: grows with every change of holder"),
    expires_in_seconds: z.number().min(0),
  }).nullable().describe("null while no relay holds the lease: nothing is published then"),
}).meta({ id: "RelayFigures" });

export const ConsumerFigures = z.object({
  name: z.enum([...Stage.options, "projection"]),
  position: z.int().describe("log position up to which its work is known to be done"),
  lag_events: lag.describe(
    "events that it has to react to behind that position, among the next 100,000 of the log",
  ),
  oldest_pending_seconds: age("the oldest of these events was recorded").describe(
    "age of the oldest of these events, in place of that of the queue's oldest message, which " +
      "SQS tells CloudWatch only. A worker's position follows its work by a sweep every 2 s that " +
      "leaves fresh events 3 s to the bus: some seconds are normal",
  ),
  checkpoint_age_seconds: age("its position last moved"),
  queue: QueueFigures.nullable().describe("null while the bus does not answer"),
  parked: z.int().nullable().describe(
    "messages in its dead-letter queue, to be examined and redriven; null as above",
  ),
  claims: z.int().describe("pieces of work that its processes hold a claim on right now"),
}).meta({ id: "ConsumerFigures" });

export const GenerationFigures = z.object({
  generation: z.int(),
  state: z.string().describe("building, ready, live or retired"),
  position: z.int().describe("log position that its read models include"),
  lag_events: lag,
  checkpoint_age_seconds: age("its checkpoint last moved"),
}).meta({ id: "GenerationFigures" });

export const FailedJobs = z.object({
  ...perStage(z.int()),
  unreadable_files: z.int().describe("jobs whose file can never be read"),
  position: z.int().describe("log position that these counts include"),
}).meta({ id: "FailedJobs", description: "FAILED jobs, by the stage that failed" });

/** A job that waits for an operator. It names nothing of its file. */
export const FailedJob = z.object({
  job_id: z.uuid(),
  stage: Stage.describe("the stage that failed on every try"),
  message: z.string().describe("what its owner is told"),
  failed_at: z.iso.datetime(),
  failures: z.int().describe("how often it was set aside"),
}).meta({ id: "FailedJob" });

export const RedriveRequest = z.strictObject({
  job_id: z.uuid().optional().describe("only this job; everything that was set aside without it"),
}).meta({ id: "RedriveRequest" });

export const RedriveAnswer = z.object({
  ok: z.literal(true),
  jobs: z.int().describe("jobs whose failed stage was started again"),
  messages: z.int().describe("other messages that went back to their queues"),
}).meta({ id: "RedriveAnswer" });

/** The figures of one moment that are worth a curve. */
export const TrendPoint = z.object({
  at: z.iso.datetime(),
  head: z.int().describe("position of the newest event"),
  unpublished: lag.describe("events that the relay had not published"),
  to_do: z.object({ ...perStage(lag), projection: lag }).describe(
    "events that each consumer had to react to",
  ),
  messages: z.int().nullable().describe(
    "messages that waited or were in hand, in all queues; null while the bus did not answer",
  ),
  dead_letters: z.int().nullable(),
  failed_jobs: z.int().describe("jobs set aside, whatever the stage"),
}).meta({ id: "TrendPoint" });

export const Trends = z.object({
  every_seconds: z.int(),
  points: z.array(TrendPoint).describe(
    "oldest first, of the last hour at the most. The process that answers keeps them in memory: " +
      "after its start there are fewer; while the database was away there are none",
  ),
}).meta({ id: "Trends" });

const LaneFigures = z.object({
  open: z.int().describe("large jobs that are folded separately right now"),
  set_aside: z.int().describe("jobs that cannot be folded; they are retried every minute"),
  still_seconds: z.number().describe("how long the slowest open one has made no progress"),
}).meta({ id: "LaneFigures" });

export const Operations = z.object({
  taken_at: z.iso.datetime().describe("when the figures were read; they are kept for 2 s"),
  log: z.object({
    head: z.int().describe("position of the newest event"),
    newest_event_seconds: age("the newest event was recorded"),
  }),
  bus_answers: z.boolean(),
  relay: RelayFigures,
  consumers: z.array(ConsumerFigures),
  projection: z.object({
    live_generation: z.int().nullable(),
    generations: z.array(GenerationFigures),
    still_seconds: z.number().describe(
      "how long nothing was folded while events waited; 0 if none wait",
    ),
    lanes: LaneFigures,
  }),
  failed_jobs: FailedJobs,
}).meta({ id: "Operations" });

export type Operations = z.infer<typeof Operations>;
export type FailedJob = z.infer<typeof FailedJob>;
export type TrendPoint = z.infer<typeof TrendPoint>;
export type Trends = z.infer<typeof Trends>;
export type RelayFigures = z.infer<typeof RelayFigures>;
export type ConsumerFigures = z.infer<typeof ConsumerFigures>;
export type GenerationFigures = z.infer<typeof GenerationFigures>;
export type QueueFigures = z.infer<typeof QueueFigures>;
export type FailedJobs = z.infer<typeof FailedJobs>;
