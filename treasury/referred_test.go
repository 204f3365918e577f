package treasury_test

import (
	"testing"

	"aidollar/chain/devnet"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// TestADepositThatMiCARefers: the token's issuer has no authorisation in the Union, so that
// a person looks at each deposit from there; what is approved counts, and outlasts a
// restart, and what is refused stays nobody's.
func TestADepositThatMiCARefers(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	library, err := pack.NewLibrary(packs.Files)
	r.must(err)
	book, err := library.Compile([]string{"baseline", "eu"})
	r.must(err)
	officer := newID()
	entity := "Asset/" + clearing.AssetEntity(&settlement.Token{ChainID: r.chainID, Contract: settlement.Address(contracts.TokenAddress)})
	in := func(name string) *facts.Entry {
		return facts.New(name, []string{"Jurisdiction/DE"}, "name", name, "identified", true)
	}
	_, err = r.submit(
		clearing.AddKey{Key: clearing.Key{ID: officer, Hash: [32]byte{7}, Name: "ann", Scopes: clearing.ScopeAdmin}},
		clearing.InstallRules{Set: ruling.Installed{Archive: book.Archive().Bytes()}},
		clearing.RegisterFacts{Entries: []*facts.Entry{
			in(ruling.Participant(r.buyer).String()), in("Participant/house"),
			facts.New(entity, nil, "name", "A dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
		}},
	)
	r.must(err)
	payer := r.accounts()[8]
	r.chain.Do(payer, r.chain.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(1000)))
	deposit := func(amount uint64) {
		r.chain.Send(payer, contracts.DepositMemoAddress, memos.PackDeposit(r.chain.Token(), raw(amount), memoOf(r.buyer)))
	}
	deposit(50)
	deposit(30)
	r.until("both are nobody's", func() bool { return r.of(clearing.AccountUnallocated) == 800_000_000 })
	open := map[string]review.Item{}
	r.node.View(func(m *clearing.Machine) {
		m.Reviews().Queue(0, func(i *review.Item) bool {
			open[i.Text[:len("0.5 USD")]] = *i
			return true
		})
	})
	first, second := open["0.5 USD"], open["0.3 USD"]
	if len(open) != 2 || first.Party != r.buyer || second.Decision == 0 || r.buyerHas() != 0 {
		t.Fatalf("asked is %+v; the buyer has %d", open, r.buyerHas())
	}
	decide := func(item ledger.ID, verdict review.Verdict) {
		t.Helper()
		_, err := r.submit(clearing.DecideReview{ID: item, Verdict: verdict, By: officer, Reason: "the issuer's white paper"})
		r.must(err)
	}
	decide(first.ID, review.Approve)
	if r.buyerHas() != 500_000_000 || r.of(clearing.AccountUnallocated) != 300_000_000 {
		t.Fatalf("approved, the buyer has %d and nobody %d", r.buyerHas(), r.of(clearing.AccountUnallocated))
	}
	r.restart()
	decide(second.ID, review.Refuse)
	if r.buyerHas() != 500_000_000 || r.of(clearing.AccountUnallocated) != 300_000_000 {
		t.Fatalf("refused, the buyer has %d and nobody %d", r.buyerHas(), r.of(clearing.AccountUnallocated))
	}
	r.settled()
}
