package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/proof"
	"aidollar/receipt"
)

// TestProofsOfAHouse proves with the program's own commands what a house owes
// after real calls, and what a reader with the house's key alone makes of it.
func TestProofsOfAHouse(t *testing.T) { onBoth(t, testProofsOfAHouse) }

func testProofsOfAHouse(t *testing.T) {
	p, house, buyer := receiptHouse(t)
	secret, err := os.ReadFile(operatorOf(t, p))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(envURL, house)
	t.Setenv(envKey, strings.TrimSpace(string(secret)))
	code, out, complaint := runLine(t, "proof", "make", "--json")
	if code != 0 {
		t.Fatal(complaint)
	}
	var made client.Proof
	if err := json.Unmarshal([]byte(out), &made); err != nil {
		t.Fatal(err)
	}
	balance, err := buyer.Balance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, inclusion, _ := runLine(t, "proof", "inclusion", made.Period.String(), "--party", balance.Party.String())
	readProofs(t, p, house, &made, inclusion, balance.Party)

	// What is proven does not change with what happens later, nor is it for others.
	operator := client.New(house, os.Getenv(envKey))
	if _, err := operator.Deposit(t.Context(), client.NewDeposit{Buyer: balance.Party, Amount: "1", Reference: "later"}); err != nil {
		t.Fatal(err)
	}
	if _, again, _ := runLine(t, "proof", "inclusion", made.Period.String(), "--party", balance.Party.String()); again != inclusion {
		t.Errorf("an inclusion changed to %s", again)
	}
	if _, err := buyer.MakeProof(t.Context(), ""); !client.IsCode(err, "key_scope") {
		t.Errorf("a buyer makes a proof: %v", err)
	}
	if _, err := buyer.ProofInclusion(t.Context(), made.Period, client.NewID()); !client.IsCode(err, "key_scope") {
		t.Errorf("a buyer reads another's inclusion: %v", err)
	}
	if _, err := operator.ProofInclusion(t.Context(), made.Period, client.NewID()); !client.IsCode(err, "proof_leaf_none") {
		t.Errorf("an inclusion of nobody: %v", err)
	}
	if _, err := operator.Proof(t.Context(), client.NewID()); !client.IsCode(err, "proof_unknown") {
		t.Errorf("a period that is not there: %v", err)
	}
}

// readProofs is what a reader with the house's key makes of a proof's files.
func readProofs(t *testing.T, p *program, house string, made *client.Proof, inclusion string, party client.ID) {
	posted, dir := postedOf(p, party), t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run := func(want int, say string, args ...string) {
		t.Helper()
		code, out, complaint := runLine(t, args...)
		if code != want || !strings.Contains(out+complaint, say) {
			t.Errorf("%s: exit code %d, want %d with %q: %s%s", strings.Join(args, " "), code, want, say, out, complaint)
		}
	}
	_, jwk, _ := runLine(t, "receipt", "key", "--data", p.config.Data)
	key := file("house.jwk", jwk)
	_, statement, _ := runLine(t, "proof", "show", made.Period.String())
	whole, part := file("statement.jws", statement), file("inclusion.json", inclusion)
	run(0, "good: "+posted+" USD of party "+party.String(), "verify", whole, part, "--key", key, "--party", party.String(), "--amount", posted)
	run(0, made.Owed+" USD owed", "verify", whole, "--house", house)
	run(1, "[amount_differs]", "verify", part, "--key", key, "--party", party.String(), "--amount", "99999")
	run(1, "[party_differs]", "verify", part, "--key", key, "--party", client.NewID().String(), "--amount", posted)
	run(1, "[stale]", "verify", whole, "--key", key, "--age", "1ns")
	run(1, "[signature_wrong]", "verify", file("changed.jws", strings.Replace(statement, ".e", ".f", 1)), "--key", key)
	run(1, "[form_malformed]", "verify", file("empty.jws", ""), "--key", key)
	run(2, "no files", "verify", "--key", key)
	run(2, "which key", "verify", whole)
	run(2, "--party and --amount", "verify", whole, "--key", key, "--party", party.String())
	run(2, "party \"Ann\"", "verify", part, "--key", key, "--party", "Ann", "--amount", "1")
	run(0, made.Period.String(), "proof", "list")

	// An old one that is shown as the newest, beside the newest.
	_, second, _ := runLine(t, "proof", "make", "--json")
	var newer client.Proof
	if err := json.Unmarshal([]byte(second), &newer); err != nil {
		t.Fatal(err)
	}
	if newer.Number != made.Number+1 || newer.Ratio == "" || newer.KeyID != made.KeyID {
		t.Errorf("the second proof is %+v", newer)
	}
	later := file("later.jws", newer.Statement)
	run(1, "[not_newest]", "verify", part, later, "--key", key)
	run(0, "number 2", "verify", part, later, "--key", key, "--past")
	run(0, "number 2", "verify", whole, later, "--key", key)

	// Another statement of the same period, by the same key; another one before the
	// newest; and one that was to be followed by another.
	forged, _, err := proof.Verify(statement, mustKeys(t, jwk))
	if err != nil {
		t.Fatal(err)
	}
	forged.Leaves++
	forge := func() string {
		text, err := proof.Sign(forged, p.receipts.Key())
		if err != nil {
			t.Fatal(err)
		}
		return file("forged.jws", text)
	}
	run(1, "[statement_twice]", "verify", whole, forge(), "--key", key)
	forged.Period = "another"
	run(1, "[previous_differs]", "verify", later, forge(), "--key", key)
	forged.Next = stamp(time.Now().Add(-time.Hour).UnixNano())
	run(1, "[superseded]", "verify", forge(), "--key", key)
	run(0, "good", "verify", forge(), "--key", key, "--past")
}

func mustKeys(t *testing.T, jwk string) (keys []ed25519.PublicKey) {
	t.Helper()
	keys, err := receipt.ParseKeys([]byte(jwk))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func operatorOf(t *testing.T, p *program) string {
	t.Helper()
	path, err := p.operator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// postedOf is the posted balance of a buyer, by the machine.
func postedOf(p *program, party interface{ String() string }) (text string) {
	id, _ := ledger.ParseID(party.String())
	p.node.View(func(m *clearing.Machine) {
		a, _ := m.Ledger().Account(clearing.PartyAccount(id, clearing.AccountBuyer))
		text = a.CreditsPosted.SubFloor(a.DebitsPosted).Decimal(money.USD().Scale)
	})
	return text
}

// TestProofCountsEverything adds up a statement by the ledger's other side: what
// is held is what is owed and what the house has earned.
func TestProofCountsEverything(t *testing.T) {
	p, _, _ := receiptHouse(t)
	s, leaves, err := p.proofs.moment(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var owed money.Amount
	for _, l := range leaves {
		owed, _ = owed.Add(l.Amount)
	}
	var earned money.Amount
	p.node.View(func(m *clearing.Machine) {
		a, _ := m.Ledger().Account(clearing.HouseAccount(clearing.AccountRevenue, 1))
		earned = a.CreditsPosted.SubFloor(a.DebitsPosted)
	})
	held, err := s.Held(proof.Terms{Now: time.Now(), AgeMax: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if sum, _ := owed.Add(earned); sum != held || owed.IsZero() || earned.IsZero() {
		t.Errorf("%s owed and %s earned are not %s held", owed, earned, held)
	}
}

// TestProofUnderLoad finds a moment between records that keep coming.
func TestProofUnderLoad(t *testing.T) {
	p, _, _ := receiptHouse(t)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for ctx.Err() == nil {
				_, _ = p.node.Do(ctx, clearing.DefineAsset{Asset: money.USD()}) // a record each, whatever it says
			}
		})
	}
	last := uint64(0)
	for range 20 {
		s, _, err := p.proofs.moment(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		if s.Log.Sequence < last {
			t.Errorf("record %d after record %d", s.Log.Sequence, last)
		}
		last = s.Log.Sequence
	}
	stop()
	writers.Wait()
}

// TestProofsAreMadeWhenTheyAreDue states each period once, whatever happens within
// it, and nothing of an asset that nobody has anything in.
func TestProofsAreMadeWhenTheyAreDue(t *testing.T) {
	p, _, _ := receiptHouse(t)
	if _, err := p.do(t.Context(), clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}}); err != nil {
		t.Fatal(err)
	}
	end := time.Now().Truncate(time.Hour)
	for range 2 {
		if err := p.proofs.makeDue(t.Context(), end); err != nil {
			t.Fatal(err)
		}
	}
	list := p.proofs.Periods()
	if len(list) != 1 || list[0] != periodID("USD", end) {
		t.Fatalf("the periods are %v", list)
	}
	first, _, err := p.proofs.Proof(list[0])
	if err != nil {
		t.Fatal(err)
	}
	// Money moves, the house is started again, and the period is stated as it was.
	if _, _, err := p.proofs.Make(t.Context(), newID(), 1); err != nil {
		t.Fatal(err)
	}
	again, err := openVault(p.proofs.dir, p.node, p.receipts)
	if err != nil {
		t.Fatal(err)
	}
	again.start(proofsDue{every: time.Hour}, nil, p.log)
	defer again.close()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if same, ok, err := again.Proof(list[0]); err != nil || !ok || same != first {
			t.Fatalf("the period is %+v, was %+v: %v", same, first, err)
		}
		// The hour may have ended since.
		if last := time.Now().Truncate(time.Hour); !last.After(end) || slices.Contains(again.Periods(), periodID("USD", last)) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the next period is not stated")
		}
	}
	made, _, err := again.Make(t.Context(), newID(), 1)
	if err != nil || made.Number < 3 || made.Next == "" {
		t.Errorf("the next statement is %+v: %v", made, err)
	}
}

// TestProofsSurviveARestart keeps each period once, in the order of time.
func TestProofsSurviveARestart(t *testing.T) {
	p, _, _ := receiptHouse(t)
	first, second := ledger.ID{Hi: 9, Lo: 1}, ledger.ID{Hi: 1, Lo: 2}
	one, again, err := p.proofs.Make(t.Context(), first, 1)
	if err != nil || again {
		t.Fatal(again, err)
	}
	if _, _, err := p.proofs.Make(t.Context(), second, 1); err != nil {
		t.Fatal(err)
	}
	if same, again, err := p.proofs.Make(t.Context(), first, 1); err != nil || !again || same != one {
		t.Errorf("the period again: %v %v", again, err)
	}
	// A write that was cut short, and a file of somebody else's.
	for _, name := range []string{".proof-1", client.NewID().String() + leavesSuffix, "notes.json"} {
		if err := os.WriteFile(filepath.Join(p.proofs.dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v, err := openVault(p.proofs.dir, p.node, p.receipts)
	if err != nil {
		t.Fatal(err)
	}
	if list := v.Periods(); len(list) != 2 || list[0] != second || list[1] != first {
		t.Fatalf("the periods are %v", list)
	}
	if got, ok, err := v.Proof(first); err != nil || !ok || got != one {
		t.Errorf("after a restart: %+v %v %v", got, ok, err)
	}
	_, leaves, err := p.proofs.moment(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range leaves {
		before, _, err := p.proofs.Inclusion(first, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		after, ok, err := v.Inclusion(first, l.ID)
		if err != nil || !ok || after.Salt != before.Salt || after.Statement != one.Statement {
			t.Errorf("the inclusion of %s after a restart: %v", l.ID, err)
		}
	}
	info, err := os.Stat(v.path(first, leavesSuffix))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the leaves' file: %v %v", info, err)
	}
}
