package books

// The tables of what concerns credit. The rows of invoices are numbered by the change
// that told of them first, as those of chains are.
//
//nolint:gosec // credit is no credential
const creditTables = `
CREATE TABLE credit_lines (
	n          INTEGER PRIMARY KEY,    -- the machine's number
	party      BLOB NOT NULL,
	account    BLOB NOT NULL,
	asset      INTEGER NOT NULL,
	amount     BLOB NOT NULL,
	period     INTEGER NOT NULL,
	due_days   INTEGER NOT NULL,
	grace_days INTEGER NOT NULL,
	late_fee   INTEGER NOT NULL,
	begins     INTEGER NOT NULL,       -- 0: at once
	until      INTEGER NOT NULL,       -- 0: open-ended
	since      INTEGER NOT NULL,
	stopped    INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
);
CREATE INDEX credit_lines_party ON credit_lines (party{, n});
CREATE TABLE invoices (
	n          INTEGER PRIMARY KEY,
	id         BLOB NOT NULL UNIQUE,
	party      BLOB NOT NULL,
	account    BLOB NOT NULL,
	asset      INTEGER NOT NULL,
	number     INTEGER NOT NULL,       -- of the line's
	begins     INTEGER NOT NULL,
	ends       INTEGER NOT NULL,
	amount     BLOB NOT NULL,
	due        INTEGER NOT NULL,
	bounced    INTEGER NOT NULL,
	stops      INTEGER NOT NULL,
	fee        BLOB NOT NULL,
	state      INTEGER NOT NULL,
	mark       BLOB NOT NULL,
	changed_at INTEGER NOT NULL
);
CREATE INDEX invoices_party ON invoices (party{, n});
CREATE INDEX invoices_state ON invoices (state{, n}) WHERE state <> 3;
CREATE TABLE grants (
	n            INTEGER PRIMARY KEY,  -- the machine's number
	id           BLOB NOT NULL UNIQUE,
	party        BLOB NOT NULL,
	account      BLOB NOT NULL UNIQUE,
	asset        INTEGER NOT NULL,
	amount       BLOB NOT NULL,
	name         TEXT NOT NULL,
	priority     INTEGER NOT NULL,
	expires      INTEGER NOT NULL,     -- 0: never
	sellers      BLOB NOT NULL,        -- ids one after the other; empty: everybody's sales
	models       TEXT NOT NULL,        -- one a line; empty: every model
	from_account BLOB NOT NULL,
	back_account BLOB NOT NULL,
	at           INTEGER NOT NULL,
	ended        INTEGER NOT NULL,     -- 0: good
	lapsed       BLOB NOT NULL,
	changed_at   INTEGER NOT NULL
);
CREATE INDEX grants_party ON grants (party{, n});
CREATE TABLE call_parts (
	call    BLOB NOT NULL,
	place   INTEGER NOT NULL,
	account BLOB NOT NULL,             -- of a grant
	amount  BLOB NOT NULL,             -- of the call's charge
	PRIMARY KEY (call, place)
) WITHOUT ROWID;
`
