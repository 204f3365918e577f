package books

import (
	"errors"
	"fmt"
)

// schemaVersion is raised with every change of the tables below. There are no
// migrations: the log holds everything, so older books are rebuilt.
const schemaVersion = 23

// Ids and amounts are 16 bytes big-endian, which sort as the numbers they are.
// Times are Unix nanoseconds. The numbers n of postings and calls count from one
// in the order of the log, so that times never fall as n rises.
//
// Most postings are of calls, and most of what they say their call says as well.
// So the hold and the split of a call have their numbers but no rows, and its
// capture and shares are rows without id, cause and hold; see part.go. The
// indexes of accounts have what moves a balance only, which is what statements
// and histories ask for.
//
// Ids of postings are not unique here: the ledger derives those of shares and
// expiries itself and does not keep callers from choosing the same.
const schema = `
CREATE TABLE meta (
	one      INTEGER PRIMARY KEY CHECK (one = 1),
	schema   INTEGER NOT NULL,
	position INTEGER NOT NULL,
	time     INTEGER NOT NULL,
	posting  INTEGER NOT NULL,   -- the last number given
	facet    INTEGER NOT NULL,   -- the last number given
	use_n    INTEGER NOT NULL,   -- the last number given
	folded   INTEGER NOT NULL    -- usage of hours before this one is in the rows of days
);
CREATE TABLE assets (
	number      INTEGER PRIMARY KEY,
	code        TEXT NOT NULL,
	scale       INTEGER NOT NULL,
	chain_scale INTEGER NOT NULL
);
CREATE TABLE accounts (
	id        BLOB PRIMARY KEY,
	asset     INTEGER NOT NULL,
	code      INTEGER NOT NULL,
	flags     INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	party     BLOB
) WITHOUT ROWID;
CREATE INDEX accounts_party ON accounts (party) WHERE party IS NOT NULL;
CREATE TABLE parties (
	id             BLOB PRIMARY KEY,
	role           INTEGER NOT NULL,
	name           TEXT NOT NULL,
	asset          INTEGER NOT NULL,
	commission_ppm INTEGER NOT NULL,
	since          INTEGER NOT NULL,
	address        BLOB               -- of a wallet; null: the name is none
) WITHOUT ROWID;
CREATE TABLE keys (
	id      BLOB PRIMARY KEY,
	party   BLOB,
	name    TEXT NOT NULL,
	scopes  INTEGER NOT NULL,
	since   INTEGER NOT NULL,
	revoked INTEGER NOT NULL,
	project BLOB,                    -- null: none
	expires INTEGER NOT NULL,        -- 0: never
	models   TEXT NOT NULL,          -- one a line; empty: every model
	networks TEXT NOT NULL,          -- one a line; empty: from everywhere
	requests_per_minute INTEGER NOT NULL,
	tokens_per_minute   INTEGER NOT NULL,
	day_max   BLOB NOT NULL,
	month_max BLOB NOT NULL,
	total_max BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX keys_party   ON keys (party) WHERE party IS NOT NULL;
CREATE INDEX keys_name    ON keys (name{ COLLATE "C"});
CREATE INDEX parties_name ON parties (name{ COLLATE "C"});
CREATE INDEX parties_address ON parties (address) WHERE address IS NOT NULL;
CREATE TABLE projects (
	id        BLOB PRIMARY KEY,
	party     BLOB NOT NULL,
	name      TEXT NOT NULL,
	since     INTEGER NOT NULL,
	archived  INTEGER NOT NULL,      -- 0: in use
	day_max   BLOB NOT NULL,
	month_max BLOB NOT NULL,
	total_max BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX projects_party ON projects (party);
CREATE INDEX projects_name  ON projects (name{ COLLATE "C"});
CREATE TABLE budgets (
	id         INTEGER PRIMARY KEY,
	parent     INTEGER NOT NULL,     -- 0: at the top
	asset      INTEGER NOT NULL,
	period     INTEGER NOT NULL,
	amount_max BLOB NOT NULL,
	count_max  BLOB NOT NULL,
	changed_at INTEGER NOT NULL
);
CREATE TABLE meters (
	number      INTEGER PRIMARY KEY,
	seller      BLOB NOT NULL,
	name        TEXT NOT NULL,
	aggregation INTEGER NOT NULL,
	span        INTEGER NOT NULL,
	product     TEXT NOT NULL,
	meter       INTEGER NOT NULL,
	since       INTEGER NOT NULL
);
CREATE INDEX meters_seller ON meters (seller{, number});
CREATE TABLE uses (
	n          INTEGER PRIMARY KEY,
	at         INTEGER NOT NULL,
	seq        INTEGER NOT NULL,
	buyer      BLOB NOT NULL,
	seller     BLOB NOT NULL,
	asset      INTEGER NOT NULL,
	charged    BLOB NOT NULL,
	posting    BLOB,                 -- null: nothing was posted
	carry_in   INTEGER NOT NULL,
	carry_out  INTEGER NOT NULL,
	credit_in  BLOB NOT NULL,
	credit_out BLOB NOT NULL,
	owed_in    BLOB NOT NULL,
	owed_out   BLOB NOT NULL
);
CREATE INDEX uses_buyer   ON uses (buyer{, n});
CREATE INDEX uses_seller  ON uses (seller{, n});
CREATE INDEX uses_posting ON uses (posting) WHERE posting IS NOT NULL;
CREATE TABLE use_lines (
	use        INTEGER NOT NULL,
	place      INTEGER NOT NULL,
	definition INTEGER NOT NULL,
	product    TEXT NOT NULL,
	meter      INTEGER NOT NULL,
	key        BLOB,                 -- null: not known
	region     TEXT,                 -- null: not known
	card       INTEGER NOT NULL,
	model      INTEGER NOT NULL,
	hour       INTEGER NOT NULL,
	quantity   BLOB NOT NULL,
	due        BLOB NOT NULL,
	credit     BLOB NOT NULL,
	events     INTEGER NOT NULL,
	PRIMARY KEY (use, place)
) WITHOUT ROWID;
CREATE TABLE cards (
	number  INTEGER PRIMARY KEY,
	seller  BLOB NOT NULL,
	buyer   BLOB,                    -- null: for everybody
	name    TEXT NOT NULL,
	version INTEGER NOT NULL,
	since   INTEGER NOT NULL,
	card    BLOB NOT NULL
);
CREATE TABLE models (
	card  INTEGER NOT NULL,
	place INTEGER NOT NULL,
	name  TEXT NOT NULL,
	PRIMARY KEY (card, place)
) WITHOUT ROWID;
CREATE TABLE postings (
	n         INTEGER PRIMARY KEY,
	id        BLOB,              -- null with call
	at        INTEGER NOT NULL,
	effective INTEGER,           -- null: when it was posted
	debit     BLOB NOT NULL,
	credit    BLOB NOT NULL,     -- of a split: its rule
	posted    BLOB NOT NULL,
	asked     BLOB,              -- null: what was posted
	asset     INTEGER NOT NULL,
	code      INTEGER NOT NULL,
	flags     INTEGER NOT NULL,
	hold      BLOB,
	cause     BLOB,
	deadline  INTEGER,
	seq       INTEGER NOT NULL,
	budget    INTEGER,           -- null: none
	call      INTEGER,           -- the number of the call it is a part of
	part      INTEGER            -- with call: which
);
CREATE INDEX postings_id     ON postings (id)     WHERE id IS NOT NULL;
CREATE INDEX postings_debit  ON postings (debit{, n})  WHERE ` + moves + `;
CREATE INDEX postings_credit ON postings (credit{, n}) WHERE ` + moves + `;
CREATE INDEX postings_cause  ON postings (cause{, n})  WHERE cause IS NOT NULL;
CREATE INDEX postings_debit_effective  ON postings (debit, effective{, n})  WHERE effective IS NOT NULL AND ` + moves + `;
CREATE INDEX postings_credit_effective ON postings (credit, effective{, n}) WHERE effective IS NOT NULL AND ` + moves + `;
CREATE TABLE sums (
	account BLOB NOT NULL,
	n       INTEGER NOT NULL,    -- the last posting that is in
	codes   BLOB NOT NULL,       -- by code, see balance.go
	PRIMARY KEY (account, n)
) WITHOUT ROWID;
CREATE TABLE calls (
	n             INTEGER PRIMARY KEY,
	id            BLOB NOT NULL UNIQUE,
	key           BLOB NOT NULL,
	buyer         BLOB NOT NULL,
	seller        BLOB NOT NULL,
	buyer_account BLOB NOT NULL,
	sale_account  BLOB NOT NULL,
	asset         INTEGER NOT NULL,
	card          INTEGER NOT NULL,
	place         INTEGER NOT NULL,
	model         TEXT NOT NULL,
	contract      INTEGER NOT NULL,
	reserved      BLOB NOT NULL,
	deadline      INTEGER NOT NULL,
	project       BLOB,              -- null: none
	region_asked  TEXT,              -- null: any
	service       TEXT,              -- null: the standard one
	budget        INTEGER,           -- of the hold; null: none
	channel       INTEGER,           -- that paid it, its number; null: none
	voucher       BLOB,              -- with channel: the value
	opened_at     INTEGER NOT NULL,
	opened_seq    INTEGER NOT NULL,
	hold          INTEGER,           -- number of the posting; null: it has a row
	state         INTEGER NOT NULL,
	closed_at     INTEGER NOT NULL,
	closed_seq    INTEGER NOT NULL,
	charge        BLOB,              -- null: nothing
	carry_in      INTEGER NOT NULL,
	carry_out     INTEGER NOT NULL,
	waived        BLOB,              -- null: nothing
	quantities    BLOB,
	source        INTEGER NOT NULL,
	cut           INTEGER NOT NULL,
	policy        INTEGER NOT NULL,
	upstream      TEXT,              -- null: empty
	reason        TEXT,              -- null: empty
	region        TEXT,              -- null: not known
	dialect       TEXT,              -- null: not known
	cost          BLOB,              -- null: not known
	before        BLOB,              -- null: no price depends on what the period used before
	credit_in     BLOB,              -- null: none
	credit_out    BLOB,              -- null: none
	first         INTEGER NOT NULL,  -- number of the capture's posting
	parts         INTEGER NOT NULL   -- how many follow from there that are the call's: capture, split, shares
);
CREATE TABLE facets (
	number   INTEGER PRIMARY KEY,
	buyer    BLOB NOT NULL,
	seller   BLOB NOT NULL,
	key      BLOB NOT NULL,
	project  BLOB NOT NULL,
	asset    INTEGER NOT NULL,
	model    TEXT NOT NULL,
	region   TEXT NOT NULL,
	upstream TEXT NOT NULL,
	service  TEXT NOT NULL,
	UNIQUE (buyer, seller, key, project, asset, model, region, upstream, service)
);
CREATE TABLE usage (
	grain  INTEGER NOT NULL,         -- 0: of hours, 1: of days
	view   INTEGER NOT NULL,         -- 1: of buyers, 2: of sellers
	bucket INTEGER NOT NULL,         -- hours or days since 1970, UTC
	owner  BLOB NOT NULL,            -- the party
	part   INTEGER NOT NULL,
	data   BLOB NOT NULL,            -- entries, see usage_rows.go
	PRIMARY KEY (grain, view, bucket, owner, part)
) WITHOUT ROWID;
CREATE TABLE changes (
	n      INTEGER PRIMARY KEY,
	seq    INTEGER NOT NULL,
	at     INTEGER NOT NULL,
	kind   INTEGER NOT NULL,   -- see feed.go
	id     BLOB,               -- null: it has a number
	number INTEGER NOT NULL,   -- or the state of what has an id
	party  BLOB                -- null: the house
);
CREATE INDEX changes_steps ON changes (id{, n}) WHERE ` + stepped + `;
CREATE INDEX changes_party ON changes (party{, n}) WHERE party IS NOT NULL;
CREATE INDEX calls_key     ON calls (key, n, model);
CREATE INDEX calls_buyer   ON calls (buyer, n, model);
CREATE INDEX calls_seller  ON calls (seller{, n});
CREATE INDEX calls_model   ON calls (model{, n});
CREATE INDEX calls_state   ON calls (state{, n})   WHERE state <> 1;
CREATE INDEX calls_project ON calls (project{, n}) WHERE project IS NOT NULL;
CREATE INDEX calls_region  ON calls (region{, n})  WHERE region IS NOT NULL;
CREATE INDEX calls_channel ON calls (channel{, n}) WHERE channel IS NOT NULL;
` + chainTables + nettingTables + creditTables + recourseTables + exchangeTables + rulesTables + reviewTables + quotaTables + dutyTables

// Errors of Open.
var (
	// ErrOld: the books have an older schema, or are not complete; Rebuild makes new ones.
	ErrOld = errors.New("books: of an older schema; rebuild them from the log")
	// ErrNew: a newer program wrote the books. This one must not touch them.
	ErrNew = errors.New("books: written by a newer program; use that one, or remove them and rebuild")
	// ErrForeign: the file or the schema holds something else.
	ErrForeign = errors.New("books: it is a database, but no books")
)

// state is what stands in meta and what is counted on from there.
type state struct {
	position   uint64 // last record that is in
	time       int64  // of that record
	posting    int64  // last number given
	call       int64  // last number given
	facet      int64  // last number given
	use        int64  // last number given
	change     int64  // last number given
	conversion int64  // last number given
	fact       int64  // last number given
	draw       int64  // last number given
	sale       int64  // last number given
	folded     int64  // hours before this one are in the usage of days
}

// firstMeta is the row of fresh books.
const firstMeta = `INSERT INTO meta VALUES (1, ?, 0, 0, 0, 0, 0, 0)`

// readState reads what a writer goes on from. one asks for a row.
func readState(one func(query string, into ...any) error) (s state, err error) {
	var version int
	if err = one(`SELECT schema FROM meta`, &version); err != nil {
		return s, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	switch {
	case version > schemaVersion:
		return s, fmt.Errorf("%w: their schema is %d, this program's %d", ErrNew, version, schemaVersion)
	case version < schemaVersion:
		return s, fmt.Errorf("%w: their schema is %d, this program's %d", ErrOld, version, schemaVersion)
	}
	const read = `SELECT position, time, posting, facet, use_n, folded, (SELECT coalesce(max(n), 0) FROM calls), (SELECT coalesce(max(n), 0) FROM changes), (SELECT coalesce(max(n), 0) FROM conversions), (SELECT coalesce(max(n), 0) FROM facts), (SELECT coalesce(max(n), 0) FROM quota_draws), (SELECT coalesce(max(n), 0) FROM sales) FROM meta`
	err = one(read, &s.position, &s.time, &s.posting, &s.facet, &s.use, &s.folded, &s.call, &s.change, &s.conversion, &s.fact, &s.draw, &s.sale)
	return s, err
}
