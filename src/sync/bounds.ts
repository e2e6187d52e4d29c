// Owns the bounds that only this room has; what others share with it stands in base/limits.ts. Beyond a bound: refuse, wait
// or drop.

const second = 1000
const minute = 60 * second

export const bounds = {
  /** meet, bind, bye, ping, pong, each as a whole frame (network.md 5). */
  openingFrameBytesMax: 4096,
  /** A part of a have: small beside the credit of the control lane, so that nothing else waits long behind it. */
  havePartBytes: 48 * 1024,
  /** Logs in one part, and parts of one have. */
  havePartLogsMax: 2048,
  havePartsMax: 64,
  /** Logs a peer may speak of in all, and scopes among them that we cannot name (yet). */
  saidLogsMax: 16_384,
  saidTagsMax: 1024,
  /** A group that this device has left is shown so often in a session: a frame may be lost, and nobody says that it came (S14). */
  shownOfLeftMax: 3,
  /** Logs in one want, and hashes of one locator: 16 heads with a locator of a dozen each. */
  wantLogsMax: 256,
  locatorHashesMax: 192,
  /** Entries read from storage for one answer: a stretch that shares a signature has at most 512. */
  answerEntriesMax: 1024,
  /** More missing content than this in one log: headers first (V5). */
  headersFirstOver: 512,
  signalBytesMax: 256,
  /** Signals of one peer; the first to be dropped (network.md 5). */
  signalsPerSecond: 5,
  /** Frames that arrived before binding: kept for a moment, since a network may reorder. */
  earlyFramesMax: 8,
  earlyBytesMax: 64 * 1024,
  /** An unanswered meet is said again: the network may lose it. */
  meetAgainMs: second,
  /** A fresh entry whose author hears nothing of it: ask whether anybody is there (network.md 5). */
  freshHeardMs: 3 * second,
  /** A question that brought nothing is asked again after 1, 2, 4 … 60 s. */
  restMs: second,
  restMaxMs: minute,
  /** Payloads that this peer has not had so often, over ten minutes, are asked for ever more seldom: up to this. */
  restedOftenTimes: 16,
  restOftenMaxMs: 16 * minute,
  /** Questions in vain that are remembered. */
  vainMax: 32_768,
  /** A log that another session asks for is looked at again after this. */
  elsewhereMs: second,
  /** A tick later than this was a sleep: peers get a moment to answer before they count as silent (network.md 4). */
  sleptMs: 15 * second,
  /** After a bye the link stays this long, so that what was sent last arrives. */
  partingMs: 2 * second,
  /** Frames of one peer: beyond the rate they wait, that is: they are dropped; this far beyond it is a flood. */
  framesPerSecond: 200,
  framesBurst: 2000,
  /** Frames about files of one peer, and questions among them that are answered (M6). */
  fileFramesPerSecond: 2000,
  fetchesPerSecond: 200,
  seeksPerSecond: 50,
  /** Answers to one peer: honest ones ask for the next when the last has come. */
  wantsPerSecond: 100,
  wantsBurst: 200,
  /** Authors whose rate is counted at once. */
  authorsMax: 1024,
  /** A letter before sealing (network.md 4): all letters are of one size. */
  letterBytes: 384,
  /** Around midnight UTC both days count (network.md 4). */
  midnightMs: 15 * minute,
  /** Links outlast a change of plan by this (network.md 4). */
  unplannedLinkMs: minute,
  /** Equal links of one device that lost: closed after this. */
  replacedLinkMs: 30 * second,
  /** A device that changes its PeerId more often than this in a minute is used twice: both links stay. */
  flipsPerMinuteMax: 3,
  /** A private conversation links all its online members up to here, beyond it ring and two. */
  conversationMeshMax: 8,
  conversationDegree: 2
} as const
