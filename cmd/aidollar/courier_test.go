package main

import (
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/client"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
	"aidollar/rules/ivms101"
	"aidollar/rules/pack"
	"aidollar/rules/packs"
)

// travelHouse is a house under rules that want data beside transfers of 1,000 dollars.
type travelHouse struct {
	t     *testing.T
	dir   string
	p     *program
	url   string
	buyer ledger.ID
}

// start opens the house; who it is may be said or not.
func (h *travelHouse) start(who string) {
	h.t.Helper()
	c := config.Default(h.dir)
	c.Data, c.Listen, c.Identities.House = filepath.Join(h.dir, "data"), "127.0.0.1:0", who
	p, err := newProgram(c, slog.New(slog.DiscardHandler))
	if err != nil {
		h.t.Fatal(err)
	}
	server := httptest.NewServer(p.handler())
	h.p, h.url = p, server.URL
	h.t.Cleanup(func() {
		server.Close()
		if err := p.close(); err != nil {
			h.t.Error(err)
		}
	})
}

func (h *travelHouse) do(c clearing.Command) clearing.Answer {
	h.t.Helper()
	a, err := h.p.node.Do(h.t.Context(), c)
	if err != nil || a.Refusal != "" {
		h.t.Fatalf("%T: %v %s %s", c, err, a.Refusal, a.Detail)
	}
	return a
}

func (h *travelHouse) line(args ...string) string {
	h.t.Helper()
	_, out, complaint := runLine(h.t, append(args, "--url", h.url, "--key-file", h.file("officer.key", officerSecret))...)
	return out + complaint
}

func (h *travelHouse) file(name, text string) string {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// ruled puts the house under the rules, with facts of everybody.
func (h *travelHouse) ruled(names ...string) {
	h.t.Helper()
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		h.t.Fatal(err)
	}
	book, err := library.Compile(names)
	if err != nil {
		h.t.Fatal(err)
	}
	token := settlement.Token{ChainID: 31337, Contract: settlement.Address{1}}
	h.do(clearing.InstallRules{Set: ruling.Installed{Archive: book.Archive().Bytes()}})
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		facts.New("Participant/house", []string{"Jurisdiction/US"}, "name", "The house"),
		facts.New(ruling.Participant(h.buyer).String(), []string{"Jurisdiction/US"}, "name", "Hall"),
		facts.New("Asset/"+clearing.AssetEntity(&token), nil, "name", "A dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house"), "certifications", []string{"us-permitted-issuer"}),
	}})
}

// owed waits until a duty is in a state.
func (h *travelHouse) owed(number uint64, state string) client.Duty {
	h.t.Helper()
	var d client.Duty
	for range 100 {
		if err := json.Unmarshal([]byte(h.line("duties", "show", strconv.FormatUint(number, 10), "--json")), &d); err != nil {
			h.t.Fatal(err)
		}
		if d.State == state && (state != duty.Owed.String() || len(d.Missing) > 0) {
			return d
		}
		time.Sleep(100 * time.Millisecond)
	}
	h.t.Fatalf("duty %d is %+v, and not %s", number, d, state)
	return d
}

func newTravelHouse(t *testing.T) *travelHouse {
	h := &travelHouse{t: t, dir: t.TempDir()}
	h.start("")
	party, err := h.p.party(t.Context(), clearing.RoleBuyer, "buyer", 0)
	if err != nil {
		t.Fatal(err)
	}
	h.buyer = party.ID
	h.do(clearing.AddKey{Key: clearing.Key{ID: newID(), Hash: api.HashSecret(officerSecret), Name: "officer", Scopes: clearing.ScopeAdmin}})
	h.do(clearing.DefineToken{ChainID: 31337, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: 1})
	h.do(clearing.SetTokenLimits{Token: 1, Limits: settlement.Limits{DayMax: money.Units(100_000_000_000_000), BatchTo: 10}})
	h.do(clearing.SetPayee{Party: h.buyer, Token: 1, To: settlement.Address{19: 0xb1}})
	return h
}

const hallPerson = `{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "LEGL"}]}}}`

// What a payout and a deposit owe by the shipped rules is composed, kept and told to the log
// by its digest; what cannot be composed says what is missing, outlasts a stop, and is
// composed when it is there.
func TestWhatTravelsIsKept(t *testing.T) {
	h := newTravelHouse(t)
	contains(t, "who the buyer is", h.line("identities", "set", h.buyer.String(), h.file("hall.json", hallPerson)), "VERSION")
	h.ruled("baseline", "fatf", "us")
	dollars := func(n uint64) money.Amount { return money.Units(n * 1_000_000_000) }
	arrival := ledger.ID{Hi: 77, Lo: 1}
	h.do(clearing.Arrive{Arrival: settlement.Arrival{ID: arrival, Token: 1, Tx: settlement.Hash{1}, Block: 1, From: settlement.Address{19: 0xc3}, Amount: dollars(5_000), Party: h.buyer, Credit: true}})
	h.do(clearing.Finalize{ChainID: 31337, Block: 2, Balances: []settlement.Balance{{Token: 1, Amount: dollars(5_000)}}})
	d := h.owed(1, "owed")
	if d.Kind != "travel" || d.To != "ivms101" || d.Cause.ID != arrival || d.Missing[0].Pointer != "/beneficiaryVASP" {
		t.Errorf("%+v", d)
	}
	contains(t, "on the command line", h.line("duties", "show", "1"), "/beneficiaryVASP is missing: nobody said who the house is")
	contains(t, "nothing is kept", h.line("duties", "payload", "1"), "payload_unknown")
	batch := ledger.ID{Hi: uint64(time.Now().UnixMilli())<<16 | 0x7000, Lo: 1<<63 | 9}
	if a := h.do(clearing.PayOut{Batch: batch, Token: 1, Asks: []settlement.Ask{{Party: h.buyer, Amount: dollars(3_000)}}}); len(a.Payout.Items) != 1 {
		t.Fatalf("%+v", a)
	}
	h.owed(2, "owed")
	contains(t, "the metrics", metricsFor(t, h.url, officerSecret), `aidollar_duties_open{kind="travel"} 2`, `aidollar_duties_open{kind="notice"} 0`, `aidollar_duties_oldest_age_seconds{kind="travel"}`, "aidollar_duties_overdue 0")
	if err := h.p.close(); err != nil {
		t.Fatal(err)
	}
	h.start(h.file("house.json", strings.Replace(hallPerson, "Hall", "The House", 1)))
	for number, want := range map[uint64][]string{
		1: {`"accountNumber":["0x00000000000000000000000000000000000000C3"]`, `"beneficiaryVASP":{"beneficiaryVASP":{"legalPerson"`, clearing.PartyAccount(h.buyer, clearing.AccountBuyer).String()},
		2: {`"accountNumber":["0x00000000000000000000000000000000000000B1"]`, `"originatingVASP":{"originatingVASP":{"legalPerson"`, `"customerIdentification":"` + h.buyer.String()},
	} {
		d := h.owed(number, "done")
		if len(d.Digest) != 64 || d.By != (client.ID{}) {
			t.Errorf("%+v", d)
		}
		shown := h.line("duties", "payload", strconv.FormatUint(number, 10))
		contains(t, "the payload", shown, append(want, d.Digest, `"legalPersonName":"Hall"`)...)
	}
	contains(t, "as it was kept", h.line("payouts", "travel", batch.String()), `"originatingVASP"`, "yes")
	h.keptBefore(dollars(1_500))
	contains(t, "who looked", h.line("identities", "reads", h.buyer.String()), "travel")
	erased := h.line("identities", "erase", h.buyer.String())
	contains(t, "erased five years from now", erased, h.buyer.String()+" no "+strconv.Itoa(time.Now().AddDate(5, 0, -1).Year()))
	raw, err := os.ReadFile(filepath.Join(h.p.config.Data, "identities.bolt"))
	if err != nil || strings.Contains(string(raw), "Hall") {
		t.Errorf("a name stands in the file: %v", err)
	}
}

// keptBefore stops the courier between what it keeps and what it tells, and has it go on:
// what was kept counts, though the party is known otherwise by now.
func (h *travelHouse) keptBefore(amount money.Amount) {
	h.t.Helper()
	h.p.courier.Close()
	batch := newID()
	h.do(clearing.PayOut{Batch: batch, Token: 1, Asks: []settlement.Ask{{Party: h.buyer, Amount: amount}}})
	kept, _, err := h.p.persons.KeepPayload(h.buyer, batch, &ivms101.Payload{}, time.Now().Add(time.Hour).UnixNano())
	if err != nil {
		h.t.Fatal(err)
	}
	h.p.openCourier()
	if d := h.owed(3, "done"); d.Digest != hex.EncodeToString(kept.Digest[:]) || d.Cause.ID != batch {
		h.t.Errorf("ended by another payload: %+v", d)
	}
}
