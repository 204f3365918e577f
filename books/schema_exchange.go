package books

// The tables of what concerns the exchange. Prices are integers with
// exchange.PriceScale decimals. A conversion is a call's, under the call's id, or one
// that a party asked for.
const exchangeTables = `
CREATE TABLE rates (
	number    INTEGER PRIMARY KEY,
	base      INTEGER NOT NULL,
	quote     INTEGER NOT NULL,
	price     INTEGER NOT NULL,
	at        INTEGER NOT NULL,       -- of the source
	valid     INTEGER NOT NULL,       -- nanoseconds
	source    TEXT NOT NULL,
	since     INTEGER NOT NULL,
	spread    INTEGER NOT NULL,       -- basis points
	ask_base  INTEGER NOT NULL,
	ask_quote INTEGER NOT NULL
);
CREATE INDEX rates_pair ON rates (base, quote{, number});
CREATE TABLE conversions (
	n         INTEGER PRIMARY KEY,
	id        BLOB NOT NULL UNIQUE,
	at        INTEGER NOT NULL,
	party     BLOB NOT NULL,
	of_call   INTEGER NOT NULL,       -- 1: the id is a call's
	give      INTEGER NOT NULL,
	get       INTEGER NOT NULL,
	rate      INTEGER NOT NULL,
	price     INTEGER NOT NULL,
	spread    INTEGER NOT NULL,
	got       BLOB NOT NULL,
	held      BLOB,                   -- null: nothing was held for it
	paid      BLOB NOT NULL,
	fee       BLOB,                   -- null: none
	carry_in  INTEGER NOT NULL,
	carry_out INTEGER NOT NULL
);
CREATE INDEX conversions_party ON conversions (party{, n});
`

const (
	rateRow       = `number, base, quote, price, at, valid, source, since, spread, ask_base, ask_quote`
	conversionRow = `n, id, at, party, of_call, give, get, rate, price, spread, got, held, paid, fee, carry_in, carry_out`
)
