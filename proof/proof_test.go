package proof_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/proof"
)

const (
	period = "019cab12-7c1e-7aaa-8000-0123456789ab"
	scale  = 9
)

var (
	secret = []byte(strings.Repeat("s", proof.SecretSize))
	key    = ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", ed25519.SeedSize)))
	keys   = []ed25519.PublicKey{key.Public().(ed25519.PublicKey)}
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	terms  = proof.Terms{Now: noon.Add(time.Hour), AgeMax: 24 * time.Hour}
)

func codeOf(err error) string {
	var w *proof.Wrong
	if errors.As(err, &w) {
		return w.Code
	}
	if err != nil {
		return "no *Wrong: " + err.Error()
	}
	return ""
}

func leaves(amounts ...uint64) (list []proof.Leaf) {
	for i, n := range amounts {
		list = append(list, proof.Leaf{ID: id(i), Amount: money.Units(n)})
	}
	return list
}

func id(n int) ledger.ID { return ledger.ID{Hi: 0x019cab12_7c1e_7aaa, Lo: 1<<63 | uint64(n)} }

func build(t *testing.T, list []proof.Leaf) *proof.Tree {
	t.Helper()
	tree, err := proof.Build(period, secret, list)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// statement is one that holds: as much is there as is owed.
func statement(tree *proof.Tree) *proof.Statement {
	sum := tree.Root().Sum.Decimal(scale)
	return &proof.Statement{
		Form: proof.StatementForm, Period: period, Number: 1, Asset: proof.Asset{Code: "USD", Scale: scale}, Time: noon.Format(time.RFC3339Nano),
		Log:  proof.Log{Sequence: 7, Hash: strings.Repeat("ab", 32)},
		Root: proof.Root{Hash: tree.Root().Hash.String(), Sum: sum}, Leaves: tree.Leaves(),
		Custody: proof.Custody{OffChain: sum, Receivable: "0", Tokens: []proof.Token{}},
	}
}

func signed(t *testing.T, s *proof.Statement) string {
	t.Helper()
	text, err := proof.Sign(s, key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func included(t *testing.T, tree *proof.Tree, n int) *proof.Inclusion {
	t.Helper()
	i, ok := tree.Inclusion(id(n), scale, "")
	if !ok {
		t.Fatalf("leaf %d is not there", n)
	}
	return i
}

// TestEveryLeafLeadsToTheRoot holds trees of many sizes, through JSON as it
// travels.
func TestEveryLeafLeadsToTheRoot(t *testing.T) {
	for size := range 40 {
		var amounts []uint64
		total := uint64(0)
		for n := range size {
			amounts = append(amounts, uint64(n*n+1))
			total += amounts[n]
		}
		tree := build(t, leaves(amounts...))
		if tree.Root().Sum != money.Units(total) || tree.Leaves() != size {
			t.Fatalf("%d leaves: %d of sum %s", size, tree.Leaves(), tree.Root().Sum)
		}
		text := signed(t, statement(tree))
		s, _, err := proof.Verify(text+"\n", keys)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Check(terms), s.Fresh(terms)); err != nil {
			t.Error(err)
		}
		for n := range size {
			i, _ := tree.Inclusion(id(n), scale, text)
			raw, err := json.Marshal(i)
			if err != nil {
				t.Fatal(err)
			}
			read, err := proof.ParseInclusion(raw)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(read.Check(s), read.Expects(s, id(n).String(), money.Units(amounts[n]))); err != nil {
				t.Errorf("leaf %d of %d: %v", n, size, err)
			}
		}
		if _, ok := tree.Inclusion(id(size), scale, text); ok {
			t.Errorf("%d leaves prove one more", size)
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	list := leaves(1, 2, 3, 4, 5)
	root := build(t, list).Root()
	slices.Reverse(list)
	if got := build(t, list).Root(); got != root {
		t.Errorf("the same leaves in another order have another root: %v, %v", got, root)
	}
}

// TestPeriodsShareNothing would let a leaf be followed from one to the next.
func TestPeriodsShareNothing(t *testing.T) {
	one := build(t, leaves(5, 5))
	other, err := proof.Build("another", secret, leaves(5, 5))
	if err != nil {
		t.Fatal(err)
	}
	again, err := proof.Build(period, []byte(strings.Repeat("x", proof.SecretSize)), leaves(5, 5))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, tree := range []*proof.Tree{one, other, again} {
		for n := range 2 {
			i := included(t, tree, n)
			for _, text := range []string{i.Salt, i.Path[0].Hash} {
				if seen[text] {
					t.Errorf("%s is there twice", text)
				}
				seen[text] = true
			}
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	huge := []proof.Leaf{{ID: id(1), Amount: money.AmountMax}, {ID: id(2), Amount: money.Units(1)}}
	for _, c := range []struct {
		code, period string
		secret       []byte
		leaves       []proof.Leaf
	}{
		{"leaf_twice", period, secret, append(leaves(1, 2, 3), leaves(1)...)},
		{"sum_overflow", period, secret, huge},
		{"period_invalid", "", secret, nil},
		{"period_invalid", strings.Repeat("p", proof.PeriodMax+1), secret, nil},
		{"secret_invalid", period, secret[1:], nil},
		{"secret_invalid", period, nil, nil},
	} {
		if _, err := proof.Build(c.period, c.secret, c.leaves); codeOf(err) != c.code {
			t.Errorf("%v, want %s", err, c.code)
		}
	}
}

// TestChangedInclusions changes one thing of a good inclusion each.
func TestChangedInclusions(t *testing.T) {
	tree := build(t, leaves(10, 20, 30, 40, 50))
	s := statement(tree)
	for _, c := range []struct {
		name, code string
		change     func(*proof.Inclusion)
	}{
		{"nothing", "", func(*proof.Inclusion) {}},
		{"a smaller amount", "root_sum_differs", func(i *proof.Inclusion) { i.Amount = "0.000000001" }},
		{"a negative amount", "amount_malformed", func(i *proof.Inclusion) { i.Amount = "-0.000000001" }},
		{"an amount with a sign", "amount_malformed", func(i *proof.Inclusion) { i.Amount = "+" + i.Amount }},
		{"an amount written otherwise", "amount_malformed", func(i *proof.Inclusion) { i.Amount += "0" }},
		{"a negative sum", "amount_malformed", func(i *proof.Inclusion) { i.Path[1].Sum = "-1" }},
		{"an overflowing sum", "sum_overflow", func(i *proof.Inclusion) { i.Path[2].Sum = money.AmountMax.Decimal(scale) }},
		{"a sum beyond 128 bits", "amount_malformed", func(i *proof.Inclusion) { i.Path[0].Sum = money.AmountMax.Decimal(0) + "0" }},
		{"another party", "root_differs", func(i *proof.Inclusion) { i.Party = id(9).String() }},
		{"another's salt", "root_differs", func(i *proof.Inclusion) { i.Salt = included(t, tree, 3).Salt }},
		{"a swapped side", "root_differs", func(i *proof.Inclusion) {
			i.Path[1].Side = map[string]string{proof.Left: proof.Right, proof.Right: proof.Left}[i.Path[1].Side]
		}},
		{"no side", "side_unknown", func(i *proof.Inclusion) { i.Path[0].Side = "" }},
		{"a truncated hash", "hash_malformed", func(i *proof.Inclusion) { i.Path[0].Hash = i.Path[0].Hash[:32] }},
		{"a truncated salt", "hash_malformed", func(i *proof.Inclusion) { i.Salt = i.Salt[:62] }},
		{"a hash in capitals", "hash_malformed", func(i *proof.Inclusion) { i.Salt = strings.Repeat("AB", 32) }},
		{"another hash", "root_differs", func(i *proof.Inclusion) { i.Path[0].Hash = strings.Repeat("00", 32) }},
		{"a shorter path", "path_length", func(i *proof.Inclusion) { i.Path = i.Path[:2] }},
		{"a longer path", "path_length", func(i *proof.Inclusion) { i.Path = append(i.Path, i.Path[0]) }},
		{"another period", "period_differs", func(i *proof.Inclusion) { i.Period = "another" }},
		{"no party", "inclusion_malformed", func(i *proof.Inclusion) { i.Party = "Ann" }},
	} {
		i := included(t, tree, 1)
		c.change(i)
		if err := i.Check(s); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	i := included(t, tree, 1)
	if err := i.Expects(s, id(2).String(), money.Units(20)); codeOf(err) != "party_differs" {
		t.Errorf("another's leaf: %v", err)
	}
	if err := i.Expects(s, id(1).String(), money.Units(21)); codeOf(err) != "amount_differs" {
		t.Errorf("a smaller balance than expected: %v", err)
	}
}

// TestPlaceBeyondTheLeaves has a house prove a leaf that it hid behind the count.
func TestPlaceBeyondTheLeaves(t *testing.T) {
	tree := build(t, leaves(10, 20, 30, 40))
	s := statement(tree)
	s.Leaves = 3
	refused := 0
	for n := range 4 {
		if err := included(t, tree, n).Check(s); codeOf(err) == "path_padding" {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if refused != 1 {
		t.Errorf("%d of 4 leaves are beyond a count of 3", refused)
	}
}

// TestSumsOfBothChildren is the flaw of the first tree of this kind, Maxwell's:
// a parent that hashes the sum of its children, and not each child's, shows each
// child a false sum of the other. Here 10 and 20 are owed, and each is shown a
// sibling that makes the larger one the whole. Under a hash of both sums the two
// views have different roots, so that no one statement serves them.
func TestSumsOfBothChildren(t *testing.T) {
	tree := build(t, leaves(10, 20))
	first, second := included(t, tree, 0), included(t, tree, 1)
	understated := money.Units(20)
	// The flawed tree's root as one child computes it: of the sum with what it is
	// told of its sibling, and of the two hashes.
	flawed := func(own, beside uint64) string {
		sum, _ := money.Units(own).Add(money.Units(beside))
		return fmt.Sprintf("%x", sha256.Sum256([]byte(sum.String()+second.Path[0].Hash+first.Path[0].Hash)))
	}
	if flawed(10, 10) != flawed(20, 0) {
		t.Fatal("the flawed tree tells the two children apart; this test shows nothing then")
	}
	s := statement(tree)
	s.Root.Sum = understated.Decimal(scale)
	first.Path[0].Sum, second.Path[0].Sum = money.Units(10).Decimal(scale), money.Units(0).Decimal(scale)
	for _, i := range []*proof.Inclusion{first, second} {
		if err := i.Check(s); codeOf(err) != "root_differs" {
			t.Errorf("a root of the sum alone: %v", err)
		}
	}
}

func aToken(contract string) string {
	return `{"token":"eip155:1/erc20:` + contract + `","house":"0x01","custody":"1","escrow":"0","arriving":"0"}`
}

func TestVerifyRefuses(t *testing.T) {
	s := statement(build(t, leaves(10, 20)))
	text := signed(t, s)
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	head := string(raw)
	if raw, err = base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[1]); err != nil {
		t.Fatal(err)
	}
	payload := string(raw)
	sign := func(head, payload string) string {
		first := part(head) + "." + part(payload)
		return first + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(first)))
	}
	foreign, err := proof.Sign(s, ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, code string }{
		{"this one", sign(head, payload), ""},
		{"nothing", "", "form_malformed"},
		{"padding", strings.Replace(text, ".", "=.", 1), "form_malformed"},
		{"too large", strings.Repeat("a", proof.SizeMax+1), "statement_too_large"},
		{"no algorithm", sign(strings.Replace(head, "EdDSA", "none", 1), payload), "header_unknown"},
		{"a receipt's header", sign(strings.Replace(head, "aidollar-proof", "aidollar-receipt", 1), payload), "header_unknown"},
		{"a forged key", foreign, "key_unknown"},
		{"a forged signature", part(head) + foreign[strings.Index(foreign, "."):], "signature_wrong"},
		{"an understated sum", strings.Replace(text, part(payload), part(strings.Replace(payload, "0.00000003", "0.00000001", 1)), 1), "signature_wrong"},
		{"another form", sign(head, strings.Replace(payload, proof.StatementForm, "aidollar.proof/9", 1)), "form_unknown"},
		{"a member twice", sign(head, strings.Replace(payload, `"leaves":`, `"leaves":9,"leaves":`, 1)), "statement_not_canonical"},
		{"a member unknown", sign(head, strings.Replace(payload, `"leaves":`, `"more":9,"leaves":`, 1)), "statement_malformed"},
		{"two statements", sign(head, payload+payload), "statement_not_canonical"},
		{"no JSON", sign(head, "statement"), "statement_malformed"},
		{"negative leaves", sign(head, strings.Replace(payload, `"leaves":2`, `"leaves":-2`, 1)), "leaves_too_many"},
		{"a token counted twice", sign(head, strings.Replace(payload, `"tokens":[]`, `"tokens":[`+aToken("0xab")+`,`+aToken("0xAB")+`]`, 1)), "token_twice"},
		{"two tokens", sign(head, strings.Replace(payload, `"tokens":[]`, `"tokens":[`+aToken("0xab")+`,`+aToken("0xcd")+`]`, 1)), ""},
		{"no number", sign(head, strings.Replace(payload, `"number":1`, `"number":0`, 1)), "number_invalid"},
		{"a second one with none before", sign(head, strings.Replace(payload, `"number":1`, `"number":2`, 1)), "number_invalid"},
		{"a first one with one before", sign(head, strings.Replace(payload, `"number":1`, `"number":1,"previous":"`+proof.Digest("x")+`"`, 1)), "number_invalid"},
		{"a truncated digest", sign(head, strings.Replace(payload, `"number":1`, `"number":2,"previous":"ab"`, 1)), "hash_malformed"},
		{"a second one", sign(head, strings.Replace(payload, `"number":1`, `"number":2,"previous":"`+proof.Digest("x")+`"`, 1)), ""},
		{"a truncated root", sign(head, strings.Replace(payload, s.Root.Hash, s.Root.Hash[:40], 1)), "hash_malformed"},
	} {
		if _, _, err := proof.Verify(c.text, keys); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestStatementsThatDoNotHold(t *testing.T) {
	token := func(custody, onChain string, at time.Time) proof.Token {
		return proof.Token{Token: "eip155:1/erc20:0x01", Custody: custody, Escrow: "0", Arriving: "0.00000001", Compared: &proof.Comparison{
			Block: 9, Time: at.Format(time.RFC3339Nano), OnChain: onChain, InLedger: custody, EscrowOnChain: "0", EscrowInLedger: "0",
		}}
	}
	// 30 units are owed.
	for _, c := range []struct {
		name, code string
		change     func(*proof.Statement, *proof.Terms)
	}{
		{"as it is", "", func(*proof.Statement, *proof.Terms) {}},
		{"one unit short", "custody_short", func(s *proof.Statement, _ *proof.Terms) { s.Custody.OffChain = "0.000000029" }},
		{"negative custody", "amount_malformed", func(s *proof.Statement, _ *proof.Terms) { s.Custody.OffChain = "-1" }},
		{"stale", "stale", func(_ *proof.Statement, t *proof.Terms) { t.Now = noon.Add(24*time.Hour + 1) }},
		{"of tomorrow", "time_ahead", func(_ *proof.Statement, t *proof.Terms) { t.Now = noon.Add(-time.Hour) }},
		{"without a time", "time_malformed", func(s *proof.Statement, _ *proof.Terms) { s.Time = "noon" }},
		{"on chain", "", func(s *proof.Statement, _ *proof.Terms) {
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{token("0.00000003", "0.00000003", noon)}}
		}},
		{"less on chain", "custody_short", func(s *proof.Statement, _ *proof.Terms) {
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{token("0.00000003", "0.000000029", noon)}}
		}},
		{"more on chain than anybody's", "custody_short", func(s *proof.Statement, _ *proof.Terms) {
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{token("0.000000029", "1", noon)}}
		}},
		{"a comparison of long before", "comparison_apart", func(s *proof.Statement, _ *proof.Terms) {
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{token("0.00000003", "0.00000003", noon.Add(-48*time.Hour))}}
		}},
		{"in channels", "", func(s *proof.Statement, _ *proof.Terms) {
			k := token("0.00000002", "0.00000002", noon)
			k.Escrow, k.Compared.EscrowOnChain = "0.00000001", "1"
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{k}}
		}},
		{"less in channels than the ledger has", "custody_short", func(s *proof.Statement, _ *proof.Terms) {
			k := token("0.00000002", "1", noon)
			k.Escrow, k.Compared.EscrowOnChain = "0.00000001", "0.000000009"
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{k}}
		}},
		{"the next one to come", "", func(s *proof.Statement, _ *proof.Terms) { s.Next = noon.Add(time.Hour).Format(time.RFC3339Nano) }},
		{"the next one overdue", "superseded", func(s *proof.Statement, _ *proof.Terms) { s.Next = noon.Add(20 * time.Minute).Format(time.RFC3339Nano) }},
		{"the next one somewhen", "time_malformed", func(s *proof.Statement, _ *proof.Terms) { s.Next = "tomorrow" }},
		{"never compared", "custody_short", func(s *proof.Statement, _ *proof.Terms) {
			s.Custody = proof.Custody{OffChain: "0", Receivable: "0", Tokens: []proof.Token{{Custody: "0.00000003", Escrow: "0", Arriving: "0"}}}
		}},
		{"arriving", "custody_short", func(s *proof.Statement, _ *proof.Terms) {
			s.Custody = proof.Custody{OffChain: "0.00000002", Receivable: "0", Tokens: []proof.Token{{Custody: "0", Escrow: "0", Arriving: "0.00000001"}}}
		}},
		{"arriving, to who counts it", "", func(s *proof.Statement, t *proof.Terms) {
			t.Arriving = true
			s.Custody = proof.Custody{OffChain: "0.00000002", Receivable: "0", Tokens: []proof.Token{{Custody: "0", Escrow: "0", Arriving: "0.00000001"}}}
		}},
		{"an overflow", "sum_overflow", func(s *proof.Statement, t *proof.Terms) {
			t.Arriving = true
			s.Custody.Tokens = []proof.Token{{Custody: "0", Escrow: "0", Arriving: money.AmountMax.Decimal(scale)}}
		}},
	} {
		s, t2 := statement(build(t, leaves(10, 20))), terms
		c.change(s, &t2)
		err := s.Fresh(t2)
		if err == nil {
			err = s.Check(t2)
		}
		if codeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

// TestWhatIsLentIsNotThere counts what customers owe for who asks for it alone.
func TestWhatIsLentIsNotThere(t *testing.T) {
	for receivable, codes := range map[string][2]string{
		"0.00000001": {"custody_short", ""}, "0.000000009": {"custody_short", "custody_short"}, "-1": {"amount_malformed", "amount_malformed"},
		money.AmountMax.Decimal(scale): {"custody_short", "sum_overflow"},
	} {
		s := statement(build(t, leaves(10, 20)))
		s.Custody = proof.Custody{OffChain: "0.00000002", Receivable: receivable}
		for i, counts := range []bool{false, true} {
			if err := s.Check(proof.Terms{Receivable: counts}); codeOf(err) != codes[i] {
				t.Errorf("%s is lent, counted %v: %v, want %q", receivable, counts, err, codes[i])
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	tree, err := proof.Build(period, secret, leaves(1, 2, 3))
	if err != nil {
		f.Fatal(err)
	}
	i, _ := tree.Inclusion(id(1), scale, "")
	raw, err := json.Marshal(i)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	s := statement(tree)
	f.Fuzz(func(t *testing.T, text []byte) {
		read, err := proof.ParseInclusion(text)
		if err != nil {
			return
		}
		// Whatever else it says, what it proves is what is in the tree.
		if read.Check(s) == nil && read.Amount != map[string]string{
			id(0).String(): "0.000000001", id(1).String(): "0.000000002", id(2).String(): "0.000000003",
		}[strings.ToLower(read.Party)] && len(read.Party) == 36 {
			t.Errorf("it proves %s for %s", read.Amount, read.Party)
		}
	})
}
