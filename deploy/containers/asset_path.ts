/**
 * Tells files of the build from addresses of the single-page app: a path with a file extension, or
 * among the built assets, is a file or 404. CloudFront's function, the container and the tests'
 * site all use this.
 */
export const ASSET_PATH = /^\/_app\/|\.[A-Za-z0-9]+$/;
