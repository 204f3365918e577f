package bench

import (
	"strings"
	"testing"
)

// TestNettingDay has the same seed give the same day, conserves every dollar, and
// finds that the net of owners who both sell and buy is less than what they trade.
func TestNettingDay(t *testing.T) {
	o := DefaultNettingOptions()
	o.Buyers, o.Sellers, o.Calls = 60, 12, 3_000
	none, err := runNetting(o, 0)
	if err != nil {
		t.Fatal(err)
	}
	if !none.setOff.IsZero() || none.owners != 0 || none.position != none.gross {
		t.Errorf("nobody is linked, and %+v", none)
	}
	some, err := runNetting(o, 100)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := runNetting(o, 100); err != nil || again != some {
		t.Errorf("the same day again is %+v, was %+v: %v", again, some, err)
	}
	if some.setOff.IsZero() || !some.paid.Less(some.gross) || !some.position.Less(some.gross) || some.owners != 12 {
		t.Errorf("every seller also buys, and %+v", some)
	}
	var out strings.Builder
	if err := Netting(&out, o); err != nil || strings.Count(out.String(), " of 12 ") != len(nettingShares) {
		t.Errorf("%v: %s", err, out.String())
	}
	o.Buyers = 3
	if err := Netting(&out, o); err == nil {
		t.Error("fewer buyers than sellers are taken")
	}
}
