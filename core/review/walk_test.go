package review

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// naive reckons the same from the list of everything that was ever accepted. Nothing
// happens in it by time: how an item stands is worked out when it is asked.
type naive struct {
	all      []*naiveItem
	fourEyes bool
}

type naiveItem struct {
	n       int
	c       Content
	rulings []Ruling // of the present round; that of a first person has a time below zero
	dead    bool     // the answer to a request was taken back
}

// approvals are those of the round that count at a time.
func (i *naiveItem) approvals(now int64) (live []Ruling) {
	for _, r := range i.rulings {
		if r.Verdict == Approve && (r.Until == 0 || r.Until > now) {
			live = append(live, r)
		}
	}
	return live
}

// state is how an item stands at a time.
func (i *naiveItem) state(now int64) State {
	if i.dead {
		return Withdrawn
	}
	if len(i.rulings) == 0 || i.rulings[len(i.rulings)-1].At < 0 {
		return Open
	}
	last := i.rulings[len(i.rulings)-1]
	ended := last.Until != 0 && last.Until <= now
	switch {
	case ended && i.c.Kind == Screening:
		return Open
	case ended:
		return Lapsed
	case last.Verdict == Refuse:
		return Refused
	}
	return Approved
}

func (w *naive) find(now int64, c *Content) *naiveItem {
	for _, i := range w.all {
		same := i.c.Kind == c.Kind && i.c.Request == c.Request
		if c.Kind == Screening {
			same = same && i.c.Subject == c.Subject && i.c.Hit == c.Hit && len(i.c.Matches) == len(c.Matches) && i.c.Matches[0].Entry == c.Matches[0].Entry
		}
		s := i.state(now)
		counted := (s == Approved || s == Refused) && c.Kind.once() && i.rulings[len(i.rulings)-1].At+KeepSpan <= now
		if same && s != Lapsed && s != Withdrawn && !counted {
			return i
		}
	}
	return nil
}

func (w *naive) decide(i *naiveItem, now int64, r Ruling) State {
	if s := i.state(now); s != Open {
		return 0
	}
	if n := len(i.rulings); n > 0 && i.rulings[n-1].At >= 0 {
		i.rulings = nil
	}
	first := i.approvals(now)
	if r.Verdict == Approve && w.fourEyes {
		if len(first) == 0 {
			r.At = -1
			i.rulings = append(i.rulings, r)
			return Open
		}
		if first[0].By.ID == r.By.ID {
			return 0
		}
	}
	if r.Verdict == Approve && len(first) > 0 && first[0].Until != 0 && (r.Until == 0 || first[0].Until < r.Until) {
		r.Until = first[0].Until
	}
	r.At = now
	i.rulings = append(i.rulings, r)
	return i.state(now)
}

type walk struct {
	t    *testing.T
	b    *Book
	w    *naive
	rng  *rand.Rand
	seed uint64
	now  int64
	next int
	told map[ledger.ID]State // the last state that was told of each item
}

func TestWalk(t *testing.T) {
	for range 6 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &walk{t: t, b: NewBook(), w: &naive{}, rng: rand.New(rand.NewPCG(seed, 1)), seed: seed, now: start, told: map[ledger.ID]State{}}
			for step := range 3_000 {
				if w.rng.IntN(3) == 0 {
					w.now += w.rng.Int64N(3 * day)
				}
				w.step()
				w.b.Drain(func(i *Item) { w.told[i.ID] = i.State })
				if step%50 == 0 {
					w.agree()
					w.restore()
				}
			}
		})
	}
}

func (w *walk) content() Content {
	subject := string(rune('a' + w.rng.IntN(4)))
	switch w.rng.IntN(5) {
	case 0, 1:
		return screening(subject, w.rng.IntN(2) == 0, fmt.Sprint("SDN/", w.rng.IntN(3)))
	case 2:
		digest := byte(1 + w.rng.IntN(200))
		if w.rng.IntN(3) == 0 {
			return misplacement(subject, digest)
		}
		return arrival(subject, digest)
	}
	digest := byte(1 + w.rng.IntN(12))
	return referral(string(rune('a'+digest%4)), digest)
}

func (w *walk) ruling(c *Content) Ruling {
	r := ruling(Verdict(1+w.rng.IntN(2)), ann, 0)
	if w.rng.IntN(2) == 0 {
		r.By = bob
	}
	if (c.Kind == Referral && (r.Verdict == Approve || w.rng.IntN(2) == 0)) || (c.Kind == Screening && r.Verdict == Approve && w.rng.IntN(3) > 0) {
		r.Until = w.now + 1 + w.rng.Int64N(8*day)
	}
	r.Reason = fmt.Sprint("reason ", w.rng.Uint32()) // so that none is the same as another
	return r
}

func (w *walk) step() {
	switch w.rng.IntN(8) {
	case 0:
		on := w.rng.IntN(2) == 0
		w.b.SetFourEyes(on)
		w.w.fourEyes = on
	case 1, 2, 3:
		w.next++
		c := w.content()
		got, refusal := w.b.Open(w.now, id(w.next), c)
		if known := w.w.find(w.now, &c); known != nil {
			if refusal != Exists || got.ID != id(known.n) || got.State != known.state(w.now) {
				w.t.Fatalf("open %d: %q %s %s, want item %d", w.next, refusal, got.ID, got.State, known.n)
			}
			return
		}
		if refusal != "" {
			w.t.Fatalf("open %d: %q", w.next, refusal)
		}
		w.w.all = append(w.w.all, &naiveItem{n: w.next, c: c})
	default:
		if len(w.w.all) > 0 {
			w.answer(w.w.all[w.rng.IntN(len(w.w.all))])
		}
	}
}

// answer decides an item, or takes its decision back.
func (w *walk) answer(i *naiveItem) {
	before := i.state(w.now)
	if w.rng.IntN(3) == 0 {
		_, refusal := w.b.Withdraw(w.now, id(i.n), Act{By: bob, Reason: fmt.Sprint(w.rng.Uint32())})
		if accepted := (before == Approved || before == Refused) && !i.c.Kind.once(); accepted != (refusal == "") {
			w.t.Fatalf("withdraw %d, %s: %q", i.n, before, refusal)
		} else if accepted {
			i.dead = i.c.Kind == Referral
			i.rulings = nil
		}
		return
	}
	r := w.ruling(&i.c)
	want := w.w.decide(i, w.now, r)
	got, refusal := w.b.Decide(w.now, id(i.n), r)
	if (refusal == "") != (want != 0) || (want != 0 && got.State != want) {
		w.t.Fatalf("decide %d, %s: %q %s, want %s", i.n, before, refusal, got.State, want)
	}
}

// agree holds everything that can be read against the twin, with the times behind now that
// nobody has advanced to.
func (w *walk) agree() {
	w.now += w.rng.Int64N(day)
	for digest := range byte(14) {
		c := referral("", digest)
		known := w.w.find(w.now, &c)
		want := known != nil && known.state(w.now) == Approved
		if got, until, ok := w.b.Approved([32]byte{digest}, w.now); ok != want || (ok && (got != id(known.n) || until <= w.now)) {
			w.t.Fatalf("request %d: %v %s until %d, want %v", digest, ok, got, until, want)
		}
	}
	order := map[State]int{Refused: 4, Open: 2, Approved: 1}
	for _, subject := range []string{"Participant/a", "Participant/b", "Participant/c", "Participant/d"} {
		worst := 0
		for _, i := range w.w.all {
			if i.c.Kind == Screening && i.c.Subject == subject {
				weight := order[i.state(w.now)]
				if weight == 2 && i.c.Hit {
					weight = 3
				}
				worst = max(worst, weight)
			}
		}
		s := w.b.Standing(subject, w.now)
		if s.weight() != worst {
			w.t.Fatalf("%s stands at %+v, want %d", subject, s, worst)
		}
	}
	w.b.Advance(w.now)
	w.b.Drain(func(i *Item) { w.told[i.ID] = i.State })
	open, kept := 0, 0
	for _, i := range w.w.all {
		state := i.state(w.now)
		if state == Open {
			open++
		}
		got, ok := w.b.Item(id(i.n))
		if ok {
			kept++
		}
		if ok && got.State != state || !ok && state != Lapsed && state != Withdrawn && (!i.c.Kind.once() || state == Open) || w.told[id(i.n)] != state {
			w.t.Fatalf("item %d is %s (%v), last told %s, want %s", i.n, got.State, ok, w.told[id(i.n)], state)
		}
	}
	walked := 0
	w.b.Items(0, func(*Item) bool { walked++; return true })
	if w.b.OpenCount() != open || walked != kept {
		w.t.Fatalf("%d are open, want %d; %d walked of %d", w.b.OpenCount(), open, walked, kept)
	}
}

// restore goes on with a book that was read back.
func (w *walk) restore() {
	raw := bytesOf(w.b)
	r := &wire.Reader{B: raw}
	again, err := RestoreBook(r)
	if err != nil || r.Err() != nil {
		w.t.Fatalf("%v, %v", err, r.Err())
	}
	if !bytes.Equal(bytesOf(again), raw) {
		w.t.Fatal("a book that was read back is written otherwise")
	}
	w.b = again
}
