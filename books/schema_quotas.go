package books

// The tables of quotas and of sales. What calls draw on quotas has no rows: a call has its
// own, and thousands of them draw in a second. What is counted of them is in the steps.
const quotaTables = `
CREATE TABLE quota_steps (
	n     INTEGER PRIMARY KEY,         -- of the change
	at    INTEGER NOT NULL,
	name  TEXT NOT NULL,
	state INTEGER NOT NULL,            -- 1: entered or changed, 2: ended, 3: near its end, 4: exhausted
	used  BLOB NOT NULL,               -- in its window, as were held, draws and open
	held  BLOB NOT NULL,
	draws INTEGER NOT NULL,
	open  INTEGER NOT NULL,
	quota BLOB NOT NULL                -- the whole of it, in the machine's form
);
CREATE INDEX quota_steps_name ON quota_steps (name{, n});
CREATE TABLE quota_draws (
	n         INTEGER PRIMARY KEY,
	id        BLOB NOT NULL,           -- of the draw, which may have several rows; of a sale, the sale's
	at        INTEGER NOT NULL,
	quota     TEXT NOT NULL,
	units     BLOB NOT NULL,           -- that were drawn
	used      BLOB NOT NULL,           -- of them; zero until it is settled
	times     INTEGER NOT NULL,        -- transactions that it stands for
	state     INTEGER NOT NULL,        -- 1: open, 2: settled, 3: returned
	closed_at INTEGER NOT NULL,        -- 0: it is open
	holder    TEXT NOT NULL,           -- Type/id, as are customer and goods; empty: nobody said
	customer  TEXT NOT NULL,
	goods     TEXT NOT NULL,
	of_sale   INTEGER NOT NULL         -- 1: a sale's
);
CREATE INDEX quota_draws_id    ON quota_draws (id{, n});
CREATE INDEX quota_draws_quota ON quota_draws (quota{, n});
CREATE TABLE sales (
	n        INTEGER PRIMARY KEY,
	id       BLOB NOT NULL,
	at       INTEGER NOT NULL,
	buyer    BLOB NOT NULL,
	seller   BLOB NOT NULL,
	asset    INTEGER NOT NULL,
	amount   BLOB NOT NULL,
	action   TEXT NOT NULL,
	goods    TEXT NOT NULL,            -- Type/id
	decision INTEGER                   -- its number; null: no rules were in force
);
CREATE INDEX sales_id     ON sales (id{, n});
CREATE INDEX sales_buyer  ON sales (buyer{, n});
CREATE INDEX sales_seller ON sales (seller{, n});
CREATE INDEX sales_goods  ON sales (goods{, n});
CREATE TABLE sale_levies (
	sale      INTEGER NOT NULL,        -- its number
	place     INTEGER NOT NULL,
	authority TEXT NOT NULL,
	account   BLOB NOT NULL,
	amount    BLOB NOT NULL,
	PRIMARY KEY (sale, place)
) WITHOUT ROWID;
`
