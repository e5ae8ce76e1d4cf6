/** How long one invocation of a function on AWS Lambda may take: what deploys it sets it. */
export const LAMBDA_TIMEOUT_SECONDS = 300;
