package books

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// Every query but Totals finds its rows through an index: books hold hundreds of
// millions of them.
func TestQueriesScanNoTable(t *testing.T) {
	b, err := Open(filepath.Join(t.TempDir(), "books.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }() // nothing was written
	ctx := context.Background()
	texts := []string{
		historyText, historyEffectiveText, sumKnown, sumText, redateText, receiptPostings, postingText, causeText,
		selectHold, insertCall, updateCall, callText, postingTime, postingLast, callTime, callLast,
	}
	for _, f := range []CallFilter{{}, {Key: ledger.ID{Lo: 1}}, {Key: ledger.ID{Lo: 1}, Model: "m"}} {
		text, _ := f.text(1, 2, 3, "")
		texts = append(texts, text)
	}
	for _, role := range []string{clearing.RoleBuyer.String(), clearing.RoleSeller.String()} {
		text, _ := (&CallFilter{Party: ledger.ID{Lo: 1}, Model: "m"}).text(1, 2, 3, role)
		texts = append(texts, text)
	}
	for _, text := range texts {
		rows, err := b.reader.QueryContext(ctx, "EXPLAIN QUERY PLAN "+text, make([]any, strings.Count(text, "?"))...)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			t.Log(detail)
			// A subquery and a constant row are no tables.
			if strings.HasPrefix(detail, "SCAN") && !strings.Contains(detail, "subquery") && !strings.Contains(detail, "CONSTANT") {
				t.Errorf("%s\n%s", text, detail)
			}
		}
		if err := rows.Err(); err != nil {
			t.Error(err)
		}
		_ = rows.Close() // read to the end
	}
}
