package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
	"aidollar/pay/x402/till"
	"aidollar/rules/pack"
	"aidollar/rules/packs"

	"github.com/ethereum/go-ethereum/common"
)

// The shipped rules of the Union let a dollar token pay for compute while it is used less
// than MiCA, Art. 23 says, and no more above that: by what the running house has counted.
func TestADollarTokenInTheUnion(t *testing.T) {
	h := newRoutedHouse(t)
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := library.Compile([]string{"baseline", "eu"})
	if err != nil {
		t.Fatal(err)
	}
	var seller ledger.ID
	h.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			if p.Role == clearing.RoleSeller {
				seller = p.ID
			}
			return true
		})
	})
	const usd, eur = 1, 2
	token := clearing.DefineToken{ChainID: 1, Contract: settlement.Address{7}, House: settlement.Address{8}, Decimals: 6, Asset: usd}
	entity := "Asset/" + clearing.AssetEntity(&settlement.Token{ChainID: token.ChainID, Contract: token.Contract})
	in := func(name, place string) *facts.Entry {
		return facts.New(name, []string{"Jurisdiction/" + place}, "name", name, "identified", true)
	}
	for _, c := range []clearing.Command{
		clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}},
		token,
		clearing.SetConversion{Pair: exchange.Pair{Base: eur, Quote: usd}, Terms: exchange.Terms{Open: true, SpreadBPS: 50, SlipBPS: 100, Honour: int64(time.Minute)}},
		clearing.SetRate{Word: exchange.Word{Pair: exchange.Pair{Base: eur, Quote: usd}, Price: 1_100_000_000_000, At: time.Now().UnixNano(), Valid: int64(time.Hour), Source: "desk"}},
		clearing.InstallRules{Set: ruling.Installed{Archive: book.Archive().Bytes()}},
		clearing.RegisterFacts{Entries: []*facts.Entry{
			in(ruling.Participant(h.buyer.ID).String(), "DE"), in(ruling.Participant(seller).String(), "DE"), in("Participant/house", "DE"),
			facts.New("Region/eu", []string{"Jurisdiction/DE"}, "name", "Frankfurt", "operator", facts.Ref("Participant/house")),
			facts.New("Model/acme-large", []string{"Jurisdiction/US"}, "name", "Large", "licence", "none"),
			facts.New(entity, nil, "name", "A dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house"), "certifications", []string{"eu-mica-emt"}),
		}},
	} {
		h.command(c)
	}
	key := newID()
	h.command(clearing.AddKey{Key: clearing.Key{ID: key, Hash: [32]byte{5}, Party: h.buyer.ID, Name: "wallet", Scopes: clearing.ScopeCall}})
	h.command(clearing.AddKey{Key: clearing.Key{ID: newID(), Hash: api.HashSecret(officerSecret), Name: "operator", Scopes: clearing.ScopeAdmin}})
	u := &unionHouse{routedHouse: h, key: key, seller: seller}
	u.pays("rule_referred", "eu-mica-unknown")
	h.command(clearing.SetQuota{Quota: licence.Quota{
		Name: "mica-usd", Kind: licence.Meter, Unit: "eur-micros", Window: licence.Average, Assets: []string{entity}, Places: []string{"Group/EU"},
	}})
	u.pays("", "")
	u.issuerIsTold()
	u.walletPays()
	// Just below the thresholds with what others tell, and above them with a bit more.
	u.count(90*1_000_000-10, 90*200_000_000-1000)
	u.pays("", "")
	u.count(1, 2000)
	u.pays("rule_referred", "eu-mica-cap-one")
	u.count(20, 0)
	u.pays("rule_denied", "eu-mica-cap")
	// A token of which nobody says anything is named, and not only that rules failed on it.
	h.command(clearing.RegisterFacts{Gone: []ruling.Entity{{Type: "Asset", ID: strings.TrimPrefix(entity, "Asset/")}}})
	a, err := h.p.node.Do(t.Context(), u.tender(u.key))
	if err != nil || a.Refusal != "rule_denied" || a.Session.Missing != "there are no facts of "+entity {
		t.Fatalf("%v, %s, %+v", err, a.Refusal, a.Session)
	}
}

// unionHouse is a house in the Union, and who pays in it.
type unionHouse struct {
	*routedHouse
	key, seller ledger.ID
}

// pays makes sure how a payment of a dollar is answered, and by which rule.
func (u *unionHouse) pays(want, rule string) {
	u.t.Helper()
	a, err := u.p.node.Do(u.t.Context(), u.tender(u.key))
	if err != nil || a.Refusal != want {
		u.t.Fatalf("a payment: %v %q, want %q; %s %+v", err, a.Refusal, want, a.Detail, a.Session)
	}
	if rule != "" && (len(a.Cited) == 0 || a.Cited[0].ID != rule) {
		u.t.Fatalf("by %+v, want %s", a.Cited, rule)
	}
}

// tender offers a dollar for a call.
func (u *unionHouse) tender(key ledger.ID) clearing.Tender {
	now := time.Now().UnixNano()
	return clearing.Tender{
		Payment: newID(), Token: 1, Scheme: settlement.Exact, Signed: money.Units(1_000_000_000), Until: now + int64(time.Hour), Payload: []byte("signed"),
		Call: clearing.Reserve{
			Call: newID(), Key: key, Seller: u.seller, Model: "acme-large", Region: "eu", Deadline: now + int64(time.Minute),
			Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.SetOf(meter.Input, meter.InputCached), Max: 100}, {Meters: meter.TextOutput, Max: 100}},
		},
	}
}

// walletPays has a wallet pay, and makes sure that what eu-travel wants of it is kept: from
// its address to the seller's account, with the house between.
func (u *unionHouse) walletPays() {
	u.t.Helper()
	wallet, key := till.Wallet{Address: common.Address{19: 0xd4}}, newID()
	payer := clearing.Party{ID: newID(), Role: clearing.RoleBuyer, Name: wallet.Name(), Asset: 1}
	u.command(clearing.AddParty{Party: payer})
	u.command(clearing.AddKey{Key: clearing.Key{ID: key, Hash: [32]byte{6}, Party: payer.ID, Name: "wallet", Scopes: clearing.ScopeCall}})
	u.command(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New(ruling.Participant(payer.ID).String(), []string{"Jurisdiction/DE"}, "name", "A wallet")}})
	person := filepath.Join(u.t.TempDir(), "person.json")
	if err := os.WriteFile(person, []byte(hallPerson), 0o600); err != nil {
		u.t.Fatal(err)
	}
	for _, party := range []ledger.ID{payer.ID, u.seller} {
		contains(u.t, "an identity", u.line("identities", "set", party.String(), person), "VERSION")
	}
	var err error
	if u.p.house, err = whoHouse(person); err != nil {
		u.t.Fatal(err)
	}
	u.p.courier.Close()
	u.p.openCourier()
	tender := u.tender(key)
	u.command(tender)
	for range 100 {
		kept, ok, err := u.p.courier.Payload(payer.ID, tender.Payment, ledger.ID{})
		if err != nil {
			u.t.Fatal(err)
		}
		if ok {
			contains(u.t, "what travelled", string(kept.Payload), `"accountNumber":["`+wallet.Address.Hex()+`"]`, `"accountNumber":["`+clearing.PartyAccount(u.seller, clearing.AccountSeller).String()+`"]`, `"beneficiaryVASP"`)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	u.t.Fatal("nothing was kept")
}

// issuerIsTold makes sure that a payment in a foreign token brings the duty to tell its
// issuer, by eu-mica-report, and what an officer sees and does of it.
func (u *unionHouse) issuerIsTold() {
	u.t.Helper()
	var owed []duty.Duty
	u.p.node.View(func(m *clearing.Machine) {
		m.Duties().Open(func(d *duty.Duty) bool {
			if d.Kind == duty.Notice {
				owed = append(owed, *d)
			}
			return true
		})
	})
	if len(owed) != 1 || owed[0].To != "token-issuer" || owed[0].Party != u.buyer.ID || owed[0].Decision == 0 {
		u.t.Fatalf("owed is %+v", owed)
	}
	number := strconv.FormatUint(owed[0].Number, 10)
	contains(u.t, "what is to be done", u.line("duties", "list", "--kind", "notice"), number+" notice owed token-issuer "+u.buyer.ID.String())
	contains(u.t, "without a note", u.line("duties", "done", number), "exit 2", "--note")
	contains(u.t, "told", u.line("duties", "done", number, "--note", "by letter"), "done by operator: by letter")
	contains(u.t, "shown", u.line("duties", "show", number), "notice done token-issuer", "owed for ")
	contains(u.t, "of the decision", u.line("duties", "list", "--all", "--decision", strconv.FormatUint(owed[0].Decision, 10)), "notice done")
	shown, err := client.New(u.front.URL, officerSecret).Buyer(u.t.Context(), client.ID{ID: u.buyer.ID})
	if err != nil || time.Until(shown.KeepUntil) < 1825*24*time.Hour {
		u.t.Errorf("by eu-travel, what is known of the buyer is kept for five years, and not until %s: %v", shown.KeepUntil, err)
	}
}

const officerSecret = "sk-aid-an-officer-of-the-house"

// line is a command line with an officer's key.
func (u *unionHouse) line(args ...string) string {
	u.t.Helper()
	file := filepath.Join(u.t.TempDir(), "officer.key")
	if err := os.WriteFile(file, []byte(officerSecret), 0o600); err != nil {
		u.t.Fatal(err)
	}
	code, out, complaint := runLine(u.t, append(args, "--url", u.front.URL, "--key-file", file)...)
	if code != 0 {
		return "exit " + strconv.Itoa(code) + ": " + complaint
	}
	return out
}

// count enters what others say of the token.
func (u *unionHouse) count(times, euros uint64) {
	u.t.Helper()
	id := newID()
	u.command(clearing.DrawQuotas{Draw: licence.Draw{ID: id, Times: times, Lines: []licence.Line{{Quota: "mica-usd", Units: money.Units(euros * 1_000_000)}}}})
	u.command(clearing.CloseDraw{ID: id})
}
