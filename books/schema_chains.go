package books

// The tables of what concerns chains. Addresses are 20 bytes, hashes 32. The rows
// of payments, arrivals, payouts and payees are numbered by the change that told of
// them first, so that a rebuild gives the same numbers; comparisons are numbered by
// their record, channels as the machine numbers them.
//
// What became of a payment, an arrival or a batch, and when, are its changes. Those
// of a channel have amounts, and rows of their own. What calls change of a channel
// is in the rows of calls alone.
const chainTables = `
CREATE TABLE tokens (
	number      INTEGER PRIMARY KEY,
	chain       INTEGER NOT NULL,
	contract    BLOB NOT NULL,
	house       BLOB NOT NULL,
	decimals    INTEGER NOT NULL,
	asset       INTEGER NOT NULL,
	day_max     BLOB NOT NULL,
	batch_to    INTEGER NOT NULL,
	halted      TEXT NOT NULL,        -- why; empty while it is not
	halted_at   INTEGER NOT NULL,     -- since when it is or is not
	block       INTEGER NOT NULL,     -- of the last comparison; 0: none yet
	compared_at INTEGER NOT NULL,
	on_chain    BLOB NOT NULL,
	in_ledger   BLOB NOT NULL,
	escrow_on_chain  BLOB NOT NULL,
	escrow_in_ledger BLOB NOT NULL,
	since       INTEGER NOT NULL
);
CREATE TABLE comparisons (
	token     INTEGER NOT NULL,
	n         INTEGER NOT NULL,       -- the record
	block     INTEGER NOT NULL,
	hash      BLOB NOT NULL,
	at        INTEGER NOT NULL,
	on_chain  BLOB NOT NULL,
	in_ledger BLOB NOT NULL,
	escrow_on_chain  BLOB NOT NULL,
	escrow_in_ledger BLOB NOT NULL,
	differs   INTEGER,                -- 1: a pair does; null: both agree
	PRIMARY KEY (token, n)
) WITHOUT ROWID;
CREATE INDEX comparisons_differ ON comparisons (token, n) WHERE differs IS NOT NULL;
CREATE TABLE pegs (
	token       INTEGER NOT NULL,
	n           INTEGER NOT NULL,     -- the record
	at          INTEGER NOT NULL,
	trouble     TEXT NOT NULL,        -- why nothing was taken in the token; empty while it was
	closes      INTEGER NOT NULL,     -- basis points off par; 0: there is no guard
	opens       INTEGER NOT NULL,
	jump        INTEGER NOT NULL,
	payouts     INTEGER NOT NULL,     -- 1: nothing is paid out either
	price       INTEGER NOT NULL,     -- of one token in its currency; 0: none yet
	price_at    INTEGER NOT NULL,     -- of the source
	valid       INTEGER NOT NULL,     -- nanoseconds
	source      TEXT NOT NULL,
	since       INTEGER NOT NULL,
	held        INTEGER NOT NULL,     -- the price that jumped; 0: none
	held_at     INTEGER NOT NULL,
	held_valid  INTEGER NOT NULL,
	held_source TEXT NOT NULL,
	away        INTEGER NOT NULL,
	turn        INTEGER NOT NULL,
	PRIMARY KEY (token, n)
) WITHOUT ROWID;
CREATE TABLE payees (
	n        INTEGER PRIMARY KEY,
	party    BLOB NOT NULL,
	token    INTEGER NOT NULL,
	address  BLOB NOT NULL,
	since    INTEGER NOT NULL,
	good_for INTEGER NOT NULL
);
CREATE INDEX payees_party   ON payees (party{, n});
CREATE INDEX payees_address ON payees (address{, n});
CREATE TABLE payments (
	n          INTEGER PRIMARY KEY,
	id         BLOB NOT NULL UNIQUE,
	token      INTEGER NOT NULL,
	party      BLOB NOT NULL,
	scheme     INTEGER NOT NULL,
	signed     BLOB NOT NULL,
	at         INTEGER NOT NULL,
	until      INTEGER NOT NULL,
	call       BLOB,                  -- null: it was not taken on trust for one
	state      INTEGER NOT NULL,
	due        BLOB NOT NULL,
	reason     TEXT,                  -- null: it did not fail
	changed_at INTEGER NOT NULL
);
CREATE INDEX payments_party ON payments (party{, n});
CREATE INDEX payments_state ON payments (state{, n});
CREATE INDEX payments_token ON payments (token{, n});
CREATE INDEX payments_call  ON payments (call{, n}) WHERE call IS NOT NULL;
CREATE TABLE arrivals (
	n           INTEGER PRIMARY KEY,
	id          BLOB NOT NULL UNIQUE,
	token       INTEGER NOT NULL,
	tx          BLOB NOT NULL,
	block       INTEGER NOT NULL,
	sender      BLOB NOT NULL,
	amount      BLOB NOT NULL,
	payment     BLOB,                 -- null: of none
	party       BLOB,                 -- null: nobody's
	held_for    BLOB,                 -- whose it is if a person decides so; null: it waits for none
	unallocated INTEGER,              -- 1: nobody's; null: somebody's, or the house's own out of the escrow
	credited    INTEGER NOT NULL,
	kind        INTEGER NOT NULL,
	channel     BLOB,                 -- its id; null: of none
	at          INTEGER NOT NULL,
	state       INTEGER NOT NULL,
	changed_at  INTEGER NOT NULL
);
CREATE INDEX arrivals_tx          ON arrivals (tx{, n});
CREATE INDEX arrivals_token       ON arrivals (token{, n});
CREATE INDEX arrivals_payment     ON arrivals (payment{, n})     WHERE payment IS NOT NULL;
CREATE INDEX arrivals_party       ON arrivals (party{, n})       WHERE party IS NOT NULL;
CREATE INDEX arrivals_channel     ON arrivals (channel{, n})     WHERE channel IS NOT NULL;
CREATE INDEX arrivals_unallocated ON arrivals (unallocated{, n}) WHERE unallocated IS NOT NULL;
CREATE INDEX arrivals_state       ON arrivals (state{, n})       WHERE state <> 2;
CREATE TABLE payouts (
	n          INTEGER PRIMARY KEY,
	id         BLOB NOT NULL UNIQUE,
	token      INTEGER NOT NULL,
	total      BLOB NOT NULL,
	returned   BLOB NOT NULL,         -- of the total
	items      INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	state      INTEGER NOT NULL,
	tx         BLOB,                  -- null: in no block
	block      INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
);
CREATE INDEX payouts_token ON payouts (token{, n});
CREATE INDEX payouts_tx    ON payouts (tx{, n})    WHERE tx IS NOT NULL;
CREATE INDEX payouts_state ON payouts (state{, n}) WHERE state <> 3;
CREATE TABLE payout_items (
	payout   BLOB NOT NULL,
	place    INTEGER NOT NULL,
	n        INTEGER NOT NULL,        -- the batch's
	party    BLOB NOT NULL,
	address  BLOB NOT NULL,
	amount   BLOB NOT NULL,
	returned INTEGER NOT NULL,
	PRIMARY KEY (payout, place)
) WITHOUT ROWID;
CREATE INDEX payout_items_party ON payout_items (party, n);
CREATE TABLE channels (
	n          INTEGER PRIMARY KEY,   -- the machine's number
	id         BLOB NOT NULL UNIQUE,  -- the escrow's, 32 bytes
	escrow     INTEGER NOT NULL,
	token      INTEGER NOT NULL,
	party      BLOB NOT NULL,
	account    BLOB NOT NULL,
	delay      INTEGER NOT NULL,
	at         INTEGER NOT NULL,
	state      INTEGER NOT NULL,      -- see ChannelState
	claimed    BLOB NOT NULL,
	ends       INTEGER NOT NULL,      -- 0: its payer does not leave
	leaving    BLOB NOT NULL,
	changed_at INTEGER NOT NULL
);
CREATE INDEX channels_party ON channels (party{, n});
CREATE INDEX channels_token ON channels (token{, n});
CREATE INDEX channels_state ON channels (state{, n}) WHERE state <> 3;
CREATE TABLE channel_steps (
	channel INTEGER NOT NULL,
	n       INTEGER NOT NULL,         -- the change's
	seq     INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	kind    INTEGER NOT NULL,         -- the change's
	amount  BLOB NOT NULL,            -- claimed over all time, or what is on its way back
	PRIMARY KEY (channel, n)
) WITHOUT ROWID;
`
