/**
 * Acknowledged cdk-nag findings: where, which and why. An entry without a finding fails a test, so
 * that reasons do not outlive what they excuse.
 */
import { type App, Validations } from "aws-cdk-lib";
import type { Stage } from "./stages/mod.ts";

export interface AcknowledgedFinding {
  /** The construct's path, without the stage. */
  at: RegExp;
  /** Which finding of AwsSolutions; {bucket} is the stage's. */
  rule: string;
  reason: string;
}

const MANAGED_POLICY = "Policy::arn:<AWS::Partition>:iam::aws:policy/";

const acknowledgedFindings: AcknowledgedFinding[] = [
  {
    at: /^(services\/(.*-task|reconciliation)|operator\/Task)\/Definition$/,
    rule: "ECS2",
    reason: "Variables are names and limits; what is secret comes from Secrets Manager",
  },
  {
    at:
      /^(services\/(.*-task|reconciliation)|operator\/Task)\/Definition\/ExecutionRole\/DefaultPolicy$/,
    rule: "IAM5[Resource::*]",
    reason: "ecr:GetAuthorizationToken knows no resources",
  },
  {
    at: /^services\/.*-task\/Definition\/TaskRole\/DefaultPolicy$/,
    rule: "IAM5[Resource::*]",
    reason: "X-Ray and sns:ListTopics know no resources",
  },
  {
    at:
      /^services\/((upload-task|reconciliation)\/Definition\/TaskRole|.*arsing.*Role)\/DefaultPolicy$/,
    rule: "IAM5[Resource::arn:aws:s3:::{bucket}/uploads/*]",
    reason: "The files of all users: which one is a matter of the job's id",
  },
  {
    at:
      /^(services\/(upload-task\/Definition\/TaskRole|.*arsing.*Role)|operator\/Task\/.*)\/DefaultPolicy$/,
    rule: "IAM5[Resource::arn:aws:s3:::{bucket}/erasures/*]",
    reason: "The ledger of erasures: an entry is the id of any job",
  },
  {
    at: /^operator\/Task\/Definition\/TaskRole\/DefaultPolicy$/,
    rule: "IAM5[Resource::*]",
    reason: "sns:ListTopics knows no resources",
  },
  {
    at: /^services\/[a-z]+\/Service\/.*Role$/,
    rule: `IAM4[${MANAGED_POLICY}AmazonECSInfrastructureRolePolicyForLoadBalancers]`,
    reason: "What ECS needs to shift a listener rule is AWS's to keep up to date",
  },
  {
    at: /^services\/Parsing\/Function\/ServiceRole$/,
    rule: `IAM4[${MANAGED_POLICY}service-role/AWSLambdaBasicExecutionRole]`,
    reason: "Writing its log, nothing else",
  },
  {
    at: /^services\/Parsing\/Function\/ServiceRole$/,
    rule: `IAM4[${MANAGED_POLICY}service-role/AWSLambdaVPCAccessExecutionRole]`,
    reason: "Holding an address in the network, nothing else",
  },
  {
    at: /^services\/Parsing\/Function\/ServiceRole\/DefaultPolicy$/,
    rule: "IAM5[Resource::*]",
    reason: "X-Ray and sns:ListTopics know no resources",
  },
  {
    at: /^services\/SchedulerRole.*\/DefaultPolicy$/,
    rule: "IAM5[Resource::<ParsingFunction22056015.Arn>:*]",
    reason: "The schedule may invoke any version of this one function",
  },
  {
    at: /^services\/Parsing\/Function$/,
    rule: "L1",
    reason: "Node 22 is what the bundle is made for and tested with",
  },
  {
    at: /^services\/LoadBalancer\/OriginSecret$/,
    rule: "SMG4",
    reason: "Both ends must change at once: replaced by a deployment, see docs/operations/keys.md",
  },
  {
    at: /^data\/Database\/(Primary|Replica)\/MonitoringRole$/,
    rule: `IAM4[${MANAGED_POLICY}service-role/AmazonRDSEnhancedMonitoringRole]`,
    reason: "AWS's own policy for enhanced monitoring writes one log group",
  },
  {
    at: /^data\/Database\/(Primary|Replica)$/,
    rule: "RDS11",
    reason: "The subnets are isolated and the group admits tasks only: another port hides nothing",
  },
  {
    at: /^data\/Database\/Replica$/,
    rule: "RDS3",
    reason: "It holds nothing that the primary, which is Multi-AZ, does not have",
  },
  {
    at: /^data\/Database\/Replica$/,
    rule: "RDS2",
    reason: "A copy in the same region is encrypted with its original's key; saying so is an error",
  },
  {
    at: /^services\/LoadBalancer\/Balancer$/,
    rule: "ELB2",
    reason:
      "Its log would have what people search for; CloudFront's has the requests without queries",
  },
  {
    at: /^edge\/Distribution$/,
    rule: "CFR3",
    reason: "Logged by a delivery that leaves queries out, which standard logging cannot",
  },
  {
    at: /^edge\/Distribution$/,
    rule: "CFR1",
    reason: "Its users are not of certain countries",
  },
];

/** Registers them with cdk-nag. @returns the entries that match no construct of these stages */
export function acknowledge(app: App, stages: Stage[]): AcknowledgedFinding[] {
  const constructs = app.node.findAll();
  return acknowledgedFindings.filter(({ at, rule, reason }) => {
    let isUsed = false;
    for (const stage of stages) {
      const own = `rollcall-${stage.name}-`;
      const id = `AwsSolutions-${rule.replace("{bucket}", stage.uploads.bucket)}`;
      for (const construct of constructs) {
        const { path } = construct.node;
        if (!path.startsWith(own) || !at.test(path.slice(own.length))) continue;
        Validations.of(construct).acknowledge({ id, reason });
        isUsed = true;
      }
    }
    return !isUsed;
  });
}
