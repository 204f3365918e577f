package clearing_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

const refersDeposits = policies + `
@id("deposits") @title("A person looks at what is deposited from Germany") @source("law") @from("2000-01-01") @effect("refer")
forbid(principal in Jurisdiction::"DE", action == Action::"deposit", resource);
`

// gate is a purse whose wallet's deposits rules refer.
type gate struct {
	*purse
	ann   ledger.ID
	chain money.Amount // what the chain has
}

func newGate(t testing.TB) *gate {
	g := &gate{purse: newPurse(t)}
	g.ann = g.officer(1, "ann")
	g.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, refersDeposits)}})
	g.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		g.known(g.wallet, "DE"), g.known(g.seller, "US"),
		facts.New(testToken, nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
	return g
}

func (g *gate) comes(amount money.Amount) ledger.ID {
	g.chain, _ = g.chain.Add(amount)
	return g.arrives(ledger.ID{}, g.wallet, amount)
}

// item is what a person is asked about money that came.
func (g *gate) item(arrival ledger.ID) review.Item {
	g.t.Helper()
	i, ok := g.m.Reviews().Arrived(arrival)
	if !ok {
		g.t.Fatal("nobody is asked")
	}
	return i
}

func (g *gate) decides(arrival ledger.ID, verdict review.Verdict) clearing.Answer {
	return g.try(clearing.DecideReview{ID: g.item(arrival).ID, Verdict: verdict, By: g.ann, Reason: "looked at the contract"})
}

// stand makes sure what the wallet has, what is nobody's, and how much of that is held.
func (g *gate) stand(what string, wallet, nobody, held money.Amount) {
	g.t.Helper()
	a, _ := g.m.Ledger().Account(clearing.TokenAccount(clearing.AccountUnallocated, g.token))
	if g.walletBalance() != int64(wallet.Lo) || g.of(clearing.AccountUnallocated) != int64(nobody.Lo) || a.DebitsPending != held {
		g.t.Fatalf("%s: the wallet has %d, nobody %d, held are %s; want %s, %s, %s", what, g.walletBalance(), g.of(clearing.AccountUnallocated), a.DebitsPending, wallet, nobody, held)
	}
	g.sameAfterAll()
}

// byHand moves what is nobody's, as an operator does.
func (g *gate) byHand(amount money.Amount) ledger.Result {
	return g.try(clearing.Transfers{{
		ID: g.id(), Debit: clearing.TokenAccount(clearing.AccountUnallocated, g.token), Credit: clearing.PartyAccount(g.buyer, clearing.AccountBuyer), Amount: amount, Asset: usd, Code: clearing.TransferDeposit,
	}}).Outcomes[0].Result
}

// TestReferredMoneyIsCreditedByItsApproval, exactly that, and once.
func TestReferredMoneyIsCreditedByItsApproval(t *testing.T) {
	g := newGate(t)
	first, second := g.comes(cents(50)), g.comes(cents(70))
	item := g.item(first)
	for _, want := range []string{"0.5 USD", "0x0000", "0x" + "0b", "referred by deposits"} {
		if !strings.Contains(item.Text, want) {
			t.Errorf("a person is told %q, without %q", item.Text, want)
		}
	}
	if item.Party != g.wallet || item.Decision == 0 || item.Resource != testToken || g.m.Reviews().OpenCount() != 2 {
		t.Errorf("asked is %+v", item)
	}
	g.stand("before its block is final", money.Amount{}, money.Amount{}, money.Amount{})
	g.final(g.chain)
	g.stand("behind it", money.Amount{}, cents(120), cents(120))
	if r := g.byHand(cents(1)); r != ledger.DebitLimited {
		t.Errorf("what waits for a person is moved by hand: %s", r)
	}
	if a := g.decides(first, review.Approve); a.Refusal != "" || a.Review.State != review.Approved {
		t.Fatalf("%q %+v", a.Refusal, a.Review)
	}
	g.stand("approved", cents(50), cents(70), cents(70))
	if a := g.decides(first, review.Approve); !a.Exists {
		t.Errorf("approved twice: %+v", a)
	}
	if a := g.try(clearing.WithdrawReview{ID: item.ID, By: g.ann, Reason: "a mistake"}); a.Refusal != "review_final" {
		t.Errorf("taken back: %q", a.Refusal)
	}
	g.stand("nothing more", cents(50), cents(70), cents(70))
	if a := g.decides(second, review.Refuse); a.Refusal != "" {
		t.Fatal(a.Refusal)
	}
	if a := g.decides(second, review.Approve); a.Refusal != "review_decided" {
		t.Errorf("refused, then approved: %q", a.Refusal)
	}
	g.stand("refused", cents(50), cents(70), money.Amount{})
	if r := g.byHand(cents(70)); r != ledger.OK {
		t.Errorf("what was refused is sent back: %s", r)
	}
	g.stand("sent back", cents(50), money.Amount{}, money.Amount{})
}

// TestApprovedBeforeItIsFinal: it is the party's once nothing can undo it, and a block that
// is undone and comes again asks nobody twice.
func TestApprovedBeforeItIsFinal(t *testing.T) {
	g := newGate(t)
	id := g.comes(cents(50))
	kept, _ := g.m.Settlement().Arrival(id)
	g.do(clearing.DropArrival{ID: id})
	if a := g.decides(id, review.Approve); a.Refusal != "arrival_not_held" || clearing.Sentence(a.Refusal) == "" {
		t.Fatalf("approved without the money: %q", a.Refusal)
	}
	again := clearing.Arrive{Arrival: kept}
	again.Arrival.Party, again.Arrival.Credit = g.wallet, true
	g.do(again)
	if a := g.decides(id, review.Approve); a.Refusal != "" {
		t.Fatal(a.Refusal)
	}
	g.stand("approved", money.Amount{}, money.Amount{}, money.Amount{})
	g.do(clearing.DropArrival{ID: id})
	g.do(again)
	if g.m.Reviews().OpenCount() != 0 {
		t.Error("asked twice of the same")
	}
	g.stand("it came again, and may be spent", cents(50), money.Amount{}, money.Amount{})
	g.final(g.chain)
	g.stand("final", cents(50), money.Amount{}, money.Amount{})

	refused := g.comes(cents(30))
	g.decides(refused, review.Refuse)
	a, _ := g.m.Settlement().Arrival(refused)
	g.do(clearing.DropArrival{ID: refused})
	a.Party = g.wallet
	g.do(clearing.Arrive{Arrival: a})
	g.final(g.chain)
	g.stand("refused, and came again", cents(50), cents(30), money.Amount{})
}

// TestWhatIsForbiddenByNowIsNotApproved, nor what is of somebody whose name is under review.
func TestWhatIsForbiddenByNowIsNotApproved(t *testing.T) {
	g := newGate(t)
	id := g.comes(cents(50))
	g.final(g.chain)
	g.do(clearing.RegisterFacts{Entries: []*facts.Entry{g.known(g.wallet, "DE", "listed", true)}})
	if a := g.decides(id, review.Approve); a.Refusal != "onboarding_denied" || len(a.Cited) == 0 || a.Cited[0].ID != "listed" {
		t.Fatalf("forbidden: %q %+v", a.Refusal, a.Cited)
	}
	denied := g.comes(cents(20))
	if _, asked := g.m.Reviews().Arrived(denied); asked {
		t.Error("a person is asked of what is denied")
	}
	g.do(clearing.RegisterFacts{Entries: []*facts.Entry{g.known(g.wallet, "DE")}})
	near := clearing.OpenReview{ID: g.id(), Content: review.Content{Kind: review.Screening, Party: g.wallet, Name: "Somebody", Matches: []review.Match{{Entry: "SDN/1", Name: "SOMEBODI", Score: 870, List: "SDN"}}}}
	g.do(near)
	screened := g.comes(cents(10))
	g.final(g.chain)
	g.stand("held are two of three", money.Amount{}, cents(80), cents(60))
	if a := g.decides(screened, review.Approve); a.Refusal != "party_under_review" {
		t.Fatalf("of somebody whose name is under review: %q", a.Refusal)
	}
	if !strings.Contains(g.item(screened).Text, "under review") {
		t.Errorf("a person is told %q", g.item(screened).Text)
	}
	g.do(clearing.DecideReview{ID: near.ID, Verdict: review.Approve, By: g.ann, Reason: "another one"})
	for _, one := range []ledger.ID{id, screened} {
		if a := g.decides(one, review.Approve); a.Refusal != "" {
			t.Fatal(a.Refusal)
		}
	}
	g.stand("approved", cents(60), cents(20), money.Amount{})
	if a := g.try(clearing.OpenReview{ID: g.id(), Content: g.item(id).Content}); a.Refusal != "review_invalid" {
		t.Errorf("money that nobody holds is put before a person: %q", a.Refusal)
	}
}

// TestTwoPersonsApproveMoney, and nothing moves before the second.
func TestTwoPersonsApproveMoney(t *testing.T) {
	g := newGate(t)
	g.do(clearing.SetReviewTerms{FourEyes: true})
	id := g.comes(cents(50))
	g.final(g.chain)
	if a := g.decides(id, review.Approve); a.Review == nil || a.Review.State != review.Open {
		t.Fatalf("%+v", a)
	}
	g.stand("one of two", money.Amount{}, cents(50), cents(50))
	if a := g.decides(id, review.Approve); !a.Exists {
		t.Errorf("the same one once more: %q", a.Refusal)
	}
	g.ann = g.officer(2, "bob")
	if a := g.decides(id, review.Approve); a.Refusal != "" || a.Review.State != review.Approved {
		t.Fatalf("%+v", a)
	}
	g.stand("both", cents(50), money.Amount{}, money.Amount{})
}

// TestApprovedMoneyPaysWhatIsOwed first.
func TestApprovedMoneyPaysWhatIsOwed(t *testing.T) {
	g := newGate(t)
	g.do(clearing.RegisterFacts{Entries: []*facts.Entry{g.known(g.wallet, "US")}})
	c := g.tender(cents(30))
	c.Call.Region = "fra"
	g.do(c)
	g.do(clearing.Capture{Call: c.Call.Call, Usage: used(1_000_000, 0)})
	g.do(clearing.FailPayment{Payment: c.Payment, Reason: "it never came"})
	g.do(clearing.RegisterFacts{Entries: []*facts.Entry{g.known(g.wallet, "DE")}})
	id := g.comes(cents(50))
	g.final(g.chain)
	g.decides(id, review.Approve)
	g.stand("15 cents were owed", cents(35), money.Amount{}, money.Amount{})
	if g.of(clearing.AccountLoss) != 0 {
		t.Errorf("the loss is still %d", g.of(clearing.AccountLoss))
	}
}

// TestMoneyThatWaitsWalks sends, undoes, decides and finalizes at random, and keeps its own
// account of what the wallet has, what is nobody's and what is held.
func TestMoneyThatWaitsWalks(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	g := newGate(t)
	type one struct {
		id       ledger.ID
		amount   money.Amount
		final    bool
		approved bool
		refused  bool
	}
	var all []*one
	var sent settlement.Arrival
	for range 250 {
		switch rng.IntN(6) {
		case 0, 1:
			amount := cents(1 + rng.Uint64N(90))
			all = append(all, &one{id: g.comes(amount), amount: amount})
		case 2:
			for _, o := range all {
				if kept, open := g.m.Settlement().Arrival(o.id); open && rng.IntN(3) == 0 {
					g.do(clearing.DropArrival{ID: o.id})
					sent = kept
					sent.Party, sent.Credit = g.wallet, false
					g.do(clearing.Arrive{Arrival: sent})
				}
			}
		case 3:
			g.final(g.chain)
			for _, o := range all {
				o.final = true
			}
		default:
			if len(all) > 0 {
				o, verdict := all[rng.IntN(len(all))], review.Verdict(1+rng.IntN(2))
				accepted := g.decides(o.id, verdict)
				if before := o.approved || o.refused; (accepted.Refusal == "" && !accepted.Exists) == before {
					t.Fatalf("decided before: %v; %+v", before, accepted)
				}
				if accepted.Refusal == "" && !accepted.Exists {
					o.approved, o.refused = verdict == review.Approve, verdict == review.Refuse
				}
			}
		}
		var wallet, nobody, held uint64
		for _, o := range all {
			switch {
			case !o.final:
			case o.approved:
				wallet += o.amount.Lo
			default:
				nobody += o.amount.Lo
				if !o.refused {
					held += o.amount.Lo
				}
			}
		}
		a, _ := g.m.Ledger().Account(clearing.TokenAccount(clearing.AccountUnallocated, g.token))
		if g.walletBalance() != int64(wallet) || g.of(clearing.AccountUnallocated) != int64(nobody) || a.DebitsPending.Lo != held {
			t.Fatalf("the wallet has %d, nobody %d, held %s; want %d, %d, %d", g.walletBalance(), g.of(clearing.AccountUnallocated), a.DebitsPending, wallet, nobody, held)
		}
	}
	g.sameAfterAll()
}
