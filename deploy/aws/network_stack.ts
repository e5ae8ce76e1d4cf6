/**
 * The network: public subnets for the load balancer and NAT, private ones for tasks, isolated ones
 * for the database. One security group per tier, which admits only the tier before it. AWS services
 * are reached through VPC endpoints.
 */
import { Arn, ArnFormat, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { NamedHosts } from "./named_hosts.ts";
import type { Stage } from "./stages/mod.ts";

export class NetworkStack extends Stack {
  readonly vpc: ec2.Vpc;
  readonly loadBalancerGroup: ec2.SecurityGroup;
  readonly taskGroup: ec2.SecurityGroup;
  readonly databaseGroup: ec2.SecurityGroup;
  /** What every log group of the stage is encrypted with. */
  readonly logKey: kms.Key;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    this.logKey = logKey(this, stage);
    this.vpc = new ec2.Vpc(this, "Vpc", {
      ipAddresses: ec2.IpAddresses.cidr(stage.network.cidr),
      availabilityZones: stage.network.zones,
      natGateways: stage.network.natGateways,
      subnetConfiguration: [
        {
          name: "public",
          subnetType: ec2.SubnetType.PUBLIC,
          cidrMask: 24,
          mapPublicIpOnLaunch: false,
        },
        { name: "private", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
        { name: "database", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      flowLogs: { all: { destination: flowLog(this, stage, this.logKey) } },
    });
    const group = (name: string, description: string) =>
      new ec2.SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound: false });
    this.loadBalancerGroup = group("LoadBalancerGroup", "The load balancer, open to CloudFront");
    this.taskGroup = group("TaskGroup", "Tasks and functions, open to the load balancer");
    this.databaseGroup = group("DatabaseGroup", "The database, open to tasks and functions");
    const endpointGroup = group(
      "EndpointGroup",
      "Endpoints of AWS services, open to tasks and functions",
    );

    const cloudFront = ec2.Peer.prefixList(stage.network.cloudFrontPrefixList);
    this.loadBalancerGroup.addIngressRule(cloudFront, ec2.Port.tcp(443), "HTTPS of CloudFront");
    connect(this.taskGroup, this.databaseGroup, ec2.Port.tcp(5432), "queries");
    connect(this.taskGroup, endpointGroup, ec2.Port.tcp(443), "AWS services");
    // Signing keys through CloudFront, images and S3: their addresses are not known in advance, but
    // their names are.
    new NamedHosts(this, "NamedHosts", stage, this.vpc);
    this.taskGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), "HTTPS");
    if (stage.mail) {
      const port = ec2.Port.tcp(Number(new URL(stage.mail.smtpUrl).port));
      this.taskGroup.addEgressRule(ec2.Peer.anyIpv4(), port, "mail");
    }
    addEndpoints(this.vpc, endpointGroup);
  }
}

/** Both ends of a connection: egress of one group and ingress of the other. */
function connect(from: ec2.SecurityGroup, to: ec2.SecurityGroup, port: ec2.Port, what: string) {
  from.addEgressRule(to, port, what);
  to.addIngressRule(from, port, what);
}

const interfaces = {
  Sqs: ec2.InterfaceVpcEndpointAwsService.SQS,
  Sns: ec2.InterfaceVpcEndpointAwsService.SNS,
  Keys: ec2.InterfaceVpcEndpointAwsService.KMS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  ImageApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  Images: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Tracing: ec2.InterfaceVpcEndpointAwsService.XRAY,
};

function addEndpoints(vpc: ec2.Vpc, group: ec2.SecurityGroup): void {
  vpc.addGatewayEndpoint("S3", { service: ec2.GatewayVpcEndpointAwsService.S3 });
  for (const [name, service] of Object.entries(interfaces)) {
    vpc.addInterfaceEndpoint(name, { service, securityGroups: [group], open: false });
  }
}

/** CloudWatch may use it for log groups of this account and region, and for nothing else. */
function logKey(scope: Construct, stage: Stage): kms.Key {
  const key = new kms.Key(scope, "LogKey", {
    alias: `rollcall/${stage.name}/logs`,
    description: "Log groups",
    enableKeyRotation: true,
  });
  const groups = Arn.format({
    service: "logs",
    resource: "log-group",
    resourceName: "*",
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  }, Stack.of(scope));
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${stage.region}.amazonaws.com`)],
      actions: [
        "kms:Encrypt*",
        "kms:Decrypt*",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:Describe*",
      ],
      resources: ["*"],
      conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": groups } },
    }),
  );
  return key;
}

function flowLog(scope: Construct, stage: Stage, key: kms.IKey): ec2.FlowLogDestination {
  return ec2.FlowLogDestination.toCloudWatchLogs(
    new logs.LogGroup(scope, "FlowLog", {
      retention: stage.logDays,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  );
}
