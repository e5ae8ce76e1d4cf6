/**
 * Who may call each route: the one table. A route that is not in it does not compile;
 * tests/api/permissions_test.ts calls every route as everybody.
 */
import type * as routes from "./routes/mod.ts";

/**
 * - `anybody`: no token is asked for.
 * - `user`: any signed-in user; the answer is about what is theirs.
 * - `owner`: the user whose job, or whose session, the path names. To anybody else, an admin too, it
 *   does not exist.
 * - `admin`: a user with the role.
 */
export type Caller = "anybody" | "user" | "owner" | "admin";

export const permissions = {
  register: "anybody",
  login: "anybody",
  refresh: "anybody",
  signInMethods: "anybody",
  leaveForProvider: "anybody",
  comeBackFromProvider: "anybody",
  logout: "anybody",
  finishRegistration: "anybody",
  forgotPassword: "anybody",
  resetPassword: "anybody",
  confirmEmail: "anybody",
  jwks: "anybody",
  me: "user",
  updateMe: "user",
  changePassword: "user",
  changeEmail: "user",
  sendVerification: "user",
  getSecondFactor: "user",
  setUpSecondFactor: "user",
  confirmSecondFactor: "user",
  renewRecoveryCodes: "user",
  removeSecondFactor: "user",
  listSessions: "user",
  endSessions: "user",
  endSession: "owner",
  listSecurityLog: "user",
  exportMe: "user",
  getRetention: "user",
  setRetention: "user",
  deleteMe: "user",

  createJob: "user",
  previewFile: "user",
  listJobs: "user",
  getJob: "owner",
  deleteJob: "owner",
  finalizeJob: "owner",
  listRows: "owner",
  listContacts: "owner",
  listColumnFills: "owner",
  downloadContacts: "owner",
  downloadWorkbook: "owner",
  downloadJson: "owner",
  downloadRejected: "owner",
  listContactLists: "owner",
  diffContacts: "owner",
  explainContact: "owner",
  listHistory: "owner",
  streamJob: "owner",

  listIssues: "owner",
  resolveIssue: "owner",
  reopenIssue: "owner",
  resolveByRule: "owner",
  previewByRule: "owner",
  undoBatch: "owner",
  getUndo: "owner",
  undoStep: "owner",
  redoStep: "owner",
  restoreJob: "owner",
  previewRestore: "owner",

  editRow: "owner",
  previewEdit: "owner",
  excludeRows: "owner",
  bringBackRows: "owner",
  changeRows: "owner",
  previewChange: "owner",
  listRowIds: "owner",
  listValues: "owner",

  getOperations: "admin",
  getTrends: "admin",
  listFailedJobs: "admin",
  redrive: "admin",
} as const satisfies Record<keyof typeof routes, Caller>;

export type RouteName = keyof typeof permissions;
