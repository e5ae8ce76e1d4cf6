/** The whole product in a real browser: built web, every service, one origin. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./chromium.ts";
import { newPerson } from "./person.ts";
import {
  askedBeforeTheEnd,
  everyDialog,
  everyMenu,
  everyMessage,
  everyPage,
} from "./scenarios/accessibility.ts";
import { cellsEdited, contactsEdited, rowsExcluded, rowsOperated } from "./scenarios/cells.ts";
import { deletedJob } from "./scenarios/deleting.ts";
import { oneIssueForTheFile } from "./scenarios/file_issue.ts";
import { gridByKeyboard, gridColumns, gridCopied, gridInAddress } from "./scenarios/grid.ts";
import { forcedColours, lessMotion, zoomed } from "./scenarios/high_contrast.ts";
import { keyboardOnly } from "./scenarios/keyboard.ts";
import { listsAndReasons } from "./scenarios/lists.ts";
import { droppedCleanFile, everyDecision, liveInTwoTabs } from "./scenarios/main_job.ts";
import {
  mergedByHand,
  mergedByKeyboard,
  ruleAsSeen,
  steadyRule,
  suggestionsAndRules,
} from "./scenarios/merging.ts";
import { outcomeAddsUp, outcomeOnPaper } from "./scenarios/outcome.ts";
import { oddColumns } from "./scenarios/odd_columns.ts";
import {
  beforeAndAfter,
  columnsAsWished,
  columnsMeanwhile,
  droppedElsewhere,
  lookedAtByKeyboard,
  lookedAtFirst,
  namesSwapped,
  notLookedAt,
  oneAfterTheOther,
  onePressOneFile,
  readAgainOtherwise,
  rowsOfTheLook,
  sampleFirst,
  steadyWhileLookedAt,
} from "./scenarios/reading.ts";
import {
  failedStandsStill,
  noEmailColumn,
  refusedFiles,
  SERVER_LIMIT_BYTES,
  signInAndBack,
} from "./scenarios/refusals.ts";
import { notAnOperator, operator } from "./scenarios/operations.ts";
import { editBesideOthers } from "./scenarios/editing.ts";
import { samePersonAsked, samePersonByKeyboard, samePersonTwice } from "./scenarios/same_person.ts";
import { ruleOnAllOfTheList, ruleOnFound, ruleOnSelection } from "./scenarios/selecting.ts";
import { changedPassword, goesOnByItself, signedOutElsewhere } from "./scenarios/sessions.ts";
import {
  signInElsewhere,
  signInOverACell,
  signInOverThePage,
  somebodyElseSignsIn,
} from "./scenarios/signing_in_again.ts";
import {
  changesHisMind,
  comesBack,
  comesBackToAnother,
  comesBackToIssues,
  readOnce,
  staysOnPage,
  staysWhereHeWent,
  typesBeforeTheRow,
} from "./scenarios/staying.ts";
import {
  connectionBack,
  failedByUs,
  lostAnswer,
  lostUndo,
  noStream,
  refusedDecision,
  undoneBeforeAnswered,
} from "./scenarios/troubles.ts";
import {
  buttonsInView,
  dataBeginWithTheDocument,
  filterOffline,
  proposedFirst,
  readsNothingTwice,
  rulesThatResolve,
  typedTextStays,
} from "./scenarios/workbench.ts";
import { heldBulkWork, heldLook, noLongerWanted, refusedDownload } from "./scenarios/waiting.ts";
import { makeOperator } from "../harness/operator.ts";
import {
  historyAndMoments,
  undoByKey,
  undoNamedAtOnce,
  undoNamedInTheEnd,
  undoOnlyTheNamed,
  undoWhileTyping,
} from "./scenarios/undoing.ts";
import { spokenMainJob } from "./scenarios/spoken.ts";
import { type Site, startSite } from "./site.ts";

type Scenario = (page: Page) => Promise<void>;
type Scenarios = Record<string, Scenario>;

const acting: Scenarios = {
  "every kind of decision, an undo, and the list that comes of them": everyDecision,
  "a dropped file without issues becomes a clean list by itself": droppedCleanFile,
  "an open page follows the pipeline and what is done in another tab": liveInTwoTabs,
  "the whole review by keyboard alone": keyboardOnly,
  "the main job as a screen reader tells it": spokenMainJob,
  "in forced colours what is selected is told apart": forcedColours,
  "nothing moves for whoever asked for less motion": lessMotion,
  "at four times the size nothing is out of reach": zoomed,
  "a file is looked at first, put right, and remembered": lookedAtFirst,
  "a workbook is looked at by keyboard alone": lookedAtByKeyboard,
  "what becomes of a file's values is seen before it is uploaded": beforeAndAfter,
  "a look at a file shows twenty of its rows": rowsOfTheLook,
  "a column is left out, and another has a name and a type": columnsAsWished,
  "first and last names that are swapped are put right": namesSwapped,
  "several files are looked at one after the other": oneAfterTheOther,
  "a press that is made twice is for one of several files": onePressOneFile,
  "what is said of a column meanwhile counts for the same column": columnsMeanwhile,
  "a file is dropped on any page": droppedElsewhere,
  "a job's file is read again with other options, and decisions go along": readAgainOtherwise,
  "who has no list begins with the sample or the template": sampleFirst,
  "what a look finds moves no button from under a pointer": steadyWhileLookedAt,
  "what cannot be looked at can be uploaded all the same": notLookedAt,
  "suggestions and rules are looked at, taken and taken back": suggestionsAndRules,
  "a rule is for the issues that are selected, with one undo": ruleOnSelection,
  "all that a list has is selected, read or not, but what is taken out": ruleOnAllOfTheList,
  "a rule is for all of one domain, or what a search finds": ruleOnFound,
  "a rule's dialog stays as it is while it is looked at": steadyRule,
  "a rule does what was seen of it, and nothing before": ruleAsSeen,
  "rows are merged field by field": mergedByHand,
  "rows are merged by keyboard alone": mergedByKeyboard,
  "columns called like parts of every object are like any other": oddColumns,
  "what the whole file lacks is one issue, resolved by a column": oneIssueForTheFile,
  "the same person twice is one contact, and what differs is told": samePersonTwice,
  "the buttons of a review are in view, on a phone too": buttonsInView,
  "one thing is proposed with its reason, the last decision beside it": proposedFirst,
  "a rule that resolves nothing is not offered first": rulesThatResolve,
  "what is typed outlives a click elsewhere and a reload": typedTextStays,
  "a plain decision reads no issue again": readsNothingTwice,
  "data begin with the document, and nothing is asked for twice": dataBeginWithTheDocument,
  "offline, a filter leaves the list as it is": filterOffline,
  "what differs is resolved otherwise by keyboard alone": samePersonByKeyboard,
  "who wishes to be asked where rows of one person differ is": samePersonAsked,
  "an edit that leaves its issue open is seen, and taken back": editBesideOthers,
  "steps are undone and redone by key, after a reload and elsewhere": undoByKey,
  "what was decided last is named as the next to be undone": undoNamedAtOnce,
  "what was done elsewhere during a step is named after it": undoNamedInTheEnd,
  "a press undoes what is named, and not what was done unseen": undoOnlyTheNamed,
  "while somebody types the keys are the text's": undoWhileTyping,
  "a list is explained, made again and compared": listsAndReasons,
  "contacts, lists and history are read once, also when the tab returns": readOnce,
  "a decision elsewhere leaves a reader of rows where he is": staysOnPage,
  "who comes back to a table finds it as he left it": comesBack,
  "who changes his mind about a section is shown where he is": changesHisMind,
  "who types before a row has come goes on typing": typesBeforeTheRow,
  "a list of thousands is gone through by keyboard": gridByKeyboard,
  "what is looked for in a list is in its address": gridInAddress,
  "cells are copied as a spreadsheet takes them": gridCopied,
  "columns are hidden, moved and made wider, and stay so": gridColumns,
  "any cell is edited where it stands, and checked as it is typed": cellsEdited,
  "a contact is corrected in the list, which gets its next version": contactsEdited,
  "any row is excluded, and brought back": rowsExcluded,
  "who comes back to a review finds nothing that is resolved": comesBackToIssues,
  "one operation changes many rows, and spellings become one": rowsOperated,
  "a list that was made anew meanwhile is shown from its top": comesBackToAnother,
  "the outcome adds up, and each figure leads to its rows": outcomeAddsUp,
  "the outcome is printed without anything to press": outcomeOnPaper,
  "a download that is refused says so, or begins by itself": refusedDownload,
  "a rule waits for other work of the person, and goes on by itself": heldBulkWork,
  "who wants something else waits no more": noLongerWanted,
  "a look at a file waits for other looks": heldLook,
  "a list that is answered late takes nobody from where he went": staysWhereHeWent,
  "a deleted job is gone everywhere": deletedJob,
  "a file that cannot be taken is refused in a sentence": refusedFiles,
  "a file without an e-mail column says what was found in it": noEmailColumn,
  "what could not be read stands still as it comes": failedStandsStill,
  "signing in comes back to the page that asked for it": signInAndBack,
  "a session goes on by itself, and no script sees a token": goesOnByItself,
  "an ended session is renewed over the page, and what was typed is sent": signInOverThePage,
  "a cell in which somebody types outlives the end of the session": signInOverACell,
  "who signs in again elsewhere goes on here, and nobody else does": signInElsewhere,
  "somebody else who signs in there finds nothing of what was typed": somebodyElseSignsIn,
  "who signs out everywhere is signed out elsewhere": signedOutElsewhere,
  "a changed password is asked for at once": changedPassword,
  "a retry after a lost answer makes no second job": lostAnswer,
  "what had no connection is sent and looked at once there is one": connectionBack,
  "a decision that the server refuses is taken back": refusedDecision,
  "an undo does not overtake what it undoes": undoneBeforeAnswered,
  "an undo whose answer is lost takes nothing else back": lostUndo,
  "who owns a job that we failed is told that nothing is to be done": failedByUs,
  "an operator's page is nobody else's": notAnOperator,
  "without the event stream the page still follows the job": noStream,
};

const looking = (site: Site): Scenarios => ({
  "no page breaks a rule of axe or scrolls sideways on a phone": everyPage,
  "nor does any dialog, or a list's second version": everyDialog,
  "nor do menus, filters, columns, or a file read again": everyMenu,
  "nor does the question before a session ends": askedBeforeTheEnd,
  "nor do messages in the corner": everyMessage,
  "nor does the history, or a moment of it, which is restored": historyAndMoments,
  "an operator's page neither, and it follows the system": (page) =>
    operator(page, (userId) => makeOperator(site, userId)),
});

Deno.test("the browser", async (t) => {
  const site = await startSite({
    MAX_UPLOAD_BYTES: String(SERVER_LIMIT_BYTES),
  });
  const browser = await launchBrowser();
  try {
    const play = async (scenarios: Iterator<[string, Scenario]>) => {
      for (let next = scenarios.next(); !next.done; next = scenarios.next()) {
        const [name, scenario] = next.value;
        await t.step({ ...sideBySide, name, fn: () => asPerson(browser, site.url, scenario) });
      }
    };
    // Acting waits for the server most of the time, so two act; looking keeps a core busy.
    const acts = Object.entries(acting).values();
    await Promise.all([play(acts), play(acts), play(Object.entries(looking(site)).values())]);
  } finally {
    await browser.close();
    await site.close();
  }
});

/** Steps that run at the same time cannot each be watched for what they leave behind. */
const sideBySide = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

async function asPerson(browser: Browser, url: string, scenario: Scenario) {
  const { page, troubles, close } = await newPerson(browser, url);
  try {
    await scenario(page);
    assert.deepEqual(troubles, [], "no error in the page, no 5xx from the server");
  } finally {
    await close();
  }
}
