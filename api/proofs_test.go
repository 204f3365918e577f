package api_test

import (
	"context"
	"errors"
	"testing"

	"aidollar/api"
	"aidollar/core/ledger"
)

// archive keeps proofs of no house. What a proof says is told in cmd's tests;
// here it matters who gets which.
type archive struct {
	list  []api.Proof // the oldest first
	party ledger.ID   // the only one that is owed anything
	err   error
}

func (a *archive) Make(_ context.Context, period ledger.ID, _ ledger.AssetID) (p api.Proof, again bool, err error) {
	if p, ok, _ := a.Proof(period); ok || a.err != nil {
		return p, ok, a.err
	}
	p = api.Proof{Period: period.String(), Asset: "USD", Time: "2026-03-01T12:00:00Z", Owed: "1", Leaves: 1, Statement: "a.b.c"}
	a.list = append(a.list, p)
	return p, false, nil
}

func (a *archive) Proof(period ledger.ID) (api.Proof, bool, error) {
	for _, p := range a.list {
		if p.Period == period.String() {
			return p, true, nil
		}
	}
	return api.Proof{}, false, nil
}

func (a *archive) Periods() (ids []ledger.ID) {
	for i := range a.list {
		id, _ := ledger.ParseID(a.list[len(a.list)-1-i].Period)
		ids = append(ids, id)
	}
	return ids
}

func (a *archive) Inclusion(period, party ledger.ID) (api.ProofInclusion, bool, error) {
	return api.ProofInclusion{
		Form: "aidollar.inclusion/1", Period: period.String(), Party: party.String(), Amount: "1", Path: []api.ProofStep{{Side: "left", Sum: "0"}},
	}, party == a.party, nil
}

func TestProofs(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.buyer("Ann"), h.buyer("Bob")
	h.get("/proofs").refused(501, "proofs_off")
	h.post("/proofs", "{}").refused(501, "proofs_off")
	h.get("/proofs/"+ann.ID).refused(501, "proofs_off")
	h.get("/proofs/"+ann.ID+"/inclusion?party="+ann.ID).refused(501, "proofs_off")
	kept := &archive{party: parsed(t, ann.ID)}
	h.proofs = kept
	h.serveAgain()

	var made, again api.Proof
	h.post("/proofs", "{}", "Idempotency-Key", "march").want(201, &made)
	h.post("/proofs", "{}", "Idempotency-Key", "march").want(201, &again)
	if made != again || len(kept.list) != 1 {
		t.Errorf("the same request made %+v and %+v", made, again)
	}
	h.post("/proofs", `{"asset":"EUR"}`).refused(422, "asset_unknown")
	second, third := h.id(1).String(), h.id(2).String()
	h.post("/proofs", `{"id":"`+second+`"}`).want(201, &again)
	h.post("/proofs", `{"id":"`+third+`","asset":"USD"}`).want(201, &again)
	reader := h.as(h.key(ann.ID, "read").Secret)
	reader.post("/proofs", "{}").refused(403, "key_scope")

	var pages []string
	for next := ""; ; {
		var page api.ProofPage
		reader.get("/proofs?limit=2"+next).want(200, &page)
		for _, p := range page.Items {
			pages = append(pages, p.Period)
		}
		if page.Next == "" {
			break
		}
		next = "&after=" + page.Next
	}
	if len(pages) != 3 || pages[0] != third || pages[1] != second || pages[2] != made.Period {
		t.Errorf("the pages are %v", pages)
	}
	reader.get("/proofs/"+made.Period).want(200, &again)
	reader.get("/proofs/"+ann.ID).refused(404, "proof_unknown")
	reader.get("/proofs/march").refused(400, "id_invalid")

	var i api.ProofInclusion
	reader.get("/proofs/"+second+"/inclusion").want(200, &i)
	if i.Party != ann.ID || i.Period != second {
		t.Errorf("the inclusion is %+v", i)
	}
	reader.get("/proofs/"+second+"/inclusion?party="+bob.ID).refused(403, "key_scope")
	h.get("/proofs/"+second+"/inclusion?party="+ann.ID).want(200, &i)
	h.get("/proofs/"+second+"/inclusion?party="+bob.ID).refused(404, "proof_leaf_none")
	h.get("/proofs/"+second+"/inclusion").refused(400, "field_missing")
	h.get("/proofs/"+ann.ID+"/inclusion?party="+ann.ID).refused(404, "proof_unknown")
	kept.err = api.ErrProofsFull
	h.post("/proofs", "{}").refused(507, "proofs_full")
	kept.err = errors.New("the disk is gone")
	h.post("/proofs", "{}").refused(500, "internal")
}
