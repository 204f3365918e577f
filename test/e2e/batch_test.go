package e2e

import (
	"math/big"
	"testing"
)

// TestBatchOfOpenAI has the official client order a batch. Every line is charged
// once, on a receipt of its own, and fetching the results costs nothing.
func TestBatchOfOpenAI(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	b, other := newBuyer(t, operator, "batches", "1"), newBuyer(t, operator, "somebody else", "1")
	var seen struct {
		Status  string
		Counts  struct{ Total, Completed, Failed int }
		Foreign map[string]int
		Listed  bool
		Removed bool
		Output  []struct {
			ID, Receipt, Cost, Text string

			Status int
		}
		Failed []struct {
			ID, Code string

			Status int
		}
	}
	node(t, "batch.mjs", &seen, "AIDOLLAR_URL="+b.url, "AIDOLLAR_KEY="+b.key, "AIDOLLAR_KEY_OTHER="+other.key, "AIDOLLAR_MODEL="+d.Model)
	if seen.Status != "completed" || seen.Counts.Total != 4 || seen.Counts.Completed != 3 || seen.Counts.Failed != 1 || len(seen.Output) != 3 || len(seen.Failed) != 1 {
		t.Fatalf("the batch ended as %+v", seen)
	}
	if f := seen.Failed[0]; f.ID != "three" || f.Status != 404 || f.Code != "model_not_found" {
		t.Errorf("the line of an unknown model failed with %+v", f)
	}
	for what, status := range seen.Foreign {
		if status != 404 {
			t.Errorf("another buyer's %s is answered with %d", what, status)
		}
	}
	if !seen.Listed || !seen.Removed {
		t.Errorf("listed %v, removed %v", seen.Listed, seen.Removed)
	}
	sum := new(big.Int)
	receipts := map[string]bool{}
	for _, line := range seen.Output {
		r := b.receipt(t, line.Receipt)
		if line.Text == "" || line.Status != 200 || r.State != "captured" || r.Source != "reported" {
			t.Errorf("line %+v has the receipt %+v", line, r.call)
		}
		r.proves(t)
		receipts[line.Receipt] = true
		same(t, "cost of a line", units(t, line.Cost), units(t, r.Charge))
		sum.Add(sum, units(t, r.Charge))
	}
	if len(receipts) != 3 {
		t.Errorf("three lines have %d receipts", len(receipts))
	}
	same(t, "balance", units(t, b.balance(t).Spendable), new(big.Int).Sub(units(t, "1"), sum))
	settle(t, d.process, operator, data)
}
