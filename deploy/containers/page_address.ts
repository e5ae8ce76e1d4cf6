/**
 * Which paths are files of the build, and which are addresses that the page itself knows and that it
 * answers for: what ends in a file's ending, or lies among the built assets, is a file or nothing.
 * CloudFront's function, the container and the tests' site all go by this.
 */
export const assetPath = /^\/_app\/|\.[A-Za-z0-9]+$/;
