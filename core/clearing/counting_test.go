package clearing_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
)

const (
	testToken = "Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000"

	averaged = policies + `
@id("busy") @title("What is used by many is stopped") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"asset.pay", resource) when { context has average && context.average.transactions > 2 };
@id("unmeasured") @title("What nobody has measured is for a person") @source("law") @from("2000-01-01") @effect("refer")
forbid(principal, action == Action::"asset.pay", resource) when { context.place in Group::"EU" && !(context has average) };
`
)

// counter is a bureau that counts what a wallet pays from a channel, to a seller in the
// Union.
type counter struct {
	*bureau
	id payment.ChannelID
}

func newCounter(t testing.TB, rules string) *counter {
	c := &counter{bureau: newBureau(t), id: payment.ChannelID{0xc4}}
	s := &stream{purse: c.purse, id: c.id}
	c.do(s.open())
	s.deposit(cents(10_000))
	c.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, rules)}})
	c.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		facts.New("Group/EU", nil, "name", "European Union"), facts.New("Group/Europe", nil, "name", "Europe"),
		facts.New("Jurisdiction/DE", []string{"Group/EU"}, "name", "Germany"),
		c.known(c.wallet, "US"), c.known(c.seller, "DE"),
		facts.New(testToken, nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
	return c
}

// counts enters a quota of payments in the token.
func (c *counter) counts(q licence.Quota, places ...string) {
	c.t.Helper()
	q.Assets, q.Places = []string{testToken}, places
	c.do(clearing.SetQuota{Quota: q})
}

func (c *counter) of(name string) licence.Standing {
	s, _ := c.m.Quotas().Standing(name, c.now)
	return s
}

// voucher asks for a call of 15 cents that the channel pays.
func (c *counter) voucher(value money.Amount) clearing.Draw {
	call := c.order()
	call.Region = "fra"
	return clearing.Draw{Voucher: payment.Voucher{Channel: c.id, Value: value, Signature: []byte{1}}, Call: call}
}

func (c *counter) sound() {
	c.t.Helper()
	for _, b := range c.m.Freeze().Check() {
		c.t.Error(b)
	}
	c.replayed()
}

// TestPaymentsAreCounted at what they cost, in the currency of the quota, where they are
// supplied; what comes to nothing is given back.
func TestPaymentsAreCounted(t *testing.T) {
	c := newCounter(t, averaged)
	c.rate(eur, 1_250_000_000_000) // a dollar is 80 cents
	c.do(clearing.SetQuota{Quota: licence.Quota{Name: "by-name", Kind: licence.Meter, Unit: "eur-cents", Window: licence.Total}})
	if a := c.try(c.voucher(cents(15))); a.Refusal != "rule_referred" || a.Session.Rules[0] != "unmeasured" {
		t.Fatalf("what nothing counts: %q", a.Refusal)
	}
	c.counts(licence.Quota{Name: "eu", Kind: licence.Meter, Unit: "eur-micros", Window: licence.Average}, "Group/EU")
	c.counts(licence.Quota{Name: "dollars", Kind: licence.Meter, Unit: "usd-cents", Window: licence.Day})
	c.counts(licence.Quota{Name: "elsewhere", Kind: licence.Meter, Unit: "eur-micros", Window: licence.Day}, "Jurisdiction/US", "Group/Europe")
	first, second, third := c.voucher(cents(15)), c.voucher(cents(30)), c.voucher(cents(45))
	for i, v := range []clearing.Draw{first, second, third} {
		if a := c.do(v); a.Short != nil {
			t.Fatalf("voucher %d: %+v", i, a.Short)
		}
	}
	if s := c.of("eu"); s.Held != money.Units(360_000) || s.Open != 3 { // 3 times 15 cents at 0.8
		t.Errorf("held are %s in %d", s.Held, s.Open)
	}
	if a := c.try(clearing.CloseDraw{ID: first.Call.Call, Return: true}); a.Refusal != "draw_unknown" {
		t.Errorf("a call's draw, by hand: %q", a.Refusal)
	}
	c.do(clearing.Capture{Call: first.Call.Call, Usage: used(400_000, 0)}) // 6 cents
	c.do(clearing.Void{Call: second.Call.Call, Reason: "upstream"})
	if s := c.of("eu"); s.Used != money.Units(48_000) || s.Held != money.Units(120_000) || s.Draws != 1 || s.Open != 1 {
		t.Errorf("used are %s in %d, held %s in %d", s.Used, s.Draws, s.Held, s.Open)
	}
	c.now += int64(3 * time.Minute) // the third runs out
	c.do(clearing.Tick{})
	if s := c.of("eu"); s.Used != money.Units(48_000) || !s.Held.IsZero() || s.Open != 0 {
		t.Errorf("behind an expiry: used %s, held %s in %d", s.Used, s.Held, s.Open)
	}
	if s := c.of("dollars"); s.Used != money.Units(6) || s.Draws != 1 {
		t.Errorf("in cents: %s in %d", s.Used, s.Draws)
	}
	for _, name := range []string{"elsewhere", "by-name"} {
		if s := c.of(name); !s.Used.IsZero() || s.Draws+s.Open != 0 {
			t.Errorf("%s counted %s", name, s.Used)
		}
	}
	// What is paid in advance is counted when the call is made that it is for, and what the
	// holder brings and takes away is no payment.
	tender := c.tender(money.Amount{})
	tender.Call.Region = "fra"
	c.do(tender)
	if s := c.of("eu"); s.Open != 0 {
		t.Errorf("%d are held for what is not paid", s.Open)
	}
	c.arrives(tender.Payment, ledger.ID{}, cents(20))
	c.arrives(ledger.ID{}, c.wallet, cents(70))
	tender.Call.Token = c.token
	c.do(tender.Call)
	c.do(clearing.Capture{Call: tender.Call.Call, Usage: used(1_000_000, 0)})
	free := c.order() // from the balance, in dollars that the house owes
	free.Region = "fra"
	c.do(free)
	c.do(clearing.Capture{Call: free.Call, Usage: used(1_000_000, 0)})
	if s := c.of("dollars"); s.Used != money.Units(21) || s.Draws != 2 {
		t.Errorf("with a payment in advance: %s in %d", s.Used, s.Draws)
	}
	c.sound()
}

// TestRulesSeeTheAverage: the rule that stops what many use is told the average, which
// counts what is under way.
func TestRulesSeeTheAverage(t *testing.T) {
	c := newCounter(t, averaged)
	c.rate(eur, 1_250_000_000_000)
	c.counts(licence.Quota{Name: "eu", Kind: licence.Meter, Unit: "eur", Window: licence.Average}, "Group/EU")
	seen := &decisions{}
	c.m.Observe(seen)
	c.do(c.voucher(cents(15)))
	issuer := c.purse.id()
	c.do(clearing.DrawQuotas{Draw: licence.Draw{ID: issuer, Times: 178, Lines: []licence.Line{{Quota: "eu", Units: money.Units(9000)}}}})
	c.do(clearing.CloseDraw{ID: issuer})
	c.do(c.voucher(cents(30))) // 179 in 90 days are two a day
	c.do(c.voucher(cents(45)))
	if a := c.try(c.voucher(cents(60))); a.Refusal != "rule_denied" || a.Session.Rules[0] != "busy" || a.Session.Key.Payment.Daily.EUR != 101 {
		t.Errorf("with three a day: %q %+v", a.Refusal, a.Session)
	}
	asked := 0
	for _, d := range seen.all {
		if d.Action == ruling.ActionPay {
			asked++
		}
	}
	if asked != 3 { // at none, at two a day, which is so twice, and at three
		t.Errorf("payments were decided %d times", asked)
	}
	c.sound()
}

// TestAnAverageWithoutARateIsNotKnown: what could not be counted is not taken for nothing.
func TestAnAverageWithoutARateIsNotKnown(t *testing.T) {
	c := newCounter(t, averaged)
	c.counts(licence.Quota{Name: "eu", Kind: licence.Meter, Unit: "eur", Window: licence.Average}, "Group/EU")
	refused := func(when string) {
		t.Helper()
		if a := c.try(c.voucher(cents(30))); a.Refusal == "" || a.Session == nil || a.Session.Key.Payment.Daily.Known {
			t.Errorf("%s: %q %+v", when, a.Refusal, a.Session)
		}
	}
	c.do(c.voucher(cents(15)))
	c.now += int64(2 * time.Hour)
	refused("a rate that is stale")
	c.rate(eur, 1_250_000_000_000)
	c.do(c.voucher(cents(30)))
	c.sound()
}

// TestWhatHasNoRateIsNotCounted: a meter passes it over, a cap lets nothing through.
func TestWhatHasNoRateIsNotCounted(t *testing.T) {
	c := newCounter(t, policies)
	c.rate(eur, 1_250_000_000_000)
	c.counts(licence.Quota{Name: "eu", Kind: licence.Meter, Unit: "eur-cents", Window: licence.Average}, "Group/EU")
	c.now += int64(2 * time.Hour) // the rate is stale
	call := c.voucher(cents(15))
	c.do(call)
	c.do(clearing.Capture{Call: call.Call.Call, Usage: used(1_000_000, 0)})
	if s := c.of("eu"); s.Draws != 0 {
		t.Errorf("%d payments were counted without a rate", s.Draws)
	}
	c.counts(licence.Quota{Name: "cap", Kind: licence.Cap, Unit: "gbp-cents", Window: licence.Day, UnitsMax: money.Units(100)}, "Jurisdiction/DE")
	if a := c.try(c.voucher(cents(30))); a.Refusal != "quota_rate" || a.Short == nil || a.Short.Quota != "cap" {
		t.Errorf("a cap in a currency of which nothing is known: %q %+v", a.Refusal, a.Short)
	}
	c.do(clearing.EndQuota{Name: "cap"})
	c.do(c.voucher(cents(30)))
	c.sound()
}

// purseOf is a wallet with a channel, and what it has signed in cents.
type purseOf struct {
	channel payment.ChannelID
	key     ledger.ID
	signed  uint64
}

// enters brings in a wallet with five dollars on its channel.
func (c *counter) enters(number byte) *purseOf {
	c.t.Helper()
	party, key := c.purse.id(), c.purse.id()
	w := &purseOf{channel: payment.ChannelID{0xd0, number}, key: key}
	c.do(clearing.AddParty{Party: clearing.Party{ID: party, Role: clearing.RoleBuyer, Name: "0xmany", Asset: usd}})
	c.do(clearing.AddKey{Key: clearing.Key{ID: key, Hash: [32]byte{20, number}, Party: party, Name: "wallet", Scopes: clearing.ScopeCall}})
	c.do(clearing.RegisterFacts{Entries: []*facts.Entry{c.known(party, "US")}})
	c.do(clearing.OpenChannel{ID: w.channel, Escrow: payment.EscrowBatch, Token: c.token, Party: party, Config: []byte{number}, Delay: int64(15 * time.Minute)})
	(&stream{purse: c.purse, id: w.channel}).deposit(cents(500))
	return w
}

// TestNoCapOfPaymentsIsOverrun walks at random through the payments of many wallets at
// once, beside a count of what they hold and paid.
func TestNoCapOfPaymentsIsOverrun(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 3))
	c := newCounter(t, policies)
	const most, wallets = 1_000, 12 // cents a day
	c.counts(licence.Quota{Name: "cap", Kind: licence.Cap, Unit: "usd-cents", Window: licence.Day, UnitsMax: money.Units(most), CountMax: 180}, "Group/EU")
	var all []*purseOf
	for i := range wallets {
		all = append(all, c.enters(byte(i)))
	}
	held, paid, count := map[ledger.ID]uint64{}, uint64(0), 0
	var open []ledger.ID
	refusals := map[string]int{}
	closed := func(i int) {
		held[open[i]] = 0
		open[i] = open[len(open)-1]
		open = open[:len(open)-1]
	}
	for range 1500 {
		switch n := random.IntN(10); {
		case n < 6:
			w := all[random.IntN(wallets)]
			call := c.order()
			call.Key, call.Region = w.key, "fra"
			tokens := uint64(1+random.IntN(10)) * 100_000 // a cent and a half each
			call.Limits[1].Max = tokens
			w.signed += 20
			a := c.try(clearing.Draw{Voucher: payment.Voucher{Channel: w.channel, Value: cents(w.signed), Signature: []byte{1}}, Call: call})
			refusals[a.Refusal]++
			sum := (a.Call.Reserved.Lo + 9_999_999) / 10_000_000
			for _, h := range held {
				sum += h
			}
			switch fits := sum+paid <= most && count+len(open) < 180; {
			case a.Refusal == "":
				if !fits {
					t.Fatalf("%d cents were let through", sum+paid)
				}
				held[call.Call] = (a.Call.Reserved.Lo + 9_999_999) / 10_000_000
				open = append(open, call.Call)
			case (a.Refusal == "quota_units" || a.Refusal == "quota_count") == fits:
				t.Fatalf("%d cents in %d are refused by %q", sum+paid, count+len(open), a.Refusal)
			}
		case n < 8 && len(open) > 0:
			i := random.IntN(len(open))
			was := held[open[i]]
			a := c.do(clearing.Capture{Call: open[i], Usage: used(random.Uint64N(500_000), 0)})
			if !a.Call.Charge.IsZero() {
				count++
				paid += (was*a.Call.Charge.Lo + a.Call.Reserved.Lo - 1) / a.Call.Reserved.Lo
			}
			closed(i)
		case n < 9 && len(open) > 0:
			i := random.IntN(len(open))
			c.do(clearing.Void{Call: open[i], Reason: "upstream"})
			closed(i)
		}
		s := c.of("cap")
		if s.Used.Lo != paid || s.Draws != uint64(count) || s.Open != uint64(len(open)) {
			t.Fatalf("used are %s in %d with %d open, want %d in %d with %d", s.Used, s.Draws, s.Open, paid, count, len(open))
		}
	}
	if refusals["quota_units"]+refusals["quota_count"] < 20 || refusals[""] < 50 {
		t.Errorf("the walk shows little: %v", refusals)
	}
	c.sound()
}

// What is paid on trust is counted as what is paid at once, and a cap is asked before
// anybody pays.
func TestTendersAreCounted(t *testing.T) {
	c := newCounter(t, policies)
	c.counts(licence.Quota{Name: "cap", Kind: licence.Cap, Unit: "usd-cents", Window: licence.Day, UnitsMax: money.Units(40)}, "Group/EU")
	tender := func(trust money.Amount) clearing.Tender {
		x := c.tender(trust)
		x.Call.Region = "fra"
		return x
	}
	trusted := tender(cents(100))
	c.do(trusted)
	if s := c.of("cap"); s.Held != money.Units(15) {
		t.Errorf("%s are held", s.Held)
	}
	c.do(clearing.Capture{Call: trusted.Call.Call, Usage: used(1_000_000, 0)})
	c.do(tender(cents(100)))
	late := tender(money.Amount{})
	if a := c.try(late); a.Refusal != "quota_units" || a.Short == nil || a.Short.Left != money.Units(10) {
		t.Errorf("beyond the cap: %q %+v", a.Refusal, a.Short)
	}
	if _, known := c.m.Settlement().Payment(late.Payment); known {
		t.Error("a payment is asked for that a cap stands against")
	}
	if s := c.of("cap"); s.Used != money.Units(15) || s.Held != money.Units(15) {
		t.Errorf("%s are used, %s held", s.Used, s.Held)
	}
	unknown := c.order()
	unknown.Region, unknown.Token = "fra", 99
	c.refuses(unknown, string(settlement.TokenUnknown))
	c.sound()
}

// TestCallsTellOfAQuotaOnce: however many come and go, the house hears once that a cap is
// nearly used up, and of none that was refused.
func TestCallsTellOfAQuotaOnce(t *testing.T) {
	c := newCounter(t, policies)
	c.counts(licence.Quota{Name: "cap", Kind: licence.Cap, Unit: "usd-cents", Window: licence.Day, UnitsMax: money.Units(100)})
	seen := &quotaEvents{}
	c.m.Observe(seen)
	refused := 0
	for i := range uint64(20) {
		d := c.voucher(cents(15 * (i + 1)))
		if a := c.try(d); a.Refusal != "" {
			refused++
			continue
		}
		if i%3 == 2 {
			c.do(clearing.Void{Call: d.Call.Call, Reason: "upstream_failed"})
		}
	}
	if refused == 0 || len(seen.states) != 1 || seen.states[0] != clearing.QuotaNear || len(seen.draws) != 0 {
		t.Errorf("%d were refused; told %v and %d draws", refused, seen.states, len(seen.draws))
	}
	c.sound()
}
