package books

// The tables of rules. Decisions have the numbers that the machine gives them. A fact is
// as it was entered by the change `made`; it holds until the change `gone`. Values are
// there twice: in words, as JSON, and in the machine's form, which digests are of.
const rulesTables = `
CREATE TABLE rule_sets (
	number       INTEGER PRIMARY KEY,
	since        INTEGER NOT NULL,
	at           INTEGER NOT NULL,
	digest       BLOB NOT NULL,
	signer       BLOB,                 -- null: nobody
	signature    BLOB,
	start        INTEGER NOT NULL,     -- that was signed, in seconds; 0: at once, or nobody signed
	note         TEXT NOT NULL,
	archive      BLOB,                 -- null: from then on no rules are asked
	cancelled_at INTEGER NOT NULL      -- 0: it was not taken back
);
CREATE TABLE facts (
	n          INTEGER PRIMARY KEY,
	made       INTEGER NOT NULL,
	made_at    INTEGER NOT NULL,
	gone       INTEGER NOT NULL,       -- 0: not yet
	gone_at    INTEGER NOT NULL,
	type       TEXT NOT NULL,
	id         TEXT NOT NULL,
	since      INTEGER NOT NULL,       -- seconds
	until      INTEGER NOT NULL,       -- seconds; 0: open
	source     TEXT NOT NULL,
	attributes TEXT NOT NULL,          -- JSON
	entry      BLOB NOT NULL
);
CREATE INDEX facts_entity ON facts (type, id{, n});
CREATE INDEX facts_gone   ON facts (gone{, n});
CREATE INDEX facts_made   ON facts (made{, n});
CREATE TABLE decisions (
	n           INTEGER PRIMARY KEY,
	at          INTEGER NOT NULL,
	action      TEXT NOT NULL,
	principal   TEXT NOT NULL,         -- Type/id
	resource    TEXT NOT NULL,
	party       BLOB,                  -- null: not said
	cause       BLOB,                  -- null: none
	outcome     INTEGER NOT NULL,      -- 1: denied, 2: referred, 3: allowed
	rules       TEXT NOT NULL,         -- one a line
	broken      TEXT NOT NULL,         -- one a line
	missing     TEXT NOT NULL,
	obligations TEXT NOT NULL,         -- one a line
	set_number  INTEGER NOT NULL,
	digest      BLOB NOT NULL,
	facts       BLOB NOT NULL,
	request     BLOB NOT NULL,
	context     TEXT NOT NULL,         -- JSON
	encoded     BLOB NOT NULL,         -- the context in the machine's form
	asked       BLOB NOT NULL,         -- digest of what an approval is of
	approval    BLOB,                  -- null: none
	waived      TEXT NOT NULL,         -- rules that it sets aside, one a line
	again       INTEGER NOT NULL,      -- the decision that it makes anew; 0: none
	seen        INTEGER NOT NULL       -- the last change that was made before
);
CREATE INDEX decisions_party      ON decisions (party{, n})   WHERE party IS NOT NULL;
CREATE INDEX decisions_cause      ON decisions (cause{, n})   WHERE cause IS NOT NULL;
CREATE INDEX decisions_outcome    ON decisions (outcome{, n}) WHERE outcome < 3;
CREATE INDEX decisions_action     ON decisions (action{, n});
CREATE INDEX decisions_set_number ON decisions (set_number{, n});
CREATE TABLE decision_rules (
	rule TEXT NOT NULL,
	n    INTEGER NOT NULL,
	PRIMARY KEY (rule, n)
) WITHOUT ROWID;
`
