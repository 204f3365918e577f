package e2e

import (
	"math/big"
	"net/http"
	"sync"
	"testing"
)

// TestKilled kills the program at the moment of its hundredth answer, while
// more calls are on their way, and wants all that was answered to be there.
func TestKilled(t *testing.T) {
	t.Parallel()
	const answersWanted, workers = 100, 8
	h := newHouse(t)
	b := newBuyer(t, h.operator, "killed", "")
	const deposit, depositID = "2.5", "deposit-that-is-repeated"
	var made object
	h.operator.post(t, "/api/v1/deposits", object{"buyer": b.id, "amount": deposit}, &made, "Idempotency-Key", depositID)

	charges := map[string]string{} // by receipt
	var mu sync.Mutex
	at(workers, func(int) {
		for {
			a, err := b.send(http.MethodPost, chatPath, question("metered", nil))
			if err != nil {
				return // the program is gone, as it should be
			}
			mu.Lock()
			if a.status != http.StatusOK {
				t.Errorf("answered %d: %s", a.status, a.body)
			}
			charges[a.header.Get("X-Aidollar-Receipt")] = a.header.Get("X-Aidollar-Cost")
			enough := len(charges) >= answersWanted
			mu.Unlock()
			if enough || a.status != http.StatusOK {
				h.process.kill()
				return
			}
		}
	})
	h.start()
	b.url = h.operator.url
	h.operator.post(t, "/api/v1/deposits", object{"buyer": b.id, "amount": deposit}, &made, "Idempotency-Key", depositID)
	afterKill(t, b, charges, units(t, deposit))

	// The house goes on, and its log can be replayed from its first record.
	next := must[answer](t)(b.send(http.MethodPost, chatPath, question("ticket", nil)))
	if next.status != http.StatusOK {
		t.Errorf("the next call was answered %d: %s", next.status, next.body)
	}
	accounts := balanced(t, h.operator)
	h.process.stop()
	if found := audit(t, h.data); found.Accounts != accounts || found.OpenHolds != found.OpenCalls || found.OpenCalls >= workers {
		t.Errorf("the audit found %+v, the API %d accounts", found, accounts)
	}
}

// afterKill checks the books against what clients were told. Calls that were on
// their way may be open or captured; nobody was told.
func afterKill(t *testing.T, b buyer, charges map[string]string, deposited *big.Int) {
	t.Helper()
	captured, held := new(big.Int), new(big.Int)
	seen := map[string]bool{}
	for _, c := range b.calls(t) {
		if seen[c.ID] {
			t.Errorf("call %s is in the books twice", c.ID)
		}
		seen[c.ID] = true
		if told, ok := charges[c.ID]; ok && (c.State != "captured" || c.Charge != told) {
			t.Errorf("a client was told %s for what is now %+v", told, c)
		}
		if c.State == "open" {
			held.Add(held, units(t, c.Reserved))
		}
		captured.Add(captured, units(t, c.Charge))
	}
	for id := range charges {
		if !seen[id] {
			t.Errorf("call %s was answered and is not in the books", id)
		}
		r := b.receipt(t, id)
		r.proves(t)
	}
	left := b.balance(t)
	same(t, "deposited", units(t, left.CreditsPosted), deposited)
	same(t, "charged", units(t, left.DebitsPosted), captured)
	same(t, "held", units(t, left.DebitsPending), held)
}
