/**
 * How much load, and what must hold under it: one set of options for each form of the test. Rates
 * are files a second; SCALE multiplies them, for machines that are larger than a laptop.
 */
const scale = Number(__ENV.SCALE || 1);
const rate = (perSecond) => Math.max(1, Math.round(perSecond * scale));

const arrivals = (exec, stages, more = {}) => ({
  executor: "ramping-arrival-rate",
  exec,
  timeUnit: "1s",
  startRate: 1,
  preAllocatedVUs: rate(16),
  maxVUs: rate(128),
  stages: stages.map(([duration, perSecond]) => ({ duration, target: rate(perSecond) })),
  ...more,
});

const forms = {
  smoke: {
    upload: { executor: "shared-iterations", exec: "upload", vus: 1, iterations: 5 },
    whole: { executor: "shared-iterations", exec: "whole", vus: 1, iterations: 3 },
  },
  load: {
    upload: arrivals("upload", [["30s", 10], ["60s", 10], ["30s", 0]]),
    whole: arrivals("whole", [["30s", 2], ["60s", 2], ["30s", 0]]),
  },
  clients: {
    upload: { executor: "constant-vus", exec: "upload", vus: rate(16), duration: "60s" },
  },
  stress: {
    upload: arrivals("upload", [["60s", 20], ["60s", 50], ["60s", 100], ["60s", 200], ["30s", 0]]),
  },
  spike: {
    upload: arrivals("upload", [["20s", 5], ["5s", 100], ["30s", 100], ["5s", 5], ["30s", 5]]),
  },
  soak: {
    upload: arrivals("upload", [["1m", 5], ["58m", 5], ["1m", 0]]),
    whole: arrivals("whole", [["1m", 1], ["58m", 1], ["1m", 0]]),
  },
};

/** What a person would call working. A file told to come back later (503) is counted by itself. */
const holds = {
  "http_req_failed{expected:yes}": ["rate<0.01"],
  checks: ["rate>0.99"],
  "http_req_duration{name:POST /jobs}": ["p(95)<1500"],
};
const holdsWhole = { time_to_review: ["p(95)<10000"] };
/** Beyond what the machine can do it may be slow, and say so; it may not break. */
const bends = {
  checks: ["rate>0.99"],
  // Holds always: k6 only tells of a metric's part that has a rule.
  "http_req_duration{name:POST /jobs}": ["p(95)>=0"],
};

/** @param {string} form smoke, load, clients, stress, spike or soak */
export function optionsOf(form) {
  const scenarios = forms[form];
  if (!scenarios) {
    throw new Error(`there is no form "${form}": use ${Object.keys(forms).join(", ")}`);
  }
  const bent = form === "stress" || form === "spike";
  return {
    scenarios,
    thresholds: bent ? bends : { ...holds, ...("whole" in scenarios && holdsWhole) },
    summaryTrendStats: ["avg", "med", "p(90)", "p(95)", "p(99)", "max"],
    discardResponseBodies: false,
  };
}
