package main

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/settlement"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// The operator enters who a buyer is, the buyer reads it and says it anew, who looked is
// listed, and it is erased when its time is over.
func TestIdentityCommands(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	party, dir := calls.Items[0].Buyer.String(), t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	hall := write("hall.json", `{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "LEGL"}]}}}`)
	proof := write("extract.pdf", "abc")
	until := time.Now().UTC().AddDate(5, 0, 0)
	contains(t, "nothing", asHouse("identities", "show", party), "exit 1", "identity_unknown")
	contains(t, "a first one", asHouse("identities", "set", party, hall, "--evidence", proof, "--keep-until", until.Format(time.DateOnly)), "VERSION SINCE BY KEPT UNTIL", until.AddDate(0, 0, 1).Format(time.DateOnly)+" 00:00:00")
	contains(t, "the same", asHouse("identities", "set", party, hall, "--evidence", proof), "The current version said the same already.")
	contains(t, "it", asHouse("identities", "show", party), `"legalPersonName": "Hall"`, "evidence extract.pdf sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
	contains(t, "a key that does not manage", asBuyer("identities", "show", party), "exit 1", "key_scope")
	contains(t, "who looked", asHouse("identities", "reads", party), "TIME KEY WHY VERSION", "shown 1")
	bad := write("bad.json", `{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "TRAD"}]}, "countryOfRegistration": "Nowhere"}}`)
	contains(t, "a bad one", asHouse("identities", "set", party, bad), "exit 1", "/person/legalPerson/countryOfRegistration: is \"Nowhere\"", "(C5)")
	contains(t, "no JSON", asHouse("identities", "set", party, proof), "exit 1", "extract.pdf is no JSON")
	contains(t, "no day", asHouse("identities", "set", party, hall, "--keep-until", "soon"), "exit 2", "it is a day such as")
	contains(t, "nobody", asHouse("identities", "set", client.NewID().String(), hall), "exit 1", "seller_or_buyer_unknown")

	contains(t, "erasing", asHouse("identities", "erase", party), "PARTY ERASED THE REST", party+" no "+until.AddDate(0, 0, 1).Format(time.DateOnly))
	contains(t, "what has to be kept", asHouse("identities", "show", party), "It is to be erased, and has to be kept until")
	contains(t, "nobody has to keep it", asHouse("identities", "set", party, hall, "--keep-until", "no"), "2 ")
	raw, err := os.ReadFile(filepath.Join(p.config.Data, "identities.bolt"))
	if err != nil || strings.Contains(string(raw), "Hall") {
		t.Errorf("a name stands in the file: %v", err)
	}
}

// What travels beside a batch is shown once the house and the party are known, and what
// is missing before.
func TestTravelCommand(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	party := calls.Items[0].Buyer
	fund(t, p, party.ID)
	if a, err := p.node.Do(t.Context(), clearing.SetPayee{Party: party.ID, Token: 1, To: settlement.Address{19: 0xb1}}); err != nil || a.Refusal != "" {
		t.Fatal(err, a.Refusal)
	}
	var batch client.Payout
	if err := json.Unmarshal([]byte(asHouse("payouts", "open", "1", "--to", party.String()+"=2.5", "--json")), &batch); err != nil {
		t.Fatal(err)
	}
	contains(t, "what is missing", asHouse("payouts", "travel", batch.ID.String()), "PARTY ADDRESS AMOUNT WHOLE", "2.5 no", "/originator/originatorPerson is missing: nobody knows who the originator is", "/originatingVASP")
	file := filepath.Join(t.TempDir(), "house.json")
	if err := os.WriteFile(file, []byte(`{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "LEGL"}]}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if p.house, err = whoHouse(file); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p.handler())
	defer server.Close()
	line := func(args ...string) string {
		t.Helper()
		_, out, errOut := runLine(t, append(args, "--url", server.URL, "--key-file", filepath.Join(p.config.Data, operatorFile))...)
		return out + errOut
	}
	contains(t, "the identity", line("identities", "set", party.String(), file), "VERSION")
	contains(t, "all of it", line("payouts", "travel", batch.ID.String(), "--party", party.String()), "2.5 yes", `"payloadVersion":"101.2023"`, `"originatingVASP"`)
	contains(t, "a buyer", asBuyer("payouts", "travel", batch.ID.String()), "exit 1", "key_scope")
}

// Who the house is stands in a file that is read at the start, with every mistake told.
func TestWhoHouse(t *testing.T) {
	if who, err := whoHouse(""); who != nil || err != nil {
		t.Errorf("%v, %v", who, err)
	}
	if _, err := whoHouse(filepath.Join(t.TempDir(), "house.json")); err == nil || !strings.Contains(err.Error(), "who the house is") {
		t.Errorf("%v", err)
	}
	file := filepath.Join(t.TempDir(), "house.json")
	if err := os.WriteFile(file, []byte(`{"legalPerson": {"countryOfRegistration": "XY"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c := config.Default(t.TempDir())
	c.Listen, c.Identities.House = "127.0.0.1:0", file
	if _, err := newProgram(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), file+": /legalPerson/name: is missing") || !strings.Contains(err.Error(), "XY") {
		t.Errorf("%v", err)
	}
}

// The key may lie elsewhere, and a house may keep no identities at all.
func TestIdentitiesConfigured(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "elsewhere.key")
	start := func(i config.Identities) *program {
		t.Helper()
		c := config.Default(dir)
		c.Data, c.Listen, c.Identities = filepath.Join(dir, "data"), "127.0.0.1:0", i
		p, err := newProgram(c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range []struct {
		config config.Identities
		kept   bool
	}{{config.Identities{Off: true}, false}, {config.Identities{Key: key}, true}, {config.Identities{Key: key}, true}} {
		p := start(c.config)
		if (p.persons != nil) != c.kept || (p.identitiesAPI() != nil) != c.kept {
			t.Errorf("%+v: %v", c.config, p.persons)
		}
		if _, err := os.Stat(key); (err == nil) != c.kept {
			t.Errorf("%+v: the key: %v", c.config, err)
		}
		if err := p.close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	c := config.Default(dir)
	c.Data, c.Listen, c.Identities = filepath.Join(dir, "data"), "127.0.0.1:0", config.Identities{Key: key}
	if _, err := newProgram(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "back from a backup") {
		t.Errorf("without the key: %v", err)
	}
}

// A crash between the file of identities and the log is made good at the next start, and
// what counts is as the operator has it then.
func TestIdentitiesAgreeAtStart(t *testing.T) {
	dir := t.TempDir()
	start := func(i config.Identities) *program {
		t.Helper()
		c := config.Default(dir)
		c.Listen, c.Identities = "127.0.0.1:0", i
		p, err := newProgram(c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := start(config.Identities{})
	party, err := p.party(t.Context(), clearing.RoleBuyer, "Hall", 0)
	if err != nil {
		t.Fatal(err)
	}
	own, err := p.key(t.Context(), party.ID, "own", clearing.ScopeManage)
	if err != nil {
		t.Fatal(err)
	}
	key, _ := p.liveKey(own)
	name := []ivms101.LegalPersonNameID{{LegalPersonName: "Hall", Type: ivms101.LegalNameLegal}}
	who := &identity.Identity{Person: &ivms101.Person{LegalPerson: &ivms101.LegalPerson{Name: &ivms101.LegalPersonName{NameIdentifier: name}}}}
	v, _, err := p.persons.Put(party.ID, identity.Entry{By: key.ID}, who)
	if err != nil {
		t.Fatal(err)
	}
	for step, c := range []struct {
		what         string
		config       config.Identities
		before       func()
		kept, counts bool
	}{
		{"the party's own word", config.Identities{}, nil, true, false},
		{"which is trusted", config.Identities{Own: true}, nil, true, true},
		{"none are kept", config.Identities{Off: true}, nil, false, false},
		{"they are again", config.Identities{}, nil, true, false},
		{"erased", config.Identities{}, func() {
			if _, err := p.persons.Erase(party.ID, key.ID); err != nil {
				t.Fatal(err)
			}
		}, false, false},
		{"of a stranger", config.Identities{}, func() {
			if _, _, err := p.persons.Put(newID(), identity.Entry{By: key.ID}, who); err != nil {
				t.Fatal(err)
			}
		}, false, false},
	} {
		if c.before != nil {
			c.before()
		}
		if err := p.close(); err != nil {
			t.Fatal(err)
		}
		p = start(c.config)
		p.node.View(func(m *clearing.Machine) {
			i, ok := m.Identity(party.ID)
			if ok != c.kept || i.Counts != c.counts || (ok && i.Digest != v.Digest) || i.Operator {
				t.Errorf("%d, %s: %+v", step, c.what, i)
			}
		})
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
}
