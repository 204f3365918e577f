package e2e

import (
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// kept counts the captures that wait on a site's disk.
func (s *site) kept() (n int) {
	s.house.t.Helper()
	files := must[[]os.DirEntry](s.house.t)(os.ReadDir(filepath.Join(filepath.Dir(s.config), "data", "kept")))
	for _, f := range files {
		if filepath.Ext(f.Name()) == ".json" {
			n++
		}
	}
	return n
}

// delivered wants an answer whose cost is told later.
func (a answer) delivered(t *testing.T) (receipt string) {
	t.Helper()
	if a.status != http.StatusOK || a.header.Get("X-Aidollar-Cost") != "later" {
		t.Fatalf("a call whose house died: %d %v %s", a.status, a.header, a.body)
	}
	return a.header.Get("X-Aidollar-Receipt")
}

// TestBranchesKilled kills the house between reservation and capture, a gateway in the
// middle of a call, and a gateway that keeps a capture: what was delivered is charged
// once, and what was not is not.
func TestBranchesKilled(t *testing.T) {
	t.Parallel()
	h := newClearinghouse(t, "")
	north, south := h.newSite("north"), h.newSite("south")
	b := newBuyer(t, h.operator, "unlucky", "10")
	taken := func(receipt string) {
		t.Helper()
		await(t, "the house to take "+receipt, func() bool {
			return slices.ContainsFunc(h.operator.calls(t), func(c call) bool { return c.ID == receipt && c.State == "captured" })
		})
	}

	// The house dies between a reservation and its capture.
	release := north.halt()
	running := north.later(b)
	h.process.kill()
	release()
	first := (<-running).delivered(t)
	if north.kept() != 1 {
		t.Errorf("%d captures are kept", north.kept())
	}
	must[answer](t)(north.buy(b)).refused(t, "while the house is dead", http.StatusServiceUnavailable, "house_away")
	h.start()
	taken(first)
	await(t, "nothing to be kept", func() bool { return north.kept() == 0 })

	// A gateway dies with a capture kept, and its next start sends it.
	release = south.halt()
	running = south.later(b)
	h.process.kill()
	release()
	second := (<-running).delivered(t)
	south.process.kill()
	h.start()
	if south.kept() != 1 {
		t.Fatalf("%d captures outlive the gateway", south.kept())
	}
	south.start()
	taken(second)

	// A gateway dies in the middle of a call. Nobody has got anything; the hold stands
	// until its deadline.
	release = north.halt()
	running = north.later(b)
	north.process.kill()
	if a := <-running; a.status != 0 {
		t.Errorf("a client of a dead gateway is answered %d %s", a.status, a.body)
	}
	release()
	north.start()
	third := must[answer](t)(north.buy(b)).served(t, "north")
	taken(third)

	onceEach(t, h, b, first, second, third)
}

// onceEach wants the calls that were delivered to be charged once, and one more, whose
// gateway died, to be held.
func onceEach(t *testing.T, h *clearinghouse, b buyer, first, second, third string) {
	t.Helper()
	open := 0
	seen := map[string]bool{}
	for _, c := range b.as(h).calls(t) {
		if seen[c.ID] {
			t.Errorf("call %s is there twice", c.ID)
		}
		if seen[c.ID] = true; c.State == "open" {
			open++
		} else if r := b.as(h).receipt(t, c.ID); c.State != "captured" || r.Charge == "0" {
			t.Errorf("a call ended as %+v", c)
		} else {
			r.proves(t)
		}
	}
	if open != 1 || len(seen) != 4 || !seen[first] || !seen[second] || !seen[third] {
		t.Errorf("%d of %d calls are open: %v", open, len(seen), seen)
	}
	same(t, "north's proceeds", h.proceeds("north"), sold("north", 2))
	same(t, "south's proceeds", h.proceeds("south"), sold("south", 1))
	left := b.as(h).balance(t)
	same(t, "charged", units(t, left.DebitsPosted), new(big.Int).SetUint64(2*branchPrices["north"]+branchPrices["south"]))
	same(t, "held", units(t, left.DebitsPending), new(big.Int).SetUint64(branchPrices["north"]))
	balanced(t, h.operator)
	h.process.stop()
	if found := audit(t, h.data()); found.OpenCalls != 1 || found.OpenHolds != 1 {
		t.Errorf("the audit found %+v", found)
	}
}

// as is the buyer at the house, which may have started anew.
func (b buyer) as(h *clearinghouse) party { return party{url: h.operator.url, key: b.key} }
