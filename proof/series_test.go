package proof_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/money"
	"aidollar/proof"
)

// member is the n-th statement of a house, and its text.
type member struct {
	s    *proof.Statement
	text string
}

// history is a house's statements as it should sign them.
func history(t *testing.T, count int) (list []member) {
	t.Helper()
	for n := 1; n <= count; n++ {
		s := statement(build(t, leaves(10, 20)))
		s.Period, s.Number = fmt.Sprint("period ", n), uint64(n)
		s.Time = noon.Add(time.Duration(n) * time.Hour).Format(time.RFC3339Nano)
		s.Log.Sequence = uint64(100 * n)
		if n > 1 {
			s.Previous = proof.Digest(list[n-2].text)
		}
		list = append(list, member{s, signed(t, s)})
	}
	return list
}

// TestSeriesInAnyOrder takes what belongs together, whatever comes first.
func TestSeriesInAnyOrder(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	list := history(t, 6)
	for range 50 {
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		var r proof.Series
		last := uint64(0)
		for _, m := range list {
			for range 2 { // the same one again is the same
				if err := r.Add(m.text+"\n", m.s); err != nil {
					t.Fatal(err)
				}
			}
			last = max(last, m.s.Number)
			if got := r.Newest("USD"); got == nil || got.Number != last {
				t.Fatalf("the newest is %+v, want number %d", got, last)
			}
		}
		if r.Newest("EUR") != nil {
			t.Error("there is a newest of another asset")
		}
	}
}

// TestSeriesRefuses has a house contradict itself.
func TestSeriesRefuses(t *testing.T) {
	for _, c := range []struct {
		name, code string
		change     func(*proof.Statement) // of number 3
	}{
		{"nothing", "", func(*proof.Statement) {}},
		{"another asset", "", func(s *proof.Statement) { s.Asset.Code, s.Period = "EUR", "of its own" }},
		{"the same period with another root", "statement_twice", func(s *proof.Statement) { s.Root.Sum = "0.00000001" }},
		{"the same number with another period", "statement_twice", func(s *proof.Statement) { s.Period = "another" }},
		{"another number with the same period", "statement_twice", func(s *proof.Statement) { s.Number = 9 }},
	} {
		var r proof.Series
		list := history(t, 3)
		for _, m := range list {
			if err := r.Add(m.text, m.s); err != nil {
				t.Fatal(err)
			}
		}
		s := *list[2].s
		c.change(&s)
		if err := r.Add(signed(t, &s), &s); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	for _, c := range []struct {
		name, code string
		change     func(*proof.Statement) // of number 2, while 1 and 3 stay
	}{
		{"a sum understated behind everybody's back", "previous_differs", func(s *proof.Statement) { s.Root.Sum = "0.00000001" }},
		{"another one before it", "previous_differs", func(s *proof.Statement) { s.Previous = proof.Digest("another") }},
		{"of an earlier time", "order_differs", func(s *proof.Statement) { s.Time = noon.Format(time.RFC3339Nano) }},
		{"of an earlier record", "order_differs", func(s *proof.Statement) { s.Log.Sequence = 1 }},
		{"without a time", "time_malformed", func(s *proof.Statement) { s.Time = "noon" }},
	} {
		list := history(t, 3)
		c.change(list[1].s)
		list[1].text = signed(t, list[1].s)
		for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
			var r proof.Series
			var err error
			for _, i := range order {
				if err == nil {
					err = r.Add(list[i].text, list[i].s)
				}
			}
			if codeOf(err) != c.code && codeOf(err) != "previous_differs" { // the next one does not link to it either
				t.Errorf("%s in order %v: %v, want %q", c.name, order, err, c.code)
			}
		}
		var alone proof.Series // what only the change itself shows
		err := alone.Add(list[0].text, list[0].s)
		if err == nil {
			err = alone.Add(list[1].text, list[1].s)
		}
		if want := c.code; c.name != "a sum understated behind everybody's back" && codeOf(err) != want {
			t.Errorf("%s: %v, want %q", c.name, err, want)
		}
	}
}

// TestTrail shows each step up to the root, and ends where one does not hold.
func TestTrail(t *testing.T) {
	tree := build(t, leaves(10, 20, 30, 40, 50))
	s, i := statement(tree), included(t, tree, 1)
	trail, err := i.Trail(s)
	if err != nil || len(trail) != len(i.Path)+1 {
		t.Fatal(trail, err)
	}
	if trail[0].Sum != money.Units(20) || trail[len(trail)-1] != tree.Root() {
		t.Errorf("it leads from %s to %+v", trail[0].Sum, trail[len(trail)-1])
	}
	i.Path[1].Sum = "nothing"
	if trail, err = i.Trail(s); codeOf(err) != "amount_malformed" || len(trail) != 2 {
		t.Errorf("a broken step: %d nodes, %v", len(trail), err)
	}
}
