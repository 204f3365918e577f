package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"aidollar/core/tariff"
)

// reservation asks to hold what the call can cost, in any of the regions where it can be
// served.
func (c *call) reservation(limits []tariff.Limit) Reservation {
	return Reservation{
		Call: c.id, Key: c.key, Route: c.route, Service: c.head.Service, Region: c.region, Regions: c.places(), Data: c.data, EndUse: c.endUse,
		Limits: limits, First: c.first,
	}
}

// places are the regions in which the call can be served, those of lower ranks first.
func (c *call) places() []string {
	if c.region != "" || len(c.route.Targets) == 0 {
		return nil
	}
	if c.regions == nil {
		c.regions = c.route.regionsBut(c.barred)
	}
	return c.regions
}

// regionsBut lists the regions of the targets that are not barred, those of lower ranks
// first.
func (r *Route) regionsBut(barred uint64) (names []string) {
	for rank, last := 0, 0; rank <= last; rank++ {
		for i := range r.Targets {
			t := &r.Targets[i]
			last = max(last, int(t.Rank))
			if barred>>i&1 == 0 && int(t.Rank) == rank && !slices.Contains(names, t.Region) {
				names = append(names, t.Region)
			}
		}
	}
	return names
}

// confine bars the targets in regions that the rules do not allow. Zero bars none: there
// are no rules then.
func (c *call) confine(allowed uint64) {
	if allowed == 0 {
		return
	}
	for i := range c.route.Targets {
		for place, region := range c.regions {
			if c.route.Targets[i].Region == region && allowed>>place&1 == 0 {
				c.barred |= 1 << i
			}
		}
	}
}

// served is the region that a call is being served in, or else the one that it has to be.
func (c *call) served() string {
	if c.target != nil {
		return c.target.Region
	}
	return c.region
}

// may has the rules decide of a call that reserves nothing.
func (c *call) may(r Reservation) *problem {
	ctx, cancel := c.ledgerContext()
	defer cancel()
	allowed, err := c.g.Clearing.May(ctx, r)
	var refusal *Refusal
	switch {
	case err == nil:
		c.confine(allowed)
		return nil
	case errors.As(err, &refusal):
		return c.refused(refusal)
	case errors.Is(err, ErrAway):
		return away
	case errors.Is(err, context.Canceled):
		return &problem{Status: http.StatusServiceUnavailable, Code: "cancelled", Detail: "the call was given up"}
	}
	c.g.Log.Error("whether a call may be made is not known", "key", c.key.ID, "model", c.route.Model, "error", err)
	return &problem{Status: http.StatusServiceUnavailable, Code: "ledger_unavailable", Detail: "whether this call may be made could not be decided, so it was not run"}
}

// ruleMembers are the rules in a problem's JSON; nil for none.
func ruleMembers(rules []Rule) []byte {
	if len(rules) == 0 {
		return nil
	}
	b, err := json.Marshal(rules)
	if err != nil {
		return nil
	}
	return append([]byte(`"rules":`), b...)
}
