package duty

import (
	"bytes"
	"strings"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

const start = 1_795_800_000 * second

func party(n uint64) ledger.ID { return ledger.ID{Hi: 7, Lo: n} }

func order(what string) ruling.Ask {
	return ruling.Ask{Action: "capacity.order", Principal: ruling.Participant(party(1)), Resource: ruling.Entity{Type: "Chip", ID: what}, Context: []byte{1, 2}}
}

var person = review.Act{By: review.Person{ID: party(9), Name: "Ann"}, Reason: "by letter", At: start + 5}

func bytesOf(b *Book) []byte {
	v := b.Freeze()
	var a wire.Appender
	v.Append(&a)
	return a.B
}

// filled has one duty of each kind and state that is open.
func filled() *Book {
	b := NewBook()
	b.Owe(Duty{Kind: Notice, Decision: 1, Party: party(1), To: "token-issuer", At: start})
	b.Owe(Duty{Kind: Travel, Decision: 2, Party: party(1), Cause: party(50), To: "ivms101", At: start})
	b.Owe(Duty{Kind: Recheck, Decision: 3, Party: party(1), At: start, Due: After(start, 90), Question: order("a")})
	b.Owe(Duty{Kind: Recheck, Decision: 4, Party: party(1), At: start, Due: After(start, 30), Question: order("b")})
	q := order("b")
	b.Asked(start+1, &q, 5, false, "denied by x")
	b.Keep(party(1), start, 1825)
	b.Await(6, 1)
	b.Await(8, 1)
	return b
}

func TestDutiesAreDoneOnce(t *testing.T) {
	b := filled()
	for _, c := range []struct {
		what   string
		number uint64
		by     review.Act
		digest [32]byte
		want   Refusal
	}{
		{"none", 0, person, [32]byte{}, Unknown},
		{"one to come", 5, person, [32]byte{}, Unknown},
		{"without a note", 1, review.Act{By: person.By}, [32]byte{}, NoteMissing},
		{"a long note", 1, review.Act{By: person.By, Reason: strings.Repeat("x", NoteMax+1)}, [32]byte{}, NoteMissing},
		{"a notice by nobody", 1, review.Act{}, [32]byte{1}, DigestNone},
		{"data without a digest", 2, review.Act{}, [32]byte{}, DigestNone},
		{"a person's digest", 2, person, [32]byte{1}, DigestNone},
		{"a notice", 1, person, [32]byte{}, ""},
		{"a notice again", 1, person, [32]byte{}, Exists},
		{"data", 2, review.Act{}, [32]byte{1}, ""},
		{"what has failed", 4, person, [32]byte{}, ""},
		{"what waits", 3, person, [32]byte{}, ""},
	} {
		d, refusal := b.Finish(c.number, c.by, c.digest)
		if refusal != c.want {
			t.Errorf("%s: %q, want %q", c.what, refusal, c.want)
		}
		if refusal == "" && (d.State != Done || d.Digest != c.digest || d.End != c.by) {
			t.Errorf("%s: it ended as %+v", c.what, d)
		}
		if c.want != "" && c.want != Exists && c.want.Sentence() == "" {
			t.Errorf("%s has no sentence", c.want)
		}
	}
	if b.Count(Notice)+b.Count(Recheck)+b.Count(Travel) != 0 || b.Last() != 4 {
		t.Error("something is left")
	}
	if _, owed := b.Next(After(start, 100)); owed {
		t.Error("what a person ended is asked again")
	}
}

func TestAQuestionIsAskedAgainBeforeItsTime(t *testing.T) {
	b := filled()
	due := After(start, 90)
	if _, early := b.Next(due - Lead - 1); early {
		t.Fatal("it was asked too early")
	}
	d, ok := b.Next(due - Lead)
	if !ok || d.Number != 3 || d.Overdue(due-1) || !d.Overdue(due) {
		t.Fatalf("%v %+v", ok, d)
	}
	q := d.Question
	b.Asked(due-Lead, &q, 9, true, "")
	if _, waits := b.Duty(3); waits {
		t.Error("it waits on")
	}
	// Answered by whoever asks it, the one that failed is settled, too.
	q = order("b")
	q.Cause = party(77)
	b.Asked(due, &q, 10, true, "")
	if b.Count(Recheck) != 0 {
		t.Error("the one that had failed is open, and was allowed again")
	}
}

func TestWhatComesToNothingIsOwedNoMore(t *testing.T) {
	b := filled()
	b.Owe(Duty{Kind: Travel, Decision: 2, Party: party(1), Cause: party(50), To: "other", At: start})
	b.Owe(Duty{Kind: Travel, Decision: 2, Party: party(2), Cause: party(50), To: "ivms101", At: start})
	var ends []uint64
	b.Drain(func(*Duty) {}, func(Keeping) {})
	b.Void(start, party(50), party(1), "nothing moved")
	b.Drain(func(d *Duty) {
		if d.State == Void {
			ends = append(ends, d.Number)
		}
	}, func(Keeping) { t.Error("somebody is kept longer") })
	if len(ends) != 2 || ends[0] != 2 || ends[1] != 5 || b.Count(Travel) != 1 {
		t.Errorf("ended were %v", ends)
	}
}

func TestRecordsAreKeptLongerAndNeverShorter(t *testing.T) {
	b := NewBook()
	told := 0
	keep := func(from int64, days uint32) {
		b.Keep(party(1), from, days)
		b.Drain(func(*Duty) {}, func(Keeping) { told++ })
	}
	for hour := range int64(48) {
		keep(start+hour*3600*second, 10)
	}
	until := b.KeptUntil(party(1))
	if told > 3 || until < After(start, 12)-3600*second || until%day != 0 {
		t.Errorf("told %d times, until %d", told, until)
	}
	if keep(start, 5); b.KeptUntil(party(1)) != until {
		t.Error("a shorter time shortened it")
	}
	if b.KeptUntil(party(2)) != 0 {
		t.Error("one of whom nothing was asked is kept")
	}
}

func TestDecisionsBringTheirDutiesOnce(t *testing.T) {
	b := filled()
	view := b.Freeze()
	before := bytesOf(b)
	if !b.Awaits(6) || !b.Awaits(8) || b.Awaits(7) {
		t.Fatal("what waits is another")
	}
	if b.Noted(6); b.Awaits(6) || !b.Awaits(8) {
		t.Error("the wrong one was noted")
	}
	b.Await(9, 9)
	if b.Awaits(8) || !b.Awaits(9) {
		t.Error("one that holds for nothing any more waits on")
	}
	var a wire.Appender
	if view.Append(&a); !bytes.Equal(a.B, before) {
		t.Error("a view has changed behind its back")
	}
	for n := uint64(10); n < PendingMax+100; n++ {
		b.Await(n, 1)
	}
	if len(b.pending) != PendingMax {
		t.Errorf("%d wait", len(b.pending))
	}
}

func TestTheBookDropsNothing(t *testing.T) {
	b := NewBook()
	q := order(strings.Repeat("x", QuestionMax))
	if b.Keepable(&q) != QuestionLong {
		t.Error("a long question is kept")
	}
	b.counts[Recheck] = RechecksMax
	if q = order("a"); b.Keepable(&q) != Full || b.Fits(1, 0) != "" {
		t.Error("more questions are kept than there is room for")
	}
	b.counts[Recheck] = 0
	for range OwedMax {
		b.Owe(Duty{Kind: Notice, Decision: 1, To: "x", At: start})
	}
	if b.Fits(0, 0) != "" || b.Fits(1, 0) != Full {
		t.Error("more duties are noted than there is room for")
	}
}

// FuzzRestore holds that no bytes break the reader, and that what it takes is written the
// same way and goes on.
func FuzzRestore(f *testing.F) {
	f.Add(bytesOf(NewBook()))
	f.Add(bytesOf(filled()))
	b := filled()
	b.Finish(1, person, [32]byte{})
	b.Void(start, party(50), party(1), "x")
	f.Add(bytesOf(b))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := &wire.Reader{B: raw}
		b, err := RestoreBook(r)
		if err != nil {
			return
		}
		if !bytes.Equal(bytesOf(b), raw[:len(raw)-len(r.B)]) {
			t.Fatal("written otherwise than it was read")
		}
		v := b.Freeze()
		if b.Owe(Duty{Kind: Notice, Decision: 1, To: "x", At: start}); v.Whole(1<<63) != 0 {
			t.Fatal("it contradicts itself")
		}
		b.Next(start)
		b.Finish(1, person, [32]byte{})
		if _, err := RestoreBook(&wire.Reader{B: bytesOf(b)}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAShortSnapshotIsRefused cuts a snapshot short at every byte.
func TestAShortSnapshotIsRefused(t *testing.T) {
	raw := bytesOf(filled())
	for n := range raw {
		if _, err := RestoreBook(&wire.Reader{B: raw[:n]}); err == nil {
			t.Fatalf("%d of %d bytes pass for the whole", n, len(raw))
		}
	}
}
