package books

import (
	"database/sql"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/internal/pgserver"
)

// fillByTwos puts two of everything in, as in a house with little variety and many
// rows.
func fillByTwos(t *testing.T, db *sql.DB) {
	t.Helper()
	const two = `generate_series(1, 20000) n, LATERAL (SELECT decode(lpad(to_hex(n % 2), 32, '0'), 'hex') AS k) keys`
	for _, text := range []string{
		`INSERT INTO calls (n, id, key, buyer, seller, buyer_account, sale_account, asset, card, place, model, contract, reserved, deadline, project, opened_at, opened_seq, hold, state, closed_at, closed_seq,
			carry_in, carry_out, source, cut, policy, region, first, parts, channel)
			SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), k, k, k, k, k, 1, 1, 0, 'm' || n % 2, 1, k, 0, k, n, n, n, 2, n, n, 0, 0, 0, 0, 0, 'r' || n % 2, 0, 0, 1 + n % 2 FROM ` + two,
		`INSERT INTO postings (n, at, debit, credit, posted, asset, code, flags, seq) SELECT n, n, k, k, k, 1, 1, 0, n FROM ` + two,
		`INSERT INTO uses SELECT n, n, n, k, k, 1, k, NULL, 0, 0, k, k, k, k FROM ` + two,
		`INSERT INTO changes SELECT n, n, n, 1 + n % 8, k, 0, k FROM ` + two,
		`INSERT INTO payees SELECT n, k, n % 2, k, n, n FROM ` + two,
		`INSERT INTO payments SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), n % 2, k, 1, k, n, n, k, n % 2, k, NULL, n FROM ` + two,
		`INSERT INTO arrivals SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), n % 2, k, n, k, k, k, k, k, n % 2, 1, 1, k, n, 1, n FROM ` + two,
		`INSERT INTO payouts SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), n % 2, k, k, 1, n, n % 2, k, n, n FROM ` + two,
		`INSERT INTO payout_items SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), 0, n, k, k, k, 0 FROM ` + two,
		`INSERT INTO set_offs SELECT n, k, 1, k, k, n, k, k, k FROM ` + two,
		`INSERT INTO comparisons SELECT n % 2, n, n, k, n, k, k, k, k, 1 FROM ` + two,
		`INSERT INTO channels SELECT n, decode(lpad(to_hex(n), 64, '0'), 'hex'), 1, n % 2, k, k, 1, n, 1 + n % 2, k, 0, k, n FROM ` + two,
		`INSERT INTO channel_steps SELECT n % 2, n, n, n, 14, k FROM ` + two,
		`INSERT INTO sales SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), n, k, k, 1, k, 'ship', 'Chip/' || n % 2, n FROM ` + two,
		`INSERT INTO quota_draws SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), n, 'q' || n % 2, k, k, 1, 2, n, '', '', '', n % 2 FROM ` + two,
		`INSERT INTO quota_steps SELECT n, n, 'q' || n % 2, 1, k, k, 0, 0, k FROM ` + two,
		`ANALYZE`,
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// PostgreSQL keeps plans that do not know their values. None of those may walk
// along the numbers of all rows in search of a value, which few of them or none
// may have; the first text here is one for which it would.
func TestKeptPlansFollowTheirIndex(t *testing.T) {
	dir, err := os.MkdirTemp("", "plans")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left is in the system's own folder
	server, err := pgserver.Start(t.Context(), dir, "shared_buffers=32MB")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	}()
	b, err := Open(server.URL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }() // only asked
	db, err := sql.Open("pgx", server.URL()+"&search_path="+SchemaDefault)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // what went wrong was said
	fillByTwos(t, db)
	id, voided := ledger.ID{Lo: 1}, clearing.CallVoided
	texts := []string{
		`SELECT ` + callColumns + ` FROM calls WHERE n >= ? AND n < ? AND model = ? ORDER BY n DESC LIMIT ?`,
		historyText, historyEffectiveText, recentMoves, recentChangesOf, usesOf, causeText, comparisonsAll, comparisonsDiffer, stepsText, channelSteps,
	}
	texts = append(texts, chainTexts()...)
	texts = append(texts, saleTexts()[2:]...) // not of all sales, which walks along their numbers
	texts = append(texts, quotaHistory, closeQuotaDraw, saleText, saleUses, feedSold)
	for _, c := range []struct {
		filter CallFilter
		role   string
	}{
		{CallFilter{Key: id}, ""}, {CallFilter{Key: id, Model: "m"}, ""}, {CallFilter{Project: id}, ""}, {CallFilter{Channel: 1}, ""}, {CallFilter{Party: id}, clearing.RoleBuyer.String()},
		{CallFilter{Party: id, Model: "m"}, clearing.RoleBuyer.String()}, {CallFilter{Party: id}, clearing.RoleSeller.String()},
		{CallFilter{Party: id, Model: "m"}, clearing.RoleSeller.String()}, {CallFilter{Model: "m"}, ""}, {CallFilter{Region: "r"}, ""}, {CallFilter{State: &voided}, ""},
	} {
		text, _ := c.filter.text(1, 2, 3, c.role)
		texts = append(texts, text)
	}
	for i, text := range texts {
		plan := keptPlan(t, b, text)
		if walks := walk.MatchString(plan); walks != (i == 0) {
			t.Errorf("%s\n%s", text, plan)
		}
	}
}

// walk is one along the numbers of all rows. One number is a look-up, and the
// parts of a call are a few that lie together.
var walk = regexp.MustCompile(`using (calls|uses|changes|payees|payments|arrivals|payouts|set_offs|sales|quota_draws|quota_steps)_pkey on [^\n]*\n *Index Cond: \(+n [<>]|Backward using postings_pkey`)

// keptPlan is the plan of a query for values that are not known.
func keptPlan(t *testing.T, b *Books, text string) string {
	t.Helper()
	conn, err := b.reader.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	query := postgresText(text)
	values := 0
	for strings.Contains(query, "$"+strconv.Itoa(values+1)) {
		values++
	}
	for _, step := range []string{`SET plan_cache_mode = force_generic_plan`, `PREPARE kept AS ` + query} {
		if _, err := conn.ExecContext(t.Context(), step); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	rows, err := conn.QueryContext(t.Context(), `EXPLAIN EXECUTE kept(`+strings.TrimSuffix(strings.Repeat("NULL, ", values), ", ")+`)`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var plan strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), `DEALLOCATE kept`); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
