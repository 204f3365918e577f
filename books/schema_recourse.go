package books

// The tables of refunds and disputes. Rows are numbered by the change that told of
// them first.
const recourseTables = `
CREATE TABLE refunds (
	n          INTEGER PRIMARY KEY,
	id         BLOB NOT NULL UNIQUE,
	call       BLOB NOT NULL,
	buyer      BLOB NOT NULL,
	seller     BLOB NOT NULL,
	asset      INTEGER NOT NULL,
	charge     BLOB NOT NULL,          -- of the call
	by_party   BLOB,                   -- null: the house
	amount     BLOB NOT NULL,
	reason     INTEGER NOT NULL,
	text       TEXT NOT NULL,
	state      INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	deadline   INTEGER NOT NULL,       -- 0: posted at once
	ended      INTEGER NOT NULL,       -- 0: proposed
	changed_at INTEGER NOT NULL
);
CREATE INDEX refunds_call   ON refunds (call{, n});
CREATE INDEX refunds_buyer  ON refunds (buyer{, n});
CREATE INDEX refunds_seller ON refunds (seller{, n});
CREATE INDEX refunds_state  ON refunds (state{, n}) WHERE state = 1;
CREATE TABLE disputes (
	n          INTEGER PRIMARY KEY,
	id         BLOB NOT NULL UNIQUE,
	number     INTEGER NOT NULL,       -- the machine's
	call       BLOB NOT NULL,
	buyer      BLOB NOT NULL,
	seller     BLOB NOT NULL,
	asset      INTEGER NOT NULL,
	charge     BLOB NOT NULL,          -- of the call
	amount     BLOB NOT NULL,
	reason     INTEGER NOT NULL,
	text       TEXT NOT NULL,
	state      INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	deadline   INTEGER NOT NULL,
	silence    INTEGER NOT NULL,
	decide_by  INTEGER NOT NULL,       -- 0: not contested
	undecided  INTEGER NOT NULL,
	answer     TEXT NOT NULL,
	decision   TEXT NOT NULL,
	ended      INTEGER NOT NULL,       -- 0: open
	awarded    BLOB NOT NULL,
	returned   BLOB NOT NULL,
	due        BLOB NOT NULL,
	short      BLOB NOT NULL,
	changed_at INTEGER NOT NULL
);
CREATE INDEX disputes_call   ON disputes (call{, n});
CREATE INDEX disputes_buyer  ON disputes (buyer{, n});
CREATE INDEX disputes_seller ON disputes (seller{, n});
CREATE INDEX disputes_state  ON disputes (state{, n}) WHERE state < 3;
`
