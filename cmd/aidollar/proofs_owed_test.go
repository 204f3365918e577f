package main

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/proof"
)

// bareHouse is a machine that is given commands and nothing else.
type bareHouse struct {
	t   *testing.T
	m   *clearing.Machine
	now int64
	ids uint64
}

func (h *bareHouse) id() ledger.ID {
	h.ids++
	return ledger.ID{Hi: uint64(h.now/int64(time.Millisecond))<<16 | 0x7000, Lo: 1<<63 | h.ids}
}

func (h *bareHouse) do(c clearing.Command) clearing.Answer {
	h.t.Helper()
	h.now += int64(time.Millisecond)
	answers, err := h.m.Apply(clearing.AppendCommand(clearing.AppendHeader(nil, h.now), c), nil)
	if err != nil || answers[0].Refusal != "" {
		h.t.Fatalf("%T: %v %s", c, err, answers[0].Refusal)
	}
	for _, o := range answers[0].Outcomes {
		if o.Result != ledger.OK {
			h.t.Fatalf("%T: %s", c, o.Result)
		}
	}
	return answers[0]
}

func (h *bareHouse) party(role clearing.Role, name string, ppm uint32) ledger.ID {
	id := h.id()
	h.do(clearing.AddParty{Party: clearing.Party{ID: id, Role: role, Name: name, Asset: 1, CommissionPPM: ppm}})
	return id
}

func (h *bareHouse) move(debit, credit ledger.ID, units uint64) {
	h.t.Helper()
	h.do(clearing.Transfers{{ID: h.id(), Debit: debit, Credit: credit, Asset: 1, Amount: money.Units(units), Code: clearing.TransferDeposit}})
}

// TestEveryAccountIsOnASide has money of every kind in a house: what is owed is in
// the leaves to the last unit, whatever account it is on, and what is held is what
// is owed and what is the house's own.
func TestEveryAccountIsOnASide(t *testing.T) {
	h := &bareHouse{t: t, m: clearing.New(clearing.DefaultConfig()), now: time.Now().UnixNano()}
	h.do(clearing.DefineAsset{Asset: money.USD()})
	h.do(clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}})
	custody := clearing.HouseAccount(clearing.AccountCustody, 1)
	buyer, seller, wallet := h.party(clearing.RoleBuyer, "Ann", 0), h.party(clearing.RoleSeller, "Shop", 15_000), h.party(clearing.RoleBuyer, "0xab", 0)
	h.move(custody, clearing.PartyAccount(buyer, clearing.AccountBuyer), 700)
	h.move(clearing.PartyAccount(buyer, clearing.AccountBuyer), clearing.PartyAccount(seller, clearing.AccountSeller), 250)
	h.move(clearing.PartyAccount(buyer, clearing.AccountBuyer), clearing.HouseAccount(clearing.AccountRevenue, 1), 50)
	h.do(clearing.AddPartyAsset{Party: buyer, Asset: 2})
	h.do(clearing.Transfers{{ID: h.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, 2), Credit: h.m.PartyAccountIn(buyer, clearing.AccountBuyer, 2), Asset: 2, Amount: money.Units(9)}})
	// A channel's deposit, and tokens of nobody, in one final block.
	token := h.do(clearing.DefineToken{ChainID: 1, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: 1}).Number
	channel := payment.ChannelID{7}
	account := h.do(clearing.OpenChannel{ID: channel, Escrow: payment.EscrowBatch, Token: token, Party: wallet, Config: []byte("c"), Delay: 1}).Channel.Account
	h.move(custody, clearing.PartyAccount(wallet, clearing.AccountBuyer), 11)
	pay := h.id()
	h.do(clearing.FundChannel{Channel: channel, Payment: pay, Signed: money.Units(4000), Until: h.now + int64(time.Hour), Payload: []byte("p")})
	h.do(clearing.Arrive{Arrival: settlement.Arrival{ID: h.id(), Token: token, Tx: settlement.Hash{1}, Block: 5, Amount: money.Units(4000), Payment: pay, Kind: settlement.Deposited, Channel: channel}})
	h.do(clearing.Arrive{Arrival: settlement.Arrival{ID: h.id(), Token: token, Tx: settlement.Hash{2}, Block: 5, Amount: money.Units(3000)}})
	h.do(clearing.Finalize{ChainID: 1, Block: 5, Hash: settlement.Hash{5}, Balances: []settlement.Balance{{Token: token, Amount: money.Units(3000), Escrow: money.Units(4000)}}})
	// Accounts that were opened by hand: one that says it is a buyer's, one of no code.
	stray, private := h.id(), h.id()
	h.do(clearing.OpenAccount{Account: ledger.Account{ID: stray, Asset: 1, Code: clearing.AccountBuyer, Flags: ledger.LimitDebit}})
	h.do(clearing.OpenAccount{Account: ledger.Account{ID: private, Asset: 1, Code: 900}})
	h.move(custody, stray, 13)
	// Somebody draws on credit: what the seller is owed for it is not there.
	drawn := h.party(clearing.RoleBuyer, "Cid", 0)
	h.do(clearing.SetLimits{ID: clearing.PartyAccount(drawn, clearing.AccountBuyer), Flags: ledger.LimitDebit, DebitMax: money.Units(90)})
	h.move(clearing.PartyAccount(drawn, clearing.AccountBuyer), clearing.PartyAccount(seller, clearing.AccountSeller), 90)
	h.move(custody, private, 17)

	s, leaves := balance(h.m.Freeze(), 1)
	got := map[ledger.ID]uint64{}
	for _, l := range leaves {
		got[l.ID] = l.Amount.Lo
	}
	want := map[ledger.ID]uint64{
		buyer: 400, seller: 340, wallet: 4011, stray: 13,
		clearing.TokenAccount(clearing.AccountUnallocated, token): 3000,
	}
	if len(got) != len(want) {
		t.Errorf("the leaves are %v, want %v", got, want)
	}
	for id, n := range want {
		if got[id] != n {
			t.Errorf("%s is owed %d by its leaf, want %d (the channel's account is %s)", id, got[id], n, account)
		}
	}
	conserved(t, h.m, s, leaves)
	if s, leaves := balance(h.m.Freeze(), 2); len(leaves) != 1 || s.Asset.Code != "EUR" || s.Custody.OffChain != "0.000000009" || len(s.Custody.Tokens) != 0 {
		t.Errorf("of the other asset: %+v, %+v", s, leaves)
	}
}

// conserved adds both sides up from the ledger itself: what is held, less what is
// the house's own and what was opened by hand, is what the leaves say.
func conserved(t *testing.T, m *clearing.Machine, s *proof.Statement, leaves []proof.Leaf) {
	t.Helper()
	var credits, debits uint64
	m.Freeze().Ledger().Accounts(func(a ledger.Account) bool {
		if side := clearing.SideOf(a.Code); a.Asset == 1 && side != clearing.SideOwed {
			credits += a.CreditsPosted.Lo
			debits += a.DebitsPosted.Lo
		}
		return true
	})
	owed := uint64(0)
	for _, l := range leaves {
		owed += l.Amount.Lo
	}
	if debits-credits != owed-90 || s.Custody.Receivable != "0.00000009" {
		t.Errorf("all other accounts have debits of %d more than credits, and %d is owed, %s by customers", debits-credits, owed, s.Custody.Receivable)
	}
	if err := s.Check(proof.Terms{}); err == nil {
		t.Error("what is lent counts as held")
	}
	held, err := s.Held(proof.Terms{Receivable: true})
	if err != nil || held.Lo != owed+50+17 {
		t.Errorf("%s held, %d owed, %v", held, owed, err)
	}
}

// TestPeriodsFollowFromTheirEnd names a period once, however often it is asked for.
func TestPeriodsFollowFromTheirEnd(t *testing.T) {
	due := proofsDue{every: 24 * time.Hour, at: 2 * time.Hour}
	now := time.Date(2026, 3, 1, 1, 59, 59, 0, time.UTC)
	if next := due.next(now); !next.Equal(now.Add(time.Second)) || due.after(now) != "2026-03-01T02:00:00Z" {
		t.Errorf("the next is %s, %s", next, due.after(now))
	}
	end := due.next(now)
	if next := due.next(end); !next.Equal(end.Add(24 * time.Hour)) {
		t.Errorf("behind the end of a period comes %s", next)
	}
	one := periodID("USD", end)
	if one != periodID("USD", end.In(time.FixedZone("", 3600))) {
		t.Error("a period's id depends on the zone it is written in")
	}
	if one == periodID("EUR", end) || one == periodID("USD", end.Add(time.Hour)) {
		t.Error("two periods have one id")
	}
	if text := one.String(); text[14] != '7' || int64(one.Hi>>16) != end.UnixMilli() {
		t.Errorf("%s is no UUID of version 7 of its time", text)
	}
	if (proofsDue{}).after(now) != "" {
		t.Error("a next one is promised where none is made")
	}
}
