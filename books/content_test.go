package books_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

func transfersOf(list []ledger.Transfer) clearing.Transfers { return list }

func count(t testing.TB, path, query string) (n int) {
	t.Helper()
	if err := raw(t, path).QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// chainTables are those of what concerns chains.
var chainTables = []string{"tokens", "comparisons", "pegs", "payees", "payments", "arrivals", "payouts", "payout_items", "channels", "channel_steps"}

// creditTables are those of what concerns credit.
var creditTables = []string{"credit_lines", "invoices", "grants", "call_parts", "refunds", "disputes"}

// content prints every row of every table but the kept sums.
func content(t testing.TB, path string) string {
	t.Helper()
	return contentOf(t, path, append(append(creditTables, chainTables...), "meta", "assets", "accounts", "parties", "keys", "cards", "models", "postings", "calls", "facets", "usage",
		"set_offs", "projects", "budgets", "meters", "uses", "use_lines", "changes", "rates", "conversions", "rule_sets", "facts", "decisions", "decision_rules", "reviews", "review_steps", "auditors", "attestations", "quota_steps", "quota_draws", "sales", "sale_levies", "duties", "keepings")...)
}

func contentOf(t testing.TB, path string, tables ...string) string {
	t.Helper()
	db := raw(t, path)
	var out strings.Builder
	for _, table := range tables {
		if err := printTable(&out, db, table); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func printTable(out *strings.Builder, db *sql.DB, table string) error {
	order := "1, 2"
	switch table {
	case "assets", "budgets", "meters", "uses", "cards", "meta", "calls", "postings", "changes", "tokens", "payees", "payments", "arrivals", "payouts", "set_offs", "credit_lines", "invoices", "grants", "refunds", "disputes", "rates", "conversions", "rule_sets", "facts", "decisions", "reviews", "review_steps", "auditors", "attestations", "quota_steps", "quota_draws", "sales", "duties", "keepings":
		order = "1"
	case "usage":
		order = "1, 2, 3, 4, 5"
	}
	rows, err := db.Query("SELECT * FROM " + table + " ORDER BY " + order)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
		out.WriteString(table)
		for _, v := range values {
			fmt.Fprintf(out, " %v", *v.(*any))
		}
		out.WriteByte('\n')
	}
	return rows.Err()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("line %d of %d and %d:\n%s\nwant\n%s", i, len(g), len(w), g[i], w[i])
		}
	}
	t.Fatalf("%d lines, want %d", len(g), len(w))
}
