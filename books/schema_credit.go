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
`
