package books_test

import (
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// twin is what a machine told of postings, in order.
type twin struct {
	recorder
	postings []ledger.Posting
	causes   map[ledger.ID][]uint64
}

func (w *twin) Posted(_ int64, p *ledger.Posting) {
	w.postings = append(w.postings, *p)
	if !p.Cause.IsZero() {
		w.causes[p.Cause] = append(w.causes[p.Cause], uint64(len(w.postings)))
	}
}

func twinOf(t *testing.T, log [][]byte) *twin {
	t.Helper()
	told := &twin{causes: map[ledger.ID][]uint64{}}
	m := clearing.New(testConfig)
	m.Observe(told)
	for _, record := range log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
	}
	return told
}

// Every posting is found by its id exactly as the machine told it, with or
// without a row of its own, and by its cause.
func TestNoPostingIsLostInItsCall(t *testing.T) { onBoth(t, testNoPostingIsLostInItsCall) }

func testNoPostingIsLostInItsCall(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.openExchange()
	w.run(500)
	told := twinOf(t, w.log)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	for i, want := range told.postings {
		got, err := b.Posting(ctx, want.ID)
		if err != nil || got.Number != uint64(i+1) {
			t.Fatalf("posting %d, %+v: %+v %v", i+1, want, got, err)
		}
		if want.Asset == 0 { // what the hold said; see TestAClosedHoldHasItsAccounts
			want.Debit, want.Credit, want.Asset, want.Code = got.Debit, got.Credit, got.Asset, got.Code
		}
		if got.Posting != want {
			t.Errorf("posting %d: %+v\nwant %+v", i+1, got.Posting, want)
		}
	}
	for cause, numbers := range told.causes {
		var got []uint64
		for cursor := ""; ; {
			page, err := b.PostingsByCause(ctx, cause, cursor, 1+r.Intn(9))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Postings {
				got = append(got, p.Number)
				if p.Cause != cause {
					t.Errorf("posting %d has cause %s, not %s", p.Number, p.Cause, cause)
				}
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if len(got) != len(numbers) {
			t.Fatalf("cause %s: %v, want %v", cause, got, numbers)
		}
		for i := range got {
			if got[i] != numbers[i] {
				t.Fatalf("cause %s: %v, want %v", cause, got, numbers)
			}
		}
	}
	if rows := count(t, path, "SELECT count(*) FROM postings"); rows > len(told.postings)*9/10 {
		t.Errorf("%d postings have %d rows; calls say little", len(told.postings), rows)
	}
	if parts := count(t, path, "SELECT count(*) FROM calls WHERE parts > 2"); parts < 50 {
		t.Errorf("%d calls have shares; the test shows little", parts)
	}
}
