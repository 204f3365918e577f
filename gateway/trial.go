package gateway

import (
	"aidollar/core/tariff"
	"aidollar/gateway/dialect"
)

// Trial is the most that a request of a dialect could use of the route now; ok is
// false when it would be refused before its price is asked.
func (r *Route) Trial(d *dialect.Dialect, s *dialect.Source) (limits []tariff.Limit, ok bool) {
	if r.Passage || r.OutputMax == 0 || len(r.Targets) == 0 || len(r.Targets) > TargetsMax || r.barred(d, "") == uint64(1)<<len(r.Targets)-1 {
		return nil, false
	}
	request, f := d.Read(s)
	if f != nil {
		return nil, false
	}
	bound, f := request.Bound(r.terms(r.OutputMax))
	if f != nil {
		return nil, false
	}
	return bound.Limits(), true
}
