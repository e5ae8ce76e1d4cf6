/**
 * Whatever runs in the network finds the hosts that are named here, and no other: a firewall for names.
 * Together with each process's own permissions (`--allow-net`), data has no way to a stranger's host.
 */
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import * as resolver from "aws-cdk-lib/aws-route53resolver";
import { Construct } from "constructs";
import { services, toolRows } from "../../platform/manifest.ts";
import { serviceRun, toolRun } from "./service_run.ts";
import type { Stage } from "./stages/mod.ts";

/** What AWS's own software beside the services asks for. */
function platformHosts({ region }: Stage): string[] {
  const names = ["api.ecr", "logs", "secretsmanager", "sts", "xray"];
  return [
    ...names.map((name) => `${name}.${region}.amazonaws.com`),
    // The database, behind a name that only AWS knows.
    `*.${region}.rds.amazonaws.com`,
    // Our images, and where their layers lie.
    `*.dkr.ecr.${region}.amazonaws.com`,
    `prod-${region}-starport-layer-bucket.s3.${region}.amazonaws.com`,
    // The collector's image, and where its layers lie.
    "public.ecr.aws",
    "d5l0dvt14r5h8.cloudfront.net",
  ];
}

/** Every host that a service or a tool may reach, by its permissions, and the platform's. */
export function namedHosts(stage: Stage): string[] {
  const runs = [
    ...services.filter(({ size }) => size).map((row) => serviceRun(row, stage)),
    ...toolRows.map((row) => toolRun(row, stage)),
  ];
  const reached = runs.flatMap(({ command }) => command)
    .filter((word) => word.startsWith("--allow-net="))
    .flatMap((word) => word.slice("--allow-net=".length).split(","))
    .map((address) => address.slice(0, address.lastIndexOf(":")))
    // Addresses have no name to look up; `.invalid` stands in for the database's.
    .filter((host) => !/^[\d.]+$/.test(host) && !host.endsWith(".invalid"));
  return [...new Set([...platformHosts(stage), ...reached])].sort();
}

export class NamedHosts extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, vpc: ec2.IVpc) {
    super(scope, id);
    const list = (name: string, domains: string[]) =>
      new resolver.CfnFirewallDomainList(this, name, {
        name: `rollcall-${stage.name}-${name.toLowerCase()}`,
        domains,
      });
    const named = list("Named", namedHosts(stage)), others = list("Others", ["*"]);
    const rules = new resolver.CfnFirewallRuleGroup(this, "Rules", {
      name: `rollcall-${stage.name}`,
      firewallRules: [
        {
          priority: 1,
          action: "ALLOW",
          firewallDomainListId: named.attrId,
          // Where a name that we know leads is its owner's matter.
          firewallDomainRedirectionAction: "TRUST_REDIRECTION_DOMAIN",
        },
        {
          priority: 2,
          action: "BLOCK",
          blockResponse: "NXDOMAIN",
          firewallDomainListId: others.attrId,
        },
      ],
    });
    new resolver.CfnFirewallRuleGroupAssociation(this, "Association", {
      name: `rollcall-${stage.name}`,
      firewallRuleGroupId: rules.attrId,
      vpcId: vpc.vpcId,
      priority: 101,
    });
  }
}
