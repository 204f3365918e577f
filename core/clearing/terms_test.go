package clearing_test

import (
	"bytes"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
)

// addBuyer enters another buyer with a key and gives their ids.
func (s *shop) addBuyer(name string, hash byte, terms clearing.KeyTerms) (buyer, key ledger.ID) {
	s.t.Helper()
	buyer, key = s.id(), s.id()
	s.do(clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: name, Asset: usd}})
	s.do(clearing.AddKey{Key: clearing.Key{ID: key, Hash: [32]byte{hash}, Party: buyer, Name: name, Scopes: clearing.ScopeCall, Terms: terms}})
	return buyer, key
}

func (s *shop) addProject(party ledger.ID, limits clearing.SpendLimits) ledger.ID {
	s.t.Helper()
	id := s.id()
	s.do(clearing.AddProject{Project: clearing.Project{ID: id, Party: party, Name: "project", Limits: limits}})
	return id
}

func TestTermsOfAKeyAreHeld(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(10_000_000))
	project := s.addProject(s.buyer, clearing.SpendLimits{})
	key := clearing.Key{ID: s.id(), Hash: [32]byte{2}, Party: s.buyer, Name: "k", Scopes: clearing.ScopeCall, Terms: clearing.KeyTerms{
		Project: project, Expires: s.now + 1e12, Models: []string{"other", "demo-*"}, Networks: []string{"192.0.2.0/24"}, RequestsPerMinute: 5,
	}}
	s.do(clearing.AddKey{Key: key})
	if again := s.do(clearing.AddKey{Key: key}); !again.Exists {
		t.Error("the same key again is new")
	}
	call := func(want string) {
		t.Helper()
		r := s.reservation(1, 1)
		r.Key = key.ID
		if got := s.try(r); got.Refusal != want {
			t.Errorf("refused with %q, want %q", got.Refusal, want)
		}
	}
	call("")
	terms := key.Terms
	terms.Models = []string{"demo"}
	s.do(clearing.ChangeKey{ID: key.ID, Terms: terms})
	if again := s.do(clearing.ChangeKey{ID: key.ID, Terms: terms}); !again.Exists {
		t.Error("the same terms again are new")
	}
	call("key_model")
	terms.Models = nil
	s.do(clearing.ChangeKey{ID: key.ID, Terms: terms})
	s.do(clearing.ChangeProject{ID: project, Name: "renamed", Archived: true})
	call("project_archived")
	s.do(clearing.ChangeProject{ID: project, Name: "renamed"})
	call("")
	s.now = terms.Expires
	call("key_expired")
	if known, _ := s.m.Key(key.ID); known.Terms.Limits != clearing.Unlimited() || known.Terms.Networks[0] != "192.0.2.0/24" {
		t.Errorf("the key is known as %+v", known)
	}
}

func TestProjectsStayWithTheirParty(t *testing.T) {
	s := newShop(t, 0)
	other, _ := s.addBuyer("other", 9, clearing.KeyTerms{})
	project := s.addProject(other, clearing.Unlimited())
	archived := s.addProject(s.buyer, clearing.Unlimited())
	s.do(clearing.ChangeProject{ID: archived, Name: "old", Archived: true})
	for want, terms := range map[string]clearing.KeyTerms{
		"project_unknown":  {Project: project},
		"project_archived": {Project: archived},
		"models_invalid":   {Models: []string{""}},
		"networks_invalid": {Networks: make([]string, clearing.KeyNetworksMax+1)},
		"expiry_invalid":   {Expires: -1},
	} {
		k := clearing.Key{ID: s.id(), Hash: [32]byte{3}, Party: s.buyer, Name: "k", Scopes: clearing.ScopeCall, Terms: terms}
		if got := s.try(clearing.AddKey{Key: k}); got.Refusal != want || clearing.Sentence(want) == "" {
			t.Errorf("refused with %q, want %q", got.Refusal, want)
		}
	}
	if got := s.try(clearing.ChangeKey{ID: s.key, Terms: clearing.KeyTerms{Project: project}}); got.Refusal != "key_project" {
		t.Errorf("a key moved to another party's project: %q", got.Refusal)
	}
	if got := s.try(clearing.AddProject{Project: clearing.Project{ID: s.id(), Party: s.seller, Name: "p"}}); got.Refusal != "role_invalid" {
		t.Errorf("a seller's project: %q", got.Refusal)
	}
	if got := s.try(clearing.ChangeProject{ID: s.id(), Name: "p"}); got.Refusal != "project_unknown" {
		t.Errorf("no project: %q", got.Refusal)
	}
}

// TestABuyersOwnCardGoesFirst, for the models that it has.
func TestABuyersOwnCardGoesFirst(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(10_000_000))
	other, otherKey := s.addBuyer("other", 9, clearing.KeyTerms{})
	s.do(clearing.Transfers{{
		ID: s.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(other, clearing.AccountBuyer),
		Amount: money.Units(1_000_000), Asset: usd,
	}})
	own := s.card("own", 1, map[string]string{"demo-text": "0.30", "special": "1"})
	s.do(clearing.PutCard{Seller: s.seller, Buyer: other, Card: own})
	if again := s.do(clearing.PutCard{Seller: s.seller, Buyer: other, Card: own}); !again.Exists {
		t.Error("the same card again is new")
	}
	if got := s.try(clearing.PutCard{Seller: s.seller, Buyer: s.seller, Card: own}); got.Refusal != "buyer_unknown" {
		t.Errorf("a card for a seller: %q", got.Refusal)
	}
	for _, c := range []struct {
		key   ledger.ID
		model string
		want  uint64
		code  string
	}{
		{s.key, "demo-text", 150 + 600, ""}, {otherKey, "demo-text", 600, ""}, {otherKey, "special", 2_000, ""}, {s.key, "special", 0, "model_unknown"},
	} {
		r := s.reservation(1, 1)
		r.Key, r.Model = c.key, c.model
		if got := s.try(r); got.Refusal != c.code || got.Call.Reserved != money.Units(c.want) {
			t.Errorf("%s: reserved %v, %q", c.model, got.Call.Reserved, got.Refusal)
		}
	}
}

func TestLabelsAreShortAndPlain(t *testing.T) {
	s := newShop(t, 0)
	s.deposit(money.Units(10_000_000))
	r := s.reservation(1, 1)
	r.Region, r.Service = "eu-west-1", "batch"
	s.do(r)
	if call, _ := heldCall(s); call.Region != "eu-west-1" || call.Service != "batch" || call.At != s.now {
		t.Errorf("the call is known as %+v", call)
	}
	if again := s.do(r); !again.Exists {
		t.Error("the same call again is new")
	}
	bad := s.reservation(1, 1)
	bad.Region = "eu west"
	if got := s.try(bad); got.Refusal != "region_invalid" {
		t.Errorf("%q", got.Refusal)
	}
	bad.Region, bad.Service = "", "a service with a name that is far too long"
	if got := s.try(bad); got.Refusal != "service_invalid" {
		t.Errorf("%q", got.Refusal)
	}
	for want, c := range map[string]clearing.Capture{
		"region_invalid": {Call: r.Call, Region: "\n"}, "dialect_invalid": {Call: r.Call, Dialect: "é"},
	} {
		if got := s.try(c); got.Refusal != want {
			t.Errorf("%q, want %q", got.Refusal, want)
		}
	}
	seen := &closings{}
	s.m.Observe(seen)
	s.do(clearing.Capture{Call: r.Call, Usage: used(1, 1), Region: "eu-west-2", Dialect: "openai.chat", Cost: money.Units(77)})
	if len(seen.list) != 1 || seen.list[0].Region != "eu-west-2" || seen.list[0].Dialect != "openai.chat" || seen.list[0].Cost != money.Units(77) {
		t.Errorf("told of %+v", seen.list)
	}
}

type closings struct {
	clearing.Ignore
	list []clearing.CallClosing
}

func (c *closings) CallClosed(_ int64, closing *clearing.CallClosing) {
	c.list = append(c.list, *closing)
}

func TestMetersAreDefinedOnce(t *testing.T) {
	s := newShop(t, 0)
	d := meter.Definition{Name: "gpu", Aggregation: meter.Sum, Product: "demo-text", Meter: meter.Second}
	first := s.do(clearing.DefineMeter{Seller: s.seller, Definition: d})
	if again := s.do(clearing.DefineMeter{Seller: s.seller, Definition: d}); !again.Exists || again.Number != first.Number || first.Number != 1 {
		t.Errorf("number %d, then %+v", first.Number, again)
	}
	d.Meter = meter.Image
	if got := s.try(clearing.DefineMeter{Seller: s.seller, Definition: d}); got.Refusal != "meter_differs" {
		t.Errorf("%q", got.Refusal)
	}
	d.Name, d.Aggregation = "peak", meter.Max
	if got := s.try(clearing.DefineMeter{Seller: s.seller, Definition: d}); got.Refusal != "meter_window_missing" || clearing.Sentence(got.Refusal) == "" {
		t.Errorf("%q", got.Refusal)
	}
	if got := s.try(clearing.DefineMeter{Seller: s.buyer, Definition: d}); got.Refusal != "seller_unknown" {
		t.Errorf("%q", got.Refusal)
	}
	before := s.bytes()
	restored, err := clearing.Restore(bytes.NewReader(before), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if known, ok := restored.Meter(1); !ok || known.Definition.Name != "gpu" || !bytes.Equal(snapshot(t, restored), before) {
		t.Errorf("restored as %+v", known)
	}
}
