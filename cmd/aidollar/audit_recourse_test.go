package main

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/recourse"
	"aidollar/core/tariff"
	"aidollar/journal"
	"aidollar/node"
)

// logHouse writes a log on a clock of its own, without books that would know better.
type logHouse struct {
	t                         *testing.T
	dir                       string
	now                       atomic.Int64
	node                      *node.Node
	seller, buyer, other, key ledger.ID
	meter                     uint32
	used                      clearing.UseRecord           // the latest; under the node's lock
	paid                      map[ledger.ID][]payment.Part // by the posting of a charge; under the node's lock
	serial                    uint64
}

const logCard = `card: works
version: 1
currency: USD
models:
  - {model: text, input_max: 1000, output_max: 1000, prices: {input: 1000, output: 0}}
  - {model: disk, output_max: 1, prices: {gpu_second: {price: 0.001, per: 1}}}
`

func newLogHouse(t *testing.T) *logHouse {
	t.Helper()
	h := &logHouse{t: t, dir: t.TempDir(), paid: map[ledger.ID][]payment.Part{}}
	h.now.Store(time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC).UnixNano())
	n, err := node.Open(node.Options{
		Journal: journal.Options{Dir: filepath.Join(h.dir, journalFolder), Logger: slog.New(slog.DiscardHandler)}, Machine: machineConfig(), Clock: h.now.Load, Reader: logReader{house: h},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.node = n
	const usd = ledger.AssetID(1)
	h.do(clearing.DefineAsset{Asset: money.USD()})
	h.seller, h.buyer, h.other, h.key = h.id(), h.id(), h.id(), h.id()
	h.do(clearing.AddParty{Party: clearing.Party{ID: h.seller, Role: clearing.RoleSeller, Name: "seller", Asset: usd, CommissionPPM: 100_000}})
	for _, id := range []ledger.ID{h.buyer, h.other} {
		h.do(clearing.AddParty{Party: clearing.Party{ID: id, Role: clearing.RoleBuyer, Name: "buyer", Asset: usd}})
	}
	h.do(clearing.AddKey{Key: clearing.Key{ID: h.key, Hash: [32]byte{1}, Party: h.buyer, Name: "key", Scopes: clearing.ScopeCall}})
	h.do(clearing.Transfers{{ID: h.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(h.buyer, clearing.AccountBuyer),
		Amount: money.Units(1e12), Asset: usd, Code: clearing.TransferDeposit}})
	h.do(clearing.GiveGrant{Grant: credit.Grant{ID: h.id(), Party: h.buyer, Asset: usd, Amount: money.Units(70_000_001), Name: "welcome", From: clearing.HouseAccount(clearing.AccountCustody, usd)}})
	card, err := config.ParseCard("card.yaml", []byte(logCard))
	if err != nil {
		t.Fatal(config.FormatError(err))
	}
	encoded, err := card.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	h.do(clearing.PutCard{Seller: h.seller, Card: encoded})
	h.meter = h.do(clearing.DefineMeter{Seller: h.seller, Definition: meter.Definition{Name: "disk", Aggregation: meter.Sum, Product: "disk", Meter: meter.GPUSecond}}).Number
	return h
}

func (h *logHouse) id() ledger.ID {
	h.serial++
	return ledger.ID{Hi: uint64(h.now.Load()/1e6)<<16 | 7<<12, Lo: 2<<62 | h.serial}
}

func (h *logHouse) do(c clearing.Command) clearing.Answer {
	h.t.Helper()
	h.now.Add(int64(time.Second))
	answer, err := h.node.Do(h.t.Context(), c)
	if err != nil || answer.Refusal != "" {
		h.t.Fatalf("%T: %v %s", c, err, answer.Refusal)
	}
	return answer
}

// sold makes a call of so many tokens.
func (h *logHouse) sold(tokens uint64) clearing.Sale {
	h.t.Helper()
	c := clearing.Reserve{Call: h.id(), Key: h.key, Seller: h.seller, Model: "text", Deadline: h.now.Load() + int64(time.Hour), Limits: []tariff.Limit{
		{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 1000}, {Meters: meter.TextOutput, Max: 1}}}
	h.do(c)
	u := meter.Usage{}
	u.Quantities[meter.Request], u.Quantities[meter.Input] = 1, tokens
	a := h.do(clearing.Capture{Call: c.Call, Usage: u, Policy: payment.Measured})
	return clearing.Sale{Call: c.Call, Buyer: h.buyer, Seller: h.seller, Asset: 1, Charge: a.Call.Charge, Grants: payment.Used(a.Call.Parts, a.Call.Charge)}
}

// pushed enters usage of so many seconds.
func (h *logHouse) pushed(seconds uint64) (s clearing.Sale) {
	h.t.Helper()
	h.do(clearing.Use{Entries: []clearing.UseEntry{{Event: h.id(), Buyer: h.buyer, Seller: h.seller, Definition: h.meter, Value: seconds, At: h.now.Load()}}})
	h.node.View(func(m *clearing.Machine) {
		s = clearing.Sale{Call: h.used.Posting, Buyer: h.buyer, Seller: h.seller, Asset: 1, Charge: h.used.Charged}
		for _, p := range h.paid[s.Call] {
			if _, ok := m.Credit().GrantAt(p.Account); ok {
				s.Grants = append(s.Grants, p)
			}
		}
	})
	return s
}

// logReader notes what pushed usage came to.
type logReader struct {
	clearing.Ignore
	house *logHouse
}

func (logReader) Applied(uint64, int64) {}
func (logReader) Await(uint64) error    { return nil }

func (r logReader) Used(_ int64, u *clearing.UseRecord) { r.house.used = *u }

func (r logReader) Posted(_ int64, p *ledger.Posting) {
	if p.Code == clearing.TransferUse {
		first := p.Cause
		if first.IsZero() {
			first = p.ID
		}
		r.house.paid[first] = append(r.house.paid[first], payment.Part{Account: p.Debit, Amount: p.Posted})
	}
}

func (h *logHouse) refund(s clearing.Sale, units uint64) clearing.Refund {
	return clearing.Refund{ID: h.id(), Sale: s, Amount: money.Units(units), Reason: recourse.Quality}
}

// audited closes the house and audits its log.
func (h *logHouse) audited() *auditReport {
	h.t.Helper()
	if err := h.node.Close(); err != nil {
		h.t.Fatal(err)
	}
	report := audit(h.dir, auditOptions{})
	if !report.Replayed {
		h.t.Fatalf("the log was not replayed: %v", report.Breaks)
	}
	return report
}

// TestAuditOfRefunds makes refunds and disputes at random, of calls that a grant paid
// for in part, too, and finds nothing to say of them.
func TestAuditOfRefunds(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	h := newLogHouse(t)
	returned := 0
	for range 30 {
		s := h.sold(1 + r.Uint64N(50))
		if r.IntN(2) == 0 {
			s = h.pushed(1 + r.Uint64N(50))
		}
		h.now.Add(r.Int64N(int64(3 * time.Hour)))
		for range r.IntN(4) {
			f := h.refund(s, 1+r.Uint64N(s.Charge.Lo/3))
			if r.IntN(2) == 0 {
				f.Deadline = h.now.Load() + int64(time.Hour)
				h.do(f)
				h.do(clearing.CloseRefund{ID: f.ID, Post: r.IntN(2) == 0})
			} else {
				h.do(f)
			}
			returned++
			h.now.Add(r.Int64N(int64(time.Hour)))
		}
		if left := s.Charge.Lo - 3*(s.Charge.Lo/3); r.IntN(2) == 0 && left > 0 {
			d := clearing.OpenDispute{ID: h.id(), Sale: s, Amount: money.Units(left), Reason: recourse.Quality, Text: "no"}
			h.do(d)
			h.do(clearing.DecideDispute{ID: d.ID, Award: money.Units(r.Uint64N(left + 1)), Text: "some"})
		}
	}
	if report := h.audited(); len(report.Breaks) > 0 || returned == 0 {
		t.Errorf("seed %d: %d refunds, %v", seed, returned, report.Breaks)
	}
}

// TestAuditFindsBentRefunds writes commands into the log that say of a call what it was
// not. The machine has forgotten the call and carries them out; the audit names the
// records.
func TestAuditFindsBentRefunds(t *testing.T) {
	for name, bend := range map[string]struct {
		bend func(h *logHouse, s *clearing.Sale)
		want []string
	}{
		"charge": {func(_ *logHouse, s *clearing.Sale) { s.Charge = money.Units(90_000_000) }, []string{"the charge of call %s is 90000000; record %d has 80000000", "the payment of call %s"}},
		"buyer":  {func(h *logHouse, s *clearing.Sale) { s.Buyer, s.Grants = h.other, nil }, []string{"the buyer of call %s is", "the payment of call %s is"}},
		"grants": {func(_ *logHouse, s *clearing.Sale) { s.Grants = nil }, []string{"the payment of call %s is"}},
		"call":   {func(h *logHouse, s *clearing.Sale) { s.Call.Lo += 7 << 20 }, []string{"recourse_call"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newLogHouse(t)
			s := h.sold(80)
			charged := appliedBy(h)
			h.now.Add(int64(2 * time.Hour)) // the machine's memory is of an hour
			h.sold(300)
			bent := s
			bend.bend(h, &bent)
			h.do(h.refund(bent, 20_000_000))
			at := appliedBy(h)
			report := h.audited()
			text := strings.Join(report.Breaks, "\n")
			for _, want := range append(bend.want, fmt.Sprintf("record %d: refund", at)) {
				if strings.Contains(want, "%d has") {
					want = fmt.Sprintf(want, s.Call, charged)
				} else if strings.Contains(want, "%s") {
					want = fmt.Sprintf(want, s.Call)
				}
				if !strings.Contains(text, want) {
					t.Errorf("the audit does not say %q:\n%s", want, text)
				}
			}
		})
	}
}

// appliedBy is the last record that a house has applied.
func appliedBy(h *logHouse) (seq uint64) {
	h.node.View(func(m *clearing.Machine) { seq = m.Applied() })
	return seq
}

// TestAuditOfSharesAndPayers hands the auditor movements that are bent by a little more
// than floors explain.
func TestAuditOfSharesAndPayers(t *testing.T) {
	h := newLogHouse(t)
	s := h.sold(80)
	f := h.refund(s, 40_000_000)
	h.do(f)
	if err := h.node.Close(); err != nil {
		t.Fatal(err)
	}
	seller, buyer := clearing.PartyAccount(h.seller, clearing.AccountSeller), clearing.PartyAccount(h.buyer, clearing.AccountBuyer)
	for name, c := range map[string]struct {
		bend func(p *ledger.Posting)
		want string
	}{
		"none":  {func(*ledger.Posting) {}, ""},
		"floor": {bent(seller, 2), ""},
		"share": {bent(seller, 3), "recourse_share"},
		"payer": {bent(buyer, 40_000_000), "recourse_payer"},
		"total": {bent(buyer, 1), "recourse_amount"},
	} {
		var found []string
		m := clearing.New(clearing.DefaultConfig())
		a := newRecourseAudit(m, map[ledger.ID]bool{s.Call: true}, func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) })
		m.Observe(&bentAudit{a, c.bend})
		_, err := journal.Check(journalDir(h.dir), func(r journal.Record) error {
			a.seq = r.Seq
			_, err := m.Apply(r.Payload, nil)
			a.applied()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(found, "\n"); (c.want == "") != (text == "") || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q, want %q", name, text, c.want)
		}
	}
}

// bent adds to what an account gives or gets by refunds.
func bent(account ledger.ID, more uint64) func(p *ledger.Posting) {
	return func(p *ledger.Posting) {
		if p.Code == clearing.TransferRefund && (p.Debit == account || p.Credit == account) {
			p.Posted, _ = p.Posted.Add(money.Units(more))
		}
	}
}

// bentAudit changes postings before the auditor is told of them.
type bentAudit struct {
	*recourseAudit
	bend func(p *ledger.Posting)
}

func (b *bentAudit) Posted(at int64, p *ledger.Posting) {
	changed := *p
	b.bend(&changed)
	b.recourseAudit.Posted(at, &changed)
}

// An open call that a grant pays in part has a hold on the grant and one on the buyer.
func TestAuditOfAnOpenCallThatAGrantPaysInPart(t *testing.T) {
	h := newLogHouse(t)
	c := clearing.Reserve{Call: h.id(), Key: h.key, Seller: h.seller, Model: "text", Deadline: h.now.Load() + int64(time.Hour), Limits: []tariff.Limit{
		{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 1000}, {Meters: meter.TextOutput, Max: 1}}}
	h.do(c)
	h.node.View(func(m *clearing.Machine) {
		call, _ := m.Call(c.Call)
		if holds := m.CallHolds(&call); len(holds) != 2 || holds[0].Amount != money.Units(70_000_001) {
			t.Fatalf("its holds are %+v", holds)
		}
	})
	if report := h.audited(); len(report.Breaks) > 0 || report.Calls != 1 || report.Holds != 2 {
		t.Errorf("%d calls, %d holds: %v", report.Calls, report.Holds, report.Breaks)
	}
}
