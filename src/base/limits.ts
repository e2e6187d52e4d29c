// Owns every bound of the system with its unit and reason (protocol "Limits", network.md 4 to 6). Beyond a bound: refuse, wait or drop.

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const kib = 1024
const mib = 1024 * kib

export const limits = {
  /** Nesting of CBOR (E1). */
  cborDepthMax: 8,
  /** Header of an entry without joins, and each join (L6). */
  headerBytes: 96,
  joinBytes: 32,
  joinsMax: 3,
  /** Payload of an entry of any kind (L6, K4). */
  payloadBytesMax: 64 * kib,
  /** One run (L11). */
  runEntriesMax: 512,
  runBytesMax: mib,
  /** deps of a control or epoch entry (T1). */
  depsMax: 32,
  /** Parents of an epoch (K2). */
  epochParentsMax: 8,
  /** Boxes in one grant entry (K4): 48 are 58 KB, below the payload limit. */
  grantBoxesMax: 48,
  /** Boxes sealed in one go (K9): about ten milliseconds; for more of them others get a turn in between. */
  boxesAtOnce: 16,
  /** Boxes of one author tried for one epoch (K5). */
  boxesTriedMax: 4,
  /** Candidate epochs of one author in 24 h (K8). */
  epochsPerDayMax: 12,
  epochLifeMs: 7 * day,
  epochEntriesMax: 5000,
  /** Fences (K12). */
  cutItemsMax: 256,
  cutHeadsMax: 4,
  /** Heads of one log: flagged beyond the first, not stored beyond the second (F4). */
  headsFlagged: 4,
  headsMax: 16,
  /** Heads unjoined for this long flag a device (F4). */
  forkFlagMs: day,
  /** The founder is asked again for a second owner or a printed sheet after this long (D6). */
  ownerReminderMs: 7 * day,
  /** Lines about people and devices in one slice of a timeline (D12). */
  changesShownMax: 100,
  /** Text of a code or sheet that a person typed or scanned (D7, D11). */
  typedCodeMax: 256,
  /** Devices of one member (R10). */
  devicesPerMemberMax: 10,
  /** Control and epoch entries stored of a device that is not active (V6). */
  inactiveEntriesMax: 256,
  /** Groups that one device began; further ones are not taken (S14). */
  groupsOfDeviceMax: 256,
  /** Held entries of one author and scope (V6). */
  heldEntriesMax: 2000,
  heldBytesMax: 8 * mib,
  heldMs: 30 * day,
  /** What one device may write through one peer (S8): over the rate it waits, far over it is cut off. */
  entriesPerSecond: 50,
  entriesBurst: 500,
  /** Refused runs before a peer is cut, and for how long (V7). */
  strikesMax: 3,
  strikeMs: 10 * minute,
  /** Operations (C1). */
  postBytesMax: 16 * kib,
  filesMax: 10,
  targetsMax: 256,
  mentionsMax: 64,
  /** Messages of one page that are remembered as naming this person (C10). */
  mentionsOfPageMax: 4096,
  emojiBytesMax: 32,
  nameCharactersMax: 64,
  aboutBytesMax: 256,
  settingBytesMax: 4 * kib,
  /** Drafts (C9): told to a person's other devices after this rest, erased from the log this long after they are outdated. */
  draftRestMs: 8 * second,
  draftSweepMs: minute,
  /** How a person arranges its list (C22), and what stands for a conversation (C24). */
  pinnedMax: 32,
  pictureBytesMax: 24 * kib,
  pictureEdgeMax: 512,
  /** A member's own picture (C26): everybody keeps everybody's, so it is smaller. */
  portraitBytesMax: 12 * kib,
  pollOptionsMax: 20,
  /** What may be looked at once is erased after this long, opened or not (C14). */
  onceSecondsMax: 7 * 24 * 60 * 60,
  /** The longest that a conversation may let its messages stay before they disappear (X6). */
  timerSecondsMax: 365 * 24 * 60 * 60,
  /** Messages chosen together (forward, star), and lines of a list of stars or pins. */
  chosenMax: 100,
  listedMax: 500,
  /** What one device keeps to send later, and how far ahead (C15). */
  scheduledMax: 100,
  scheduledAheadMs: 366 * day,
  /** One change to a pad, and what its author had seen (P9): honest ones have a few structs for each second of writing. */
  padUpdateBytesMax: 48 * kib,
  padVectorBytesMax: 12 * kib,
  padStructsMax: 1000,
  padDeletionsMax: 1000,
  /** Changes of one pad that count, and their bytes (P9): about two years of daily use. */
  padOperationsMax: 20_000,
  padBytesMax: 4 * mib,
  /** Items of a list that a screen can bear, and pads of a conversation. */
  padItemsMax: 500,
  padsMax: 200,
  /** What is typed becomes an operation after this pause, or while somebody goes on typing (P10). */
  padIdleMs: 1500,
  padBatchMs: 5000,
  /** How long a cursor that was heard of is believed (S15). */
  padCursorMs: 10_000,
  /** Rows of one device in one page (P7). */
  pageRowsOfDeviceMax: 10_000,
  /** Clocks (L9, C6). */
  clockToleratedMs: 5 * minute,
  receivedLateMs: 10 * minute,
  lateUnseenMax: 1000,
  futureWaitsMs: day,
  /** One conversation in one week is a page (P1). */
  weekMs: 7 * day,
  dayMs: day,
  /** Beyond a fence: kept unseen this long (K13). */
  beyondFenceMs: 7 * day,
  /** Grants of superseded epochs are kept this long (K15). */
  grantKeptMs: 30 * day,
  /** Invitations (I15) and lobby (I4, I13, I14). */
  linkMs: 2 * minute,
  hintsMax: 4,
  lobbyRecordBytesMax: 48 * kib,
  lobbyRecordsMax: 64,
  lobbyDocumentBytesMax: 192 * kib,
  lobbyReceivedBytesMax: 4 * mib,
  lobbyServedBytesMax: 96 * kib,
  lobbyRefreshMs: 10 * second,
  lobbyRetryMs: minute,
  lobbyRetriesMax: 3,
  lobbyAttendanceMs: 10 * minute,
  lobbyAttendedMax: 8,
  admissionsPerHourMax: 20,
  /** Newcomers that wait for a person's yes (I8): one leaked link does not crowd out the others. */
  requestsPerInvitationMax: 48,
  requestsMax: 128,
  /** Sessions (S2, network.md 5). */
  meetTagsMax: 32,
  meetDays: 90,
  meetNewest: 16,
  frameBytesMax: 256 * kib - 16,
  controlFrameBytesMax: 16 * kib,
  freshEntriesMax: 16,
  freshBytesMax: 80 * kib,
  runFrameBytesMax: 240 * kib,
  /** How long the first append of a start waits for word of the own heads (F1). */
  ownHeadsMs: 2 * second,
  /** What a person asked for and what waits for that word, or for new keys of a large team (K9): beyond it asks again. */
  turnsWaitingMax: 128,
  bindMs: 5 * second,
  pingMs: 5 * second,
  pingGraceMs: 2 * second,
  haveMs: minute,
  haveDelayMs: 100,
  wantMs: 10 * second,
  clockSkewMs: 5 * minute,
  /** Credit of one peer on each lane, and how often the taken count is said (network.md 5). */
  controlCreditBytes: 256 * kib,
  bulkCreditBytes: mib,
  creditStepBytes: 64 * kib,
  creditStepMs: 100,
  sendQueueBytesMax: 512 * kib,
  /** Rendezvous (S9, network.md 4). */
  announceMs: minute,
  thinAnnounceMs: 10 * minute,
  thinDays: 30,
  answerDelayMs: 1500,
  dialsAtOnceMax: 4,
  dialsPerMinuteMax: 20,
  dialDelayMs: 300,
  dialLargerDelayMs: 4 * second,
  dialBackoffMs: second,
  dialBackoffMaxMs: 30 * second,
  fullMeshMax: 12,
  meshDegree: 4,
  linksMax: 24,
  visitEveryMs: 10 * minute,
  visitMs: 30 * second,
  peersHeardMax: 512,
  /** What of a database is sealed at once in a backup (D10). */
  backupChunkBytes: 256 * kib,
  /** Files (M1 to M4): plain bytes of a chunk, hashes in one piece of the list, chunks asked of one source at once. */
  fileBytesMax: 2 * 1024 * mib,
  chunkBytes: 64 * kib,
  listPieceHashes: 2048,
  chunksAskedMax: 6,
  /** `extra` of a reference (M1), all files of a message together: what is left for the rest of the payload. */
  fileExtraBytesMax: 40 * kib,
  waveformBytesMax: 96,
  /** Chunks in one file of the store (M8), and fetches that run at once. */
  segmentSlots: 512,
  fetchesMax: 4,
  /** What this device keeps of files unless its person says otherwise, and what it fetches by itself (M9). */
  fileQuotaBytes: 4_000_000_000,
  autoFetchBytesMax: 4 * mib,
  autoFetchAllBytesMax: 64 * mib,
  /** What is shared of reading: one mark a minute for each conversation, and in no crowd (C21). */
  sharedMarkMs: minute,
  sharedMarkMembersMax: 32,
  /** Live signals (S10): how often one is said, and how long it is believed. */
  liveSignalMs: second,
  liveTypingMs: 6 * second,
  liveHereMs: 45 * second,
  liveForgetMs: second,
  /** Teams in one installation (A9). */
  teamsMax: 8
} as const
