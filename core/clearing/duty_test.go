package clearing_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// obliging rules want everything of everything.
const obliging = policies + `
@id("told") @title("The issuer is told") @source("law") @from("2000-01-01") @notice("token-issuer") @record("10 days")
permit(principal, action in [Action::"asset.pay", Action::"session.open", Action::"capacity.order", Action::"chip.ship"], resource);
@id("travels") @title("The data go along") @source("law") @from("2000-01-01") @travel("ivms101") @record("100 days")
permit(principal, action in [Action::"asset.pay", Action::"deposit", Action::"payout"], resource);
@id("again") @title("Looked at again") @source("law") @from("2000-01-01") @recheck("90 days")
permit(principal, action in [Action::"session.open", Action::"capacity.order", Action::"chip.ship", Action::"onboard"], resource);
@id("again-soon") @title("And soon") @source("law") @from("2000-01-01") @recheck("30 days")
permit(principal, action == Action::"onboard", resource);
@id("large") @title("A person looks at large deposits") @source("law") @from("2000-01-01") @effect("refer")
forbid(principal, action == Action::"deposit", resource) when { context.usd.greaterThanOrEqual(decimal("500.0")) };
`

// obliged is a purse under such rules, with those who listen.
type obliged struct {
	*purse
	seen *duties
}

// duties remembers what an observer is told of them.
type duties struct {
	clearing.Ignore
	all       []duty.Duty
	kept      []duty.Keeping
	decisions []ruling.Decision
}

func (d *duties) DutyChanged(_ int64, one *duty.Duty)   { d.all = append(d.all, *one) }
func (d *duties) RecordsKept(_ int64, k duty.Keeping)   { d.kept = append(d.kept, k) }
func (d *duties) Decided(_ int64, one *ruling.Decision) { d.decisions = append(d.decisions, *one) }
func (d *duties) since(n int) (list []duty.Duty)        { return d.all[n:] }
func (d *duties) last() *duty.Duty                      { return &d.all[len(d.all)-1] }

func newObliged(t testing.TB, rules string) *obliged {
	o := &obliged{purse: newPurse(t), seen: &duties{}}
	o.m.Observe(o.seen)
	o.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, rules)}})
	o.knows(false)
	o.do(clearing.AddKey{Key: clearing.Key{ID: ledger.ID{Lo: 3}, Hash: [32]byte{3}, Name: "Ann", Scopes: clearing.ScopeAdmin}})
	return o
}

// knows enters the facts; with the buyer listed, everything of his is denied.
func (o *obliged) knows(listed bool) {
	o.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		o.known(o.buyer, "DE", "listed", listed), o.known(o.wallet, "DE"), o.known(o.seller, "US"),
		facts.New("Chip/h200", nil, "name", "H200", "tpp", 15832, "bandwidth", 4800),
		facts.New("Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000", nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
}

func (o *obliged) open(k duty.Kind) int { return o.m.Duties().Count(k) }

// expect makes sure which duties came and went since n were told, as "notice owed".
func (o *obliged) expect(n int, what string, want ...string) {
	o.t.Helper()
	var got []string
	for _, d := range o.seen.since(n) {
		got = append(got, d.Kind.String()+" "+d.State.String())
	}
	if !slices.Equal(got, want) {
		o.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// waits moves the time on as the house does, until something more than n was told.
func (o *obliged) waits(n int) {
	o.t.Helper()
	for range 5 {
		moment, ok := o.m.NextMoment()
		if !ok {
			o.t.Fatal("there is nothing to wait for")
		}
		o.now = max(o.now, moment)
		if o.do(clearing.Tick{}); len(o.seen.all) > n {
			return
		}
	}
	o.t.Fatal("nothing came")
}

func (o *obliged) ordering() clearing.Decide {
	return clearing.Decide{Ask: ruling.Ask{Action: "capacity.order", Principal: ruling.Participant(o.buyer), Resource: ruling.Entity{Type: "Chip", ID: "h200"}, Cause: o.id(),
		Context: facts.Encode("region", facts.Ref("Region/fra"))}}
}

func TestASessionBringsItsDutiesAtItsFirstDeed(t *testing.T) {
	o := newObliged(t, obliging)
	poor := o.in("fra")
	n := len(o.seen.all)
	if a := o.try(poor); a.Refusal == "" || a.Session == nil {
		t.Fatalf("a call without money: %q", a.Refusal)
	}
	if o.expect(n, "a refused call"); o.m.Duties().KeptUntil(o.buyer) != 0 {
		t.Error("a refused call has records kept")
	}
	o.deposit(cents(1000))
	first := o.in("fra")
	a := o.do(first)
	o.expect(n, "a call", "notice owed")
	if d := o.seen.last(); d.To != "token-issuer" || d.Decision != a.Session.Decision || d.Party != o.buyer || d.Cause != first.Call {
		t.Errorf("the notice is %+v", d)
	}
	if until := o.m.Duties().KeptUntil(o.buyer); until < o.now+10*day+ruling.SessionLife-int64(time.Minute) || until%day != 0 {
		t.Errorf("kept until %s", time.Unix(0, until).UTC())
	}
	o.do(o.in("fra"))
	o.expect(n, "its like", "notice owed")
	// What holds for an hour is asked anew long before ninety days.
	o.now += int64(2 * time.Hour)
	o.do(o.in("fra"))
	o.expect(n, "an hour later", "notice owed", "notice owed")
	if o.open(duty.Recheck) != 0 {
		t.Error("a session waits to be asked again")
	}
	if len(o.seen.kept) != 1 {
		t.Errorf("told %d times in a day of what is kept", len(o.seen.kept))
	}
}

func TestMoneyTakesDataAlong(t *testing.T) {
	o := newObliged(t, obliging)
	n := len(o.seen.all)
	refused := o.tender(cents(1000))
	refused.Signed = money.Units(1)
	o.try(refused)
	o.expect(n, "a payment that is none")
	// In advance: owed from when it is accepted, and not for the call.
	due := o.tender(money.Amount{})
	due.Call.Region = "fra"
	o.do(due)
	o.expect(n, "a payment in advance", "notice owed", "travel owed")
	if d := o.seen.last(); d.Cause != due.Payment || d.Party != o.wallet || d.Payee != o.seller || d.To != "ivms101" {
		t.Errorf("what travels is %+v", d)
	}
	if o.m.Duties().KeptUntil(o.seller) < o.now+100*day {
		t.Error("of whom is paid nothing is kept")
	}
	n = len(o.seen.all)
	o.do(clearing.FailPayment{Payment: due.Payment, Reason: "expired"})
	o.expect(n, "a payment that fails", "travel void")
	// On trust, and given back: nothing moved.
	held := o.tender(cents(1000))
	held.Call.Region = "fra"
	n = len(o.seen.all)
	o.do(held)
	o.expect(n, "a payment on trust", "travel owed", "notice owed") // the call's first deed
	o.do(clearing.Void{Call: held.Call.Call, Reason: "down"})
	o.expect(n+2, "a call that is voided", "travel void")
	// A deposit, its block undone, and the block after it.
	n = len(o.seen.all)
	id := o.arrives(ledger.ID{}, o.wallet, cents(50))
	o.do(clearing.DropArrival{ID: id})
	o.arrives(ledger.ID{}, o.wallet, cents(50))
	o.expect(n, "a deposit", "travel owed", "travel void", "travel owed")
	// The balance pays now, so that nothing is collected.
	unneeded := o.tender(cents(1000))
	unneeded.Call.Region = "fra"
	n = len(o.seen.all)
	o.do(unneeded)
	o.expect(n, "a payment that is not needed")
	o.do(clearing.Capture{Call: unneeded.Call.Call, Usage: used(1_000_000, 0)})
	o.final(cents(50))
	for _, party := range []ledger.ID{o.seller, o.wallet, o.buyer} {
		o.do(clearing.SetPayee{Party: party, Token: o.token, To: settlement.Address{0xaa, byte(party.Lo)}})
	}
	n = len(o.seen.all)
	batch := o.id()
	a := o.do(clearing.PayOut{Batch: batch, Token: o.token, Asks: []settlement.Ask{{Party: o.buyer}, {Party: o.seller}, {Party: o.wallet, Amount: cents(1)}}})
	if len(a.Payout.Items) != 2 || a.Refusals[0] == "" {
		t.Fatalf("the batch is %+v, %v", a.Payout.Items, a.Refusals)
	}
	o.expect(n, "a batch of two and one refused", "travel owed", "travel owed")
	owed := o.seen.since(n)
	if owed[0].Party != o.seller || !owed[0].Payee.IsZero() || owed[1].Party != o.wallet || owed[0].Cause != batch || owed[1].Cause != batch {
		t.Errorf("owed is %+v", owed)
	}
	o.do(clearing.FinishDuty{Number: owed[0].Number, Digest: [32]byte{1}})
	o.do(clearing.ClosePayout{Batch: batch, Failed: []uint16{0, 1}})
	o.expect(n+2, "a batch that was given up", "travel done", "travel void")
}

// What a person lets pass owes what the rules ask for that would allow it.
func TestADepositThatAPersonLetsPassTakesDataAlong(t *testing.T) {
	o := newObliged(t, obliging)
	n := len(o.seen.all)
	id := o.arrives(ledger.ID{}, o.wallet, cents(60_000))
	o.expect(n, "a deposit that waits")
	item, ok := o.m.Reviews().Arrived(id)
	if !ok {
		t.Fatal("nobody is asked")
	}
	o.do(clearing.DecideReview{ID: item.ID, Verdict: review.Approve, By: ledger.ID{Lo: 3}, Reason: "known"})
	o.expect(n, "an approved one", "travel owed")
	if d := o.seen.last(); d.Cause != id || d.Party != o.wallet || d.Decision != item.Decision || o.m.Duties().KeptUntil(o.wallet) < o.now+100*day {
		t.Errorf("owed is %+v", d)
	}
	o.do(clearing.DropArrival{ID: id})
	o.expect(n+1, "its block undone", "travel void")
	o.do(clearing.Arrive{Arrival: settlement.Arrival{ID: id, Token: o.token, Tx: settlement.Hash{9}, Block: o.block, Amount: cents(60_000), Party: o.wallet, Credit: true}})
	o.expect(n+2, "in another block", "travel owed")
}

func TestAnOrderIsAskedAgain(t *testing.T) {
	o := newObliged(t, obliging)
	first := o.do(o.ordering()).Decision
	n := len(o.seen.all)
	o.expect(n-2, "an order", "notice owed", "recheck owed")
	if d := o.seen.last(); d.Due != o.now+90*day || d.Decision != first.Number {
		t.Errorf("it waits as %+v", d)
	}
	// Asked anew before, it is asked again later.
	o.now += 30 * day
	second := o.do(o.ordering()).Decision
	o.expect(n, "the order again", "recheck done", "notice owed", "recheck owed")
	if done := o.seen.since(n)[0]; done.Answer != second.Number || done.Decision != first.Number {
		t.Errorf("settled as %+v", done)
	}
	// By time alone, before it is due, and the same allows it for another ninety days.
	n = len(o.seen.all)
	due := o.now + 90*day
	o.waits(n)
	if o.now >= due || o.now < due-2*duty.Lead {
		t.Fatalf("it was asked %s before it was due", time.Duration(due-o.now))
	}
	o.expect(n, "its time", "recheck done", "notice owed", "recheck owed")
	third := o.seen.decisions[len(o.seen.decisions)-1]
	if third.Again != second.Number || third.Cause != second.Cause || third.Request != second.Request {
		t.Errorf("asked again as %+v", third)
	}
	// The facts have changed by the time after that.
	o.knows(true)
	n = len(o.seen.all)
	o.waits(n)
	o.expect(n, "listed by then", "recheck failed")
	failed := o.seen.last()
	if failed.Decision != third.Number || failed.Answer == 0 || failed.End.Reason != "denied by listed" {
		t.Errorf("it failed as %+v", failed)
	}
	o.now += 100 * day
	o.do(clearing.Tick{})
	o.expect(n+1, "a year later")
	if got, _ := o.m.Duties().Duty(failed.Number); !got.Overdue(o.now) {
		t.Error("it is not overdue")
	}
	if a := o.try(clearing.FinishDuty{Number: failed.Number, By: o.wkey, Note: "it ended"}); a.Refusal != "key_scope" {
		t.Errorf("ended by a buyer's key: %q", a.Refusal)
	}
	a := o.do(clearing.FinishDuty{Number: failed.Number, By: ledger.ID{Lo: 3}, Note: "the order was cancelled"})
	if a.Duty == nil || a.Duty.End.By.Name != "Ann" || a.Duty.State != duty.Done {
		t.Errorf("ended as %+v", a.Duty)
	}
	if a := o.do(clearing.FinishDuty{Number: failed.Number, By: ledger.ID{Lo: 3}, Note: "the order was cancelled"}); !a.Exists {
		t.Error("ended twice")
	}
}

func TestWhatIsNoQuestionAnyMoreFails(t *testing.T) {
	o := newObliged(t, obliging)
	o.do(o.ordering())
	n := len(o.seen.all)
	o.do(clearing.InstallRules{})
	o.waits(n)
	o.expect(n, "without rules", "recheck done")
	o.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, obliging)}})
	o.knows(false)
	o.do(clearing.Decide{Ask: ruling.Ask{Action: "onboard", Principal: ruling.Participant(o.buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: "DE"}}})
	if due := o.seen.last().Due; due != o.now+30*day {
		t.Errorf("of two times the earlier counts; it is due in %d days", (due-o.now)/day)
	}
	o.do(clearing.RegisterFacts{Gone: []ruling.Entity{ruling.Participant(o.buyer)}})
	o.waits(len(o.seen.all))
	if d := o.seen.last(); d.State != duty.Failed || !strings.Contains(d.End.Reason, "there are no facts of") {
		t.Errorf("of a stranger: %+v", d)
	}
	long := o.ordering()
	o.knows(false)
	long.Ask.Context = facts.Encode("region", facts.Ref("Region/fra"), "endUse", strings.Repeat("x", duty.QuestionMax))
	if a := o.try(long); a.Refusal != string(duty.QuestionLong) || a.Decision == nil || clearing.Sentence(a.Refusal) == "" {
		t.Errorf("a long question is answered %q", a.Refusal)
	}
}

// crowd of rules has each decision tell a hundred.
func crowd() string {
	var b strings.Builder
	b.WriteString(obliging)
	for i := range 100 {
		fmt.Fprintf(&b, "@id(\"tell-%d\") @title(\"t\") @source(\"law\") @from(\"2000-01-01\") @notice(\"office-%d\")\npermit(principal, action == Action::\"onboard\", resource);\n", i, i)
	}
	return b.String()
}

func TestWhatCannotBeNotedIsNotDone(t *testing.T) {
	o := newObliged(t, crowd())
	o.m.Observe(nil)
	o.deposit(cents(1000))
	ask := clearing.Decide{Ask: ruling.Ask{Action: "onboard", Principal: ruling.Participant(o.buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: "DE"}}}
	for o.open(duty.Notice) < duty.OwedMax-200 {
		o.do(ask)
	}
	o.do(ask)
	for o.open(duty.Notice)+o.open(duty.Travel)+o.open(duty.Recheck) < duty.OwedMax {
		o.arrives(ledger.ID{}, o.wallet, cents(1))
	}
	before := o.balance(o.buyerAccount())
	order := o.ordering()
	tender := o.tender(money.Amount{})
	tender.Call.Region = "fra"
	for _, c := range []clearing.Command{ask, order, o.in("fra"), tender, clearing.OpenSession{Compute: ruling.Compute{Party: o.buyer, Model: "demo-text", Region: "iad"}}} {
		if a := o.try(c); a.Refusal != "duties_full" {
			t.Errorf("%T in a full book: %q", c, a.Refusal)
		}
	}
	if o.balance(o.buyerAccount()) != before {
		t.Error("something was taken")
	}
	id := o.arrives(ledger.ID{}, o.wallet, cents(5))
	if a, _ := o.m.Settlement().Arrival(id); !a.Party.IsZero() {
		t.Error("a deposit of which nothing can be noted was counted as somebody's")
	}
	o.do(clearing.FinishDuty{Number: 1, By: ledger.ID{Lo: 3}, Note: "told"})
	o.do(o.in("fra"))
}

// TestDutiesOfARandomWalk holds the book against one that has everything that was told,
// over restarts and a replay from the beginning.
func TestDutiesOfARandomWalk(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	o := newObliged(t, obliging)
	o.deposit(cents(100_000))
	var arrived []ledger.ID
	for range 1500 {
		o.now += r.Int64N(int64(6 * time.Hour))
		switch r.IntN(9) {
		case 0:
			o.try(o.in([]string{"fra", "iad", "mars"}[r.IntN(3)]))
		case 1:
			c := o.tender(cents(uint64(r.IntN(300))))
			c.Call.Region = "fra"
			o.try(c)
		case 2:
			arrived = append(arrived, o.arrives(ledger.ID{}, o.wallet, cents(uint64(1+r.IntN(50)))))
		case 3:
			if len(arrived) > 0 {
				o.try(clearing.DropArrival{ID: arrived[r.IntN(len(arrived))]})
			}
		case 4:
			c := o.ordering()
			c.Ask.Context = facts.Encode("region", facts.Ref("Region/fra"), "endUse", []string{"a", "b", "c", "d", "e", "f"}[r.IntN(6)])
			o.try(c)
		case 5:
			o.knows(r.IntN(3) == 0)
		case 6:
			if n := o.m.Duties().Last(); n > 0 {
				o.try(clearing.FinishDuty{Number: 1 + r.Uint64N(n), By: ledger.ID{Lo: 3}, Note: "done"})
			}
		case 7:
			if n := o.m.Duties().Last(); n > 0 {
				o.try(clearing.FinishDuty{Number: 1 + r.Uint64N(n), Digest: [32]byte{7}})
			}
		case 8:
			o.restart()
		}
	}
	o.audit()
	replayed := clearing.New(clearing.DefaultConfig())
	again := &duties{}
	replayed.Observe(again)
	for i, record := range o.log {
		if _, err := replayed.Apply(record, nil); err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
	}
	if !bytes.Equal(snapshot(t, replayed), o.bytes()) {
		t.Error("a replay comes to another state")
	}
	if len(again.all) != len(o.seen.all) || len(again.kept) != len(o.seen.kept) {
		t.Errorf("a replay tells of %d and %d, and it was %d and %d", len(again.all), len(again.kept), len(o.seen.all), len(o.seen.kept))
	}
}

// restart puts the machine through a snapshot.
func (o *obliged) restart() {
	raw := o.bytes()
	m, err := clearing.Restore(bytes.NewReader(raw), clearing.DefaultConfig())
	if err != nil {
		o.t.Fatal(err)
	}
	if !bytes.Equal(snapshot(o.t, m), raw) {
		o.t.Fatal("a restored machine is another")
	}
	m.Observe(o.seen)
	o.m = m
}

// audit holds what is open, and until when who is kept, against what was told.
func (o *obliged) audit() {
	o.t.Helper()
	open, saw := map[uint64]duty.Duty{}, map[string]int{}
	for _, d := range o.seen.all {
		saw[d.Kind.String()+" "+d.State.String()]++
		if d.State == duty.Owed {
			if _, twice := open[d.Number]; twice {
				o.t.Fatalf("duty %d came twice", d.Number)
			}
		}
		if open[d.Number] = d; !d.State.Open() {
			delete(open, d.Number)
		}
	}
	count := 0
	o.m.Duties().Open(func(d *duty.Duty) bool {
		count++
		if told := open[d.Number]; !bytes.Equal(duty.Encode(&told), duty.Encode(d)) {
			o.t.Errorf("duty %d is %+v, and was told as %+v", d.Number, d, told)
		}
		return true
	})
	if count != len(open) {
		o.t.Errorf("%d are open, and %d were told", count, len(open))
	}
	for _, want := range []string{"notice owed", "notice done", "travel owed", "travel void", "travel done", "recheck owed", "recheck done", "recheck failed"} {
		if saw[want] == 0 {
			o.t.Errorf("the walk saw no %s: %v", want, saw)
		}
	}
	kept := map[ledger.ID]int64{}
	for _, k := range o.seen.kept {
		if k.Until <= kept[k.Party] {
			o.t.Errorf("what is kept of %s became less", k.Party)
		}
		kept[k.Party] = k.Until
	}
	o.m.Duties().Keepings(func(k duty.Keeping) bool {
		if kept[k.Party] != k.Until {
			o.t.Errorf("%s is kept until %d, told was %d", k.Party, k.Until, kept[k.Party])
		}
		return true
	})
	for _, b := range o.m.Freeze().Check() {
		o.t.Error(b)
	}
}

// A sale brings what its decision wants once it is made, and one that fails brings nothing.
func TestASaleBringsItsDuties(t *testing.T) {
	e := newExporter(t, shipping+`
@id("told") @title("The bureau is told") @source("law") @from("2000-01-01") @notice("bureau") @record("1825 days") @recheck("90 days")
permit(principal, action == Action::"chip.ship", resource);
`)
	seen := &duties{}
	e.m.Observe(seen)
	if a := e.try(e.ship(10, cents(1000), "civil")); a.Refusal != "quota_share" || len(seen.all) != 0 || len(seen.kept) != 0 {
		t.Fatalf("without an investment it is refused by %q, and owes %+v", a.Refusal, seen.all)
	}
	e.invest(50)
	sale := e.ship(10, cents(1000), "civil")
	a := e.do(sale)
	if len(seen.all) != 2 || seen.all[0].To != "bureau" || seen.all[0].Cause != sale.ID || seen.all[1].Decision != a.Decision.Number || seen.all[1].Due != e.now+90*day {
		t.Errorf("owed is %+v", seen.all)
	}
	for _, party := range []ledger.ID{e.buyer, e.seller} {
		if until := e.m.Duties().KeptUntil(party); until < e.now+1825*day || until > e.now+1826*day {
			t.Errorf("%s is kept until %d", party, until)
		}
	}
	before := e.left()
	e.do(clearing.RegisterFacts{Entries: []*facts.Entry{e.known(e.buyer, "DE", "listed", true)}})
	e.now += 90 * day
	e.do(clearing.Tick{})
	if d := seen.all[len(seen.all)-1]; d.State != duty.Failed || d.End.Reason != "denied by listed" {
		t.Errorf("asked again it is %+v", d)
	}
	if e.left() != before || e.levied() == 0 {
		t.Error("asking again sold something")
	}
	e.sound()
}
