package books

// The tables of what persons decide and what auditors say. Reviews and attestations have
// the numbers that the machine gives them.
const reviewTables = `
CREATE TABLE reviews (
	n       INTEGER PRIMARY KEY,
	id      BLOB NOT NULL,
	kind    INTEGER NOT NULL,          -- 1: screening, 2: referral, 3: arrival, 4: misplacement
	state   INTEGER NOT NULL,          -- 1: open, 2: approved, 3: refused, 4: lapsed, 5: withdrawn
	subject TEXT NOT NULL,             -- Type/id
	party   BLOB,                      -- null: the subject is no party
	opened  INTEGER NOT NULL,
	item    BLOB NOT NULL              -- the whole of it, in the machine's form
);
CREATE INDEX reviews_id      ON reviews (id);
CREATE INDEX reviews_state   ON reviews (state{, n});
CREATE INDEX reviews_kind    ON reviews (kind{, n});
CREATE INDEX reviews_subject ON reviews (subject{, n});
CREATE INDEX reviews_party   ON reviews (party{, n}) WHERE party IS NOT NULL;
CREATE TABLE review_steps (
	n       INTEGER PRIMARY KEY,       -- of the change
	review  INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	state   INTEGER NOT NULL,          -- that it came to
	act     INTEGER NOT NULL,          -- 0: nobody's, 1: approved, 2: refused, 3: withdrawn
	by_key  BLOB,                      -- null: nobody
	by_name TEXT NOT NULL,
	reason  TEXT NOT NULL
);
CREATE INDEX review_steps_review ON review_steps (review{, n});
CREATE TABLE auditors (
	public_key BLOB PRIMARY KEY,
	name       TEXT NOT NULL,
	kinds      INTEGER NOT NULL,
	since      INTEGER NOT NULL,
	until      INTEGER NOT NULL,       -- 0: no end
	distrusted INTEGER NOT NULL,       -- 0: never
	reason     TEXT NOT NULL
);
CREATE TABLE attestations (
	n          INTEGER PRIMARY KEY,
	id         BLOB NOT NULL,
	public_key BLOB NOT NULL,
	auditor    TEXT NOT NULL,
	subject    TEXT NOT NULL,
	claim      TEXT NOT NULL,
	issued     INTEGER NOT NULL,       -- seconds, as are since and until
	since      INTEGER NOT NULL,
	until      INTEGER NOT NULL,
	evidence   BLOB NOT NULL,
	units      INTEGER NOT NULL,
	unit       TEXT NOT NULL,          -- that was delivered, as Chip/h200
	entered    INTEGER NOT NULL,
	statement  TEXT NOT NULL,          -- as it was signed
	revoked    INTEGER NOT NULL,       -- 0: it is not
	revoked_by BLOB,                   -- null: the auditor himself
	revoker    TEXT NOT NULL,
	reason     TEXT NOT NULL,
	revocation TEXT NOT NULL           -- as it was signed; empty: the operator's
);
CREATE INDEX attestations_id      ON attestations (id);
CREATE INDEX attestations_subject ON attestations (subject{, n});
CREATE INDEX attestations_auditor ON attestations (auditor{, n});
`
