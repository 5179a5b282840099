-- The whole store of a node. Two kinds of tables: what was admitted or decided (entry, verdict, lease, record …), which
-- is never recomputed, and what follows from it (document, search, payable), which `rebuild` makes anew.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- A feed: one device's entries in one scope, a single writer, append only. `no` stands for it inside this store; how far
-- it goes is said by its last entry.
CREATE TABLE feed (
    no            INTEGER PRIMARY KEY,
    device        BLOB NOT NULL,
    incarnation   BLOB NOT NULL,
    scope         BLOB NOT NULL,
    start         BLOB NOT NULL,              -- link of height 0
    sent          INTEGER NOT NULL DEFAULT 0, -- handed to a carrier
    received      INTEGER NOT NULL DEFAULT 0, -- signed for by the centre
    backed_up     INTEGER NOT NULL DEFAULT 0, -- in a backup of the centre
    fork          BLOB,                       -- signed tip of another branch: provisional until a closure
    UNIQUE (device, incarnation, scope)
);

-- Signatures of the writer: nothing above the last one is relayed. Feeds of this device are signed when sent.
CREATE TABLE signed (
    feed      INTEGER NOT NULL,
    height    INTEGER NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (feed, height)
) WITHOUT ROWID;

-- Closures of the centre: what lies above, or on another branch, does not count.
CREATE TABLE closure (
    feed   INTEGER PRIMARY KEY,
    height INTEGER NOT NULL,
    link   BLOB NOT NULL,
    reason INTEGER NOT NULL
);

-- id = feed no * 2^40 + height: one tree, appended at the end of each feed, no second index.
CREATE TABLE entry (
    id        INTEGER PRIMARY KEY,
    kind      INTEGER NOT NULL,
    doc       BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    body_len  INTEGER NOT NULL,
    link      BLOB NOT NULL,
    at        INTEGER NOT NULL,               -- device time of arrival or writing, microseconds; a claim
    state     INTEGER NOT NULL,               -- 0 to apply, 1 applied, 2 waiting, 3 kept only
    n         INTEGER NOT NULL DEFAULT 0,     -- number of its event among its author's in the document
    change    BLOB,                           -- hash of its Automerge change
    body      BLOB                            -- NULL: erased; an OPEN begins with the secret of (document, feed)
);
CREATE INDEX entry_doc ON entry (doc);
CREATE INDEX entry_to_apply ON entry (state) WHERE state = 0;

-- A document as far as it is applied. Its changes stand in `entry`; here are the ends that the fast path needs and its
-- row, made by the code of its kind. One table and no index but the id on purpose: each costs a page of every save.
-- Numbers and words are found through `search`, and what lists filter and order by is held in memory.
CREATE TABLE document (
    no          INTEGER PRIMARY KEY,
    doc         BLOB NOT NULL UNIQUE,
    kind        INTEGER NOT NULL,
    scope       BLOB NOT NULL,
    row_version INTEGER,                      -- NULL: no row yet, and nothing of it down to `row`
    number      TEXT,
    state       TEXT,
    at          TEXT,                         -- ISO local date and time the lists sort and filter by
    amount      INTEGER,                      -- cents
    rf          TEXT,
    plate       TEXT,
    due         TEXT,                         -- ISO last day of a term that runs
    place       TEXT,                         -- code of the community
    office      TEXT,                         -- code of the office that holds it
    flags       INTEGER,                      -- 1 newer, 2 open conflict, 4 switched-off event, 8 unreadable
    words       TEXT,                         -- folded; the index has them up to the mark `indexed` in `meta`
    row         TEXT,                         -- JSON of the kind's row
    tips        TEXT NOT NULL,                -- heads, Lamport time, events by author
    folded      TEXT                          -- state after the last fold; NULL: few events, or to be folded anew
);

CREATE TABLE verdict (
    id           INTEGER PRIMARY KEY,
    batch        INTEGER NOT NULL,
    feed         INTEGER NOT NULL,
    first        INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    outcome      INTEGER NOT NULL,            -- 0 accepted, 1 refused, 2 quarantined
    reason       INTEGER NOT NULL,
    journal_from INTEGER NOT NULL,
    journal_to   INTEGER NOT NULL
);
CREATE INDEX verdict_feed ON verdict (feed, first);

-- Bodies outside the document that may be erased alone.
CREATE TABLE part (
    part  BLOB PRIMARY KEY,
    doc   BLOB NOT NULL,
    entry INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX part_doc ON part (doc);

-- Pictures, scans and PDFs of cases: written with the event that names them, or when a person asks for one. A blob is
-- whole when it holds all its chunks; what is held of another is its beginning.
CREATE TABLE blob (
    no      INTEGER PRIMARY KEY,
    doc     BLOB NOT NULL,
    blob    BLOB NOT NULL,                    -- hash that names and proves it
    scope   BLOB NOT NULL,
    part    BLOB NOT NULL,                    -- the private part that it goes with
    bytes   INTEGER NOT NULL,
    chunks  INTEGER NOT NULL DEFAULT 0,       -- held, from the first
    wanted  INTEGER NOT NULL DEFAULT 0,       -- 1: a person asked the centre for it
    erased  INTEGER NOT NULL DEFAULT 0,       -- 1: by order of the centre
    refused INTEGER,                          -- message of the last refusal
    tried   INTEGER NOT NULL DEFAULT 0,       -- refusals so far: those without go first
    epoch   INTEGER NOT NULL DEFAULT 0,       -- of the centre's receipt; 0: none
    at      INTEGER NOT NULL,                 -- device time, microseconds
    receipt BLOB,                             -- as it was signed
    list    BLOB,                             -- hashes of its chunks
    UNIQUE (doc, blob)
);
CREATE INDEX blob_epoch ON blob (epoch);
CREATE INDEX blob_wanted ON blob (wanted) WHERE wanted = 1;

-- id = blob no * 1024 + chunk from 0.
CREATE TABLE blob_chunk (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- What the centre ordered forgotten: replayed over whatever arrives later.
CREATE TABLE erased_doc (doc BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE erased_entry (
    feed   BLOB NOT NULL,                     -- the 58 bytes of the feed, which may not be held yet
    height INTEGER NOT NULL,
    PRIMARY KEY (feed, height)
) WITHOUT ROWID;

-- Documents whose row is older than what was admitted.
CREATE TABLE dirty (doc BLOB PRIMARY KEY) WITHOUT ROWID;

-- Folded words of cases and of payables; rowid: document.no, payable.no. Two indexes, because a word that stands in every
-- case is asked of the one and left out of the other.
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none,
    tokenize = 'ascii', prefix = '2 3'
);
CREATE VIRTUAL TABLE search_payable USING fts5 (
    words, content = '', contentless_delete = 1, detail = none,
    tokenize = 'ascii', prefix = '2 3'
);
-- A full leaf of the index fits one page of the encrypted file, which keeps 48 bytes of each for itself.
INSERT INTO search (search, rank) VALUES ('pgsz', 3900);
INSERT INTO search_payable (search_payable, rank) VALUES ('pgsz', 3900);

-- Documents below the mark `indexed` whose words changed since.
CREATE TABLE unindexed (no INTEGER PRIMARY KEY);

-- Reference data of the centre: the newest version of each key, a tombstone has no value.
CREATE TABLE record (
    tbl     TEXT NOT NULL,
    scope   BLOB NOT NULL,
    key     TEXT NOT NULL,
    version INTEGER NOT NULL,
    value   TEXT,
    PRIMARY KEY (tbl, scope, key)
) WITHOUT ROWID;
CREATE TABLE record_state (
    scope   BLOB PRIMARY KEY,
    version INTEGER NOT NULL
) WITHOUT ROWID;

-- What can be paid here, from the records: looked up by RF, number, plate and folded name.
CREATE TABLE payable (
    no      INTEGER PRIMARY KEY,
    scope   BLOB NOT NULL,
    key     TEXT NOT NULL,
    rf      TEXT NOT NULL,
    number  TEXT NOT NULL,
    plate   TEXT,
    body    TEXT NOT NULL,
    UNIQUE (scope, key)
);
CREATE INDEX payable_rf ON payable (rf);
CREATE INDEX payable_number ON payable (number);
CREATE INDEX payable_plate ON payable (plate) WHERE plate IS NOT NULL;

-- Leased blocks of legal numbers. `used` counts from the first number; the mark outside must agree.
CREATE TABLE lease (
    lease       BLOB PRIMARY KEY,
    scope       BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    series      TEXT NOT NULL,
    prefix      TEXT NOT NULL,
    year        INTEGER NOT NULL,
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    rf_stem     TEXT NOT NULL,
    granted     TEXT NOT NULL,
    used        INTEGER NOT NULL DEFAULT 0,
    state       INTEGER NOT NULL DEFAULT 0    -- 0 in use, 1 frozen, 2 returned or withdrawn
) WITHOUT ROWID;

-- Gapless series that this store counts for itself, one per desk, book and year, each of one life of the store.
-- `used`: the last number taken; the mark outside must agree. `shown`: what that mark said when a life ended without
-- knowing the last numbers it had given; they are told to the centre under the next one.
CREATE TABLE protocol_series (
    scope       BLOB NOT NULL,
    incarnation BLOB NOT NULL,
    register    TEXT NOT NULL,
    year        INTEGER NOT NULL,
    desk        TEXT NOT NULL,
    used        INTEGER NOT NULL DEFAULT 0,
    shown       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (scope, incarnation, register, year)
) WITHOUT ROWID;

-- The newest receipt of the centre per scope, as it was signed.
CREATE TABLE receipt (
    scope BLOB PRIMARY KEY,
    epoch INTEGER NOT NULL,
    body  BLOB NOT NULL,
    at    INTEGER NOT NULL
) WITHOUT ROWID;

-- Early arrivals, bounded, each saying what it waits for (state 2 in `entry`).
CREATE TABLE waiting (
    entry INTEGER PRIMARY KEY,
    doc   BLOB NOT NULL,
    needs BLOB NOT NULL,                      -- hash of the missing change
    since INTEGER NOT NULL
);
CREATE INDEX waiting_needs ON waiting (needs);

-- Frontiers agreed with the centre: differences are sent from them. A cache.
CREATE TABLE checkpoint (
    scope  BLOB NOT NULL,
    digest BLOB NOT NULL,
    body   BLOB NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (scope, digest)
) WITHOUT ROWID;

-- What a person has to look at; `about` keeps the same thing from becoming two tasks.
CREATE TABLE task (
    id     INTEGER PRIMARY KEY,
    about  TEXT NOT NULL UNIQUE,
    scope  BLOB,
    doc    BLOB,
    code   TEXT NOT NULL,
    params TEXT NOT NULL,
    at     INTEGER NOT NULL,
    done   INTEGER,
    done_by BLOB
);
CREATE INDEX task_open ON task (at) WHERE done IS NULL;

CREATE TABLE draft (
    user BLOB NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (user, form)
) WITHOUT ROWID;

-- Views of lists that users keep by name.
CREATE TABLE saved_view (
    user  BLOB NOT NULL,
    list  TEXT NOT NULL,                      -- path of the list
    name  TEXT NOT NULL,
    view  TEXT NOT NULL,                      -- query of the address
    usual INTEGER NOT NULL,
    PRIMARY KEY (user, list, name)
) WITHOUT ROWID;

-- Long work that users asked for; a job without an end that no program runs was broken off.
CREATE TABLE job (
    no           INTEGER PRIMARY KEY,
    user         BLOB NOT NULL,
    title        TEXT NOT NULL,
    at           INTEGER NOT NULL,
    ended        INTEGER,
    outcome      TEXT NOT NULL,               -- JSON
    name         TEXT,
    content_type TEXT,
    file         BLOB
);

-- Which printer takes which paper, by sheet; the usual sheet of a paper is marked.
CREATE TABLE printer (
    paper   TEXT NOT NULL,                    -- code name of the paper: fine, receipt …
    sheet   TEXT NOT NULL,                    -- page, roll
    printer TEXT NOT NULL,
    usual   INTEGER NOT NULL,
    PRIMARY KEY (paper, sheet)
) WITHOUT ROWID;

-- Papers on their way to a printer: kept ones only, so that printing never takes a number.
CREATE TABLE print_queue (
    no      INTEGER PRIMARY KEY,
    user    BLOB NOT NULL,
    doc     BLOB NOT NULL,
    title   TEXT NOT NULL,
    sheet   TEXT NOT NULL,
    printer TEXT NOT NULL,
    copy    INTEGER NOT NULL,
    state   INTEGER NOT NULL,                 -- 0 waits, 1 sent, 2 not taken
    tries   INTEGER NOT NULL,
    answer  TEXT NOT NULL,
    at      INTEGER NOT NULL
);

-- Answers already given, by the caller's key: a command sent twice is executed once.
CREATE TABLE answer (
    key    TEXT PRIMARY KEY,
    print  BLOB NOT NULL,                     -- hash of the command, so a key is not used for two
    body   TEXT NOT NULL,
    at     INTEGER NOT NULL
) WITHOUT ROWID;

-- Papers as they were first printed, each with its copy («ΑΝΤΙΓΡΑΦΟ»): never laid out again.
CREATE TABLE paper (
    no       INTEGER PRIMARY KEY,
    doc      BLOB NOT NULL,
    sheet    TEXT NOT NULL,                   -- a4, roll
    original BLOB NOT NULL,
    copy     BLOB NOT NULL,
    at       INTEGER NOT NULL,
    UNIQUE (doc, sheet)
);
