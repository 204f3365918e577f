package main

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// The shipped rules of the Union let personal data go to a certified American operator, and
// have that looked at again after ninety days: when he is certified no longer by then, an
// order that rests on it has failed, and a person is told.
func TestAnOrderOutlivesACertificate(t *testing.T) {
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	book, err := library.Compile([]string{"baseline", "eu"})
	if err != nil {
		t.Fatal(err)
	}
	m, now := clearing.New(clearing.DefaultConfig()), time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	do := func(c clearing.Command) clearing.Answer {
		t.Helper()
		now = now.Add(time.Second)
		answers, err := m.Apply(clearing.AppendCommand(clearing.AppendHeader(nil, now.UnixNano()), c), nil)
		if err != nil || answers[0].Refusal != "" {
			t.Fatalf("%T: %v %s %s", c, err, answers[0].Refusal, answers[0].Detail)
		}
		return answers[0]
	}
	buyer := ledger.ID{Hi: 1, Lo: 1}
	do(clearing.DefineAsset{Asset: money.USD()})
	do(clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: "a clinic", Asset: 1}})
	do(clearing.InstallRules{Set: ruling.Installed{Archive: book.Archive().Bytes()}})
	operator := func(certifications ...string) *facts.Entry {
		return facts.New("Participant/cloud", []string{"Jurisdiction/US"}, "name", "A cloud", "certifications", certifications)
	}
	do(clearing.RegisterFacts{Entries: []*facts.Entry{
		operator("eu-us-dpf"), facts.New(ruling.Participant(buyer).String(), []string{"Jurisdiction/DE"}, "name", "A clinic"),
		facts.New("Region/iad", []string{"Jurisdiction/US"}, "name", "Ashburn", "operator", facts.Ref("Participant/cloud")),
		facts.New("Chip/x", nil, "name", "A chip", "tpp", 100, "bandwidth", 100),
	}})
	order := do(clearing.Decide{Ask: ruling.Ask{
		Action: "capacity.order", Principal: ruling.Participant(buyer), Resource: ruling.Entity{Type: "Chip", ID: "x"},
		Context: facts.Encode("region", facts.Ref("Region/iad"), "data", facts.Ref("DataClass/personal")),
	}}).Decision
	if order.Refusal() != "" {
		t.Fatalf("the order is %s by %v: %s", order.Outcome, order.Rules, order.Missing)
	}
	d, ok := m.Duties().Duty(1)
	if !ok || d.Kind != duty.Recheck || d.Decision != order.Number || d.Due != now.Add(90*24*time.Hour).UnixNano() {
		t.Fatalf("owed is %+v", d)
	}
	do(clearing.RegisterFacts{Entries: []*facts.Entry{operator()}})
	moment, ok := m.NextMoment()
	if !ok || moment >= d.Due {
		t.Fatal("nothing is to be asked before it is due")
	}
	now = time.Unix(0, moment)
	do(clearing.Tick{})
	if d, _ = m.Duties().Duty(1); d.State != duty.Failed || d.End.Reason != "denied by eu-transfer-basis" || d.Answer != order.Number+1 {
		t.Errorf("after ninety days it is %s: %+v", d.State, d)
	}
}
