package books_test

import (
	"bytes"
	"crypto/ed25519"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// reviewWorld is a world in which persons decide and auditors say things.
type reviewWorld struct {
	*world
	officers []ledger.ID
	auditor  ed25519.PrivateKey
	items    []ledger.ID
	said     []ledger.ID
}

func newReviewWorld(t testing.TB) *reviewWorld {
	w := &reviewWorld{world: newWorld(t, newRandom(t)), auditor: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))}
	for n, name := range []string{"ann", "bea"} {
		key := clearing.Key{ID: w.id(), Hash: [32]byte{201, byte(n)}, Name: name, Scopes: clearing.ScopeAdmin}
		w.apply(clearing.AddKey{Key: key})
		w.officers = append(w.officers, key.ID)
	}
	w.trust(attest.Of(attest.Participant, attest.DataCentre))
	return w
}

func (w *reviewWorld) trust(kinds attest.Kinds) {
	w.record(clearing.TrustAuditor{Auditor: attest.Auditor{Name: "tuv", Key: [32]byte(w.auditor[32:]), Kinds: kinds}})
}

func (w *reviewWorld) step() {
	switch w.r.Intn(9) {
	case 0:
		c := review.Content{Kind: review.Screening, Party: pick(w.r, w.buyers), Name: "a \"name\"", Hit: w.r.Intn(2) == 0,
			Matches: []review.Match{{Entry: "OFAC-SDN/" + pick(w.r, []string{"1", "2", "3"}), Name: "Nàme", Score: uint16(w.r.Intn(1001)), List: "SDN", Day: 20_000}}}
		id := w.id()
		w.items = append(w.items, id)
		w.record(clearing.OpenReview{ID: id, Content: c})
	case 1:
		id := w.id()
		w.items = append(w.items, id)
		w.record(clearing.OpenReview{ID: id, Content: review.Content{
			Kind: review.Referral, Subject: "Participant/elsewhere", Action: "chip.ship", Resource: "Chip/x", Request: [32]byte{byte(w.r.Intn(9)), 1}, Text: "to\nnobody",
		}})
	case 2, 3:
		if len(w.items) > 0 {
			w.record(clearing.DecideReview{ID: pick(w.r, w.items), Verdict: review.Verdict(1 + w.r.Intn(2)), By: pick(w.r, w.officers), Reason: "looked", Until: w.now + w.r.Int63n(int64(6*time.Hour))})
		}
	case 4:
		if len(w.items) > 0 {
			w.record(clearing.WithdrawReview{ID: pick(w.r, w.items), By: pick(w.r, w.officers), Reason: "looked again"})
		}
	case 5:
		w.record(clearing.SetReviewTerms{FourEyes: w.r.Intn(2) == 0})
	case 6:
		w.now += w.r.Int63n(int64(2 * time.Hour))
		w.record(clearing.Tick{})
	case 7:
		w.say()
	case 8:
		w.unsay()
	}
}

func (w *reviewWorld) say() {
	at := w.now / int64(time.Second)
	s := attest.Statement{ID: w.id(), Auditor: "tuv", Claim: "bsi-c5-type2", Subject: pick(w.r, []string{"DataCentre/a", "DataCentre/b", ruling.Participant(w.buyers[0]).String()}), Issued: at, From: at, Until: at + 90_000, Evidence: [32]byte{1}}
	text, err := s.Sign(w.auditor)
	if err != nil {
		w.t.Fatal(err)
	}
	w.said = append(w.said, s.ID)
	w.record(clearing.Attest{Text: text})
}

func (w *reviewWorld) unsay() {
	if len(w.said) == 0 {
		return
	}
	id := pick(w.r, w.said)
	switch w.r.Intn(3) {
	case 0:
		w.record(clearing.StrikeAttestation{ID: id, By: pick(w.r, w.officers), Reason: "a slip"})
	case 1:
		v := attest.Revocation{ID: id, Auditor: "tuv", Issued: w.now / int64(time.Second), Reason: "withdrawn"}
		text, err := v.Sign(w.auditor)
		if err != nil {
			w.t.Fatal(err)
		}
		w.record(clearing.RevokeAttestation{Text: text})
	default:
		w.trust(attest.Of(attest.DataCentre))
	}
}

// reviewWitness notes beside the books what the machine tells.
type reviewWitness struct {
	*books.Books
	items      map[ledger.ID][]review.Item
	statements map[ledger.ID]books.Attestation
	auditors   int
	identities int
}

func (w *reviewWitness) IdentityChanged(at int64, i *clearing.Identity) {
	w.Books.IdentityChanged(at, i)
	w.identities++
}

func (w *reviewWitness) ReviewChanged(at int64, i *review.Item) {
	w.Books.ReviewChanged(at, i)
	w.items[i.ID] = append(w.items[i.ID], *i)
}

func (w *reviewWitness) AuditorChanged(at int64, a *attest.Auditor) {
	w.Books.AuditorChanged(at, a)
	w.auditors++
}

func (w *reviewWitness) AttestationChanged(at int64, e *attest.Entry, text string) {
	w.Books.AttestationChanged(at, e, text)
	a := w.statements[e.ID]
	if a.Entry = *e; e.Revoked == 0 {
		a.Text = text
	} else {
		a.Revocation = text
	}
	w.statements[e.ID] = a
}

// What the books have of reviews and attestations is what the machine told.
func TestReviewsAreInTheBooks(t *testing.T) { onBoth(t, testReviewsAreInTheBooks) }

func testReviewsAreInTheBooks(t *testing.T) {
	w := newReviewWorld(t)
	for range 500 {
		w.step()
	}
	for n := range 9 { // the first, another, confirmed, gone, and again
		i := clearing.Identity{Party: w.buyers[0], Version: uint64(n % 3), Digest: [32]byte{byte(n)}, By: w.officers[0], Counts: n > 4}
		w.record(clearing.SetIdentity{Identity: i})
	}
	b := open(t, bookPath(t))
	twin := &reviewWitness{Books: b, items: map[ledger.ID][]review.Item{}, statements: map[ledger.ID]books.Attestation{}}
	m := clearing.New(testConfig)
	m.Observe(twin)
	for i, record := range w.log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i+1), m.Now())
	}
	visible(t, b, len(w.log))
	checkReviewLists(t, b, twin, w)
	checkReviewSteps(t, b, twin)
	checkAttestations(t, b, twin)
	heard := map[books.ChangeKind]int{}
	for cursor := ""; ; {
		list, err := b.Feed(t.Context(), cursor, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, i := range list {
			if cursor = i.ID; i.Change != nil {
				heard[i.Change.Kind]++
				if i.Change.Kind == books.ChangeReview && len(i.Parties) > 0 {
					t.Error("somebody hears that he is looked at")
				}
			}
		}
	}
	changes := 0
	for _, came := range twin.items {
		changes += len(came)
	}
	if heard[books.ChangeIdentity] != twin.identities || twin.identities == 0 {
		t.Errorf("heard of %v; there were %d changes of identities", heard, twin.identities)
	}
	if heard[books.ChangeReview] != changes || heard[books.ChangeAuditor] != twin.auditors || heard[books.ChangeAttestation] < len(twin.statements) {
		t.Errorf("heard of %v; there were %d changes of reviews and %d of auditors", heard, changes, twin.auditors)
	}
}

func checkReviewLists(t *testing.T, b *books.Books, twin *reviewWitness, w *reviewWorld) {
	t.Helper()
	found := 0
	for _, f := range []books.ReviewFilter{
		{}, {State: review.Open}, {State: review.Refused, Kind: review.Screening}, {Kind: review.Referral}, {Party: w.buyers[1]}, {Party: w.buyers[0], State: review.Approved}, {Subject: "Participant/elsewhere", State: review.Lapsed},
	} {
		var want []review.Item
		for _, came := range twin.items {
			i := came[len(came)-1]
			if (f.State == 0 || i.State == f.State) && (f.Kind == 0 || i.Kind == f.Kind) && (f.Party.IsZero() || i.Party == f.Party) && (f.Subject == "" || i.Subject == f.Subject) {
				want = append(want, i)
			}
		}
		slices.SortFunc(want, func(a, b review.Item) int { return int(b.Number) - int(a.Number) })
		got := pages(t, func(cursor string, limit int) ([]review.Item, string, error) {
			page, err := b.Reviews(t.Context(), f, cursor, limit)
			return page.Reviews, page.Next, err
		})
		if len(got) != len(want) {
			t.Fatalf("%+v: %d reviews, want %d", f, len(got), len(want))
		}
		for n := range got {
			if !sameReview(&got[n], &want[n]) {
				t.Errorf("%+v, want %+v", got[n], want[n])
			}
		}
		found += min(len(got), 1)
	}
	if found < 6 {
		t.Errorf("%d of the filters found something", found)
	}
}

// sameReview leaves out what the machine alone knows.
func sameReview(a, b *review.Item) bool {
	return bytes.Equal(review.EncodeItem(a), review.EncodeItem(b)) && reflect.DeepEqual(a.Content, b.Content)
}

func checkReviewSteps(t *testing.T, b *books.Books, twin *reviewWitness) {
	t.Helper()
	acts := map[books.ReviewAct]int{}
	for id, came := range twin.items {
		i, steps, err := b.Review(t.Context(), id)
		if err != nil || !sameReview(&i, &came[len(came)-1]) || len(steps) != len(came) {
			t.Fatalf("review %s: %+v %d steps of %d: %v", id, i, len(steps), len(came), err)
		}
		slices.Reverse(steps)
		for n, s := range steps {
			was := &came[n]
			acts[s.Act]++
			act, want := review.Act{By: s.By, Reason: s.Reason, At: s.At}, review.Act{At: s.At}
			switch {
			case s.Act == books.ReviewWithdrawn:
				want = was.Withdrawal
			case s.Act != 0 && was.State == review.Open:
				want = was.First.Act
			case s.Act != 0:
				want = was.Ruling.Act
			}
			if s.State != was.State || act != want || (n == 0) != (s.At == was.Opened && s.Act == 0 && s.State == review.Open) && n == 0 {
				t.Errorf("step %d of %s is %+v, of %+v", n, id, s, was)
			}
		}
	}
	if acts[0] < 10 || acts[books.ReviewApproved] == 0 || acts[books.ReviewRefused] == 0 || acts[books.ReviewWithdrawn] == 0 {
		t.Errorf("too little was done: %v", acts)
	}
}

func checkAttestations(t *testing.T, b *books.Books, twin *reviewWitness) {
	t.Helper()
	revoked, signed := 0, 0
	for id, want := range twin.statements {
		a, err := b.Attestation(t.Context(), id)
		if err != nil || a != want {
			t.Errorf("%+v, want %+v: %v", a, want, err)
		}
		if a.Revoked != 0 {
			revoked++
		}
		if a.Revocation != "" {
			signed++
		}
	}
	if len(twin.statements) < 10 || revoked == 0 || signed == 0 || twin.auditors < 2 {
		t.Errorf("%d statements, %d revoked, %d of them by the auditor", len(twin.statements), revoked, signed)
	}
	for _, f := range []books.AttestationFilter{{}, {Subject: "DataCentre/a"}, {Auditor: "tuv"}, {Auditor: "nobody"}} {
		want := 0
		for _, a := range twin.statements {
			if (f.Subject == "" || a.Subject == f.Subject) && (f.Auditor == "" || a.Auditor == f.Auditor) {
				want++
			}
		}
		got := pages(t, func(cursor string, limit int) ([]books.Attestation, string, error) {
			page, err := b.Attestations(t.Context(), f, cursor, limit)
			return page.Attestations, page.Next, err
		})
		if len(got) != want || !slices.IsSortedFunc(got, func(a, b books.Attestation) int { return int(b.Number) - int(a.Number) }) {
			t.Errorf("%+v: %d statements, want %d", f, len(got), want)
		}
	}
}

// Books that were closed half way have the same rows of reviews.
func TestReviewsGoOnAfterARestart(t *testing.T) { onBoth(t, testReviewsGoOnAfterARestart) }

func testReviewsGoOnAfterARestart(t *testing.T) {
	w := newReviewWorld(t)
	for range 200 {
		w.step()
	}
	var contents []string
	for _, stop := range []int{len(w.log), len(w.log) / 2} {
		path := bookPath(t)
		for from, to := 1, stop; from <= len(w.log); from, to = to+1, len(w.log) {
			b := open(t, path)
			feed(t, b, w.log, from, to)
			visible(t, b, to)
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
		}
		contents = append(contents, content(t, path))
	}
	same(t, contents[1], contents[0])
	for _, name := range []string{"\nreviews ", "\nreview_steps ", "\nauditors ", "\nattestations "} {
		if !strings.Contains(contents[0], name) {
			t.Errorf("there are no%s", name)
		}
	}
}
