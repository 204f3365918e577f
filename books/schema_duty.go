package books

// The tables of what decisions oblige the house to. Duties have the numbers that the
// machine gives them.
const dutyTables = `
CREATE TABLE duties (
	n         INTEGER PRIMARY KEY,
	kind      INTEGER NOT NULL,        -- 1: notice, 2: recheck, 3: travel
	state     INTEGER NOT NULL,        -- 1: owed, 2: failed, 3: done, 4: void
	open      INTEGER NOT NULL,        -- 1: something is still to be done
	party     BLOB,                    -- null: the house's
	decision  INTEGER NOT NULL,
	recipient TEXT NOT NULL,           -- or form; empty: of a recheck
	duty      BLOB NOT NULL            -- the whole of it, in the machine's form
);
CREATE INDEX duties_party     ON duties (party{, n}) WHERE party IS NOT NULL;
CREATE INDEX duties_decision  ON duties (decision{, n});
CREATE INDEX duties_recipient ON duties (recipient{, n});
CREATE INDEX duties_open      ON duties (open{, n}) WHERE open = 1;
CREATE INDEX duties_state     ON duties (state{, n});
CREATE INDEX duties_kind      ON duties (kind{, n});
CREATE TABLE keepings (
	party BLOB PRIMARY KEY,
	until INTEGER NOT NULL
) WITHOUT ROWID;
`
