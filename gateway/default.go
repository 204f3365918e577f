package gateway

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// modelDefault is the name by which a client leaves the choice of a model to the rules.
const modelDefault = "default"

// Headers that tell which model was chosen, by which rule, and what else there was.
const (
	headerModel        = "X-Aidollar-Model"
	headerModelRule    = "X-Aidollar-Model-Rule"
	headerAlternatives = "X-Aidollar-Model-Alternatives"
)

// chosen is what a call of the model "default" came to.
type chosen struct {
	model  string
	rule   Rule
	others []string
}

// chooseDefault takes the first model of a rule that is sold, is served where the call has
// to be, and may be called.
func (c *call) chooseDefault() (*Route, *problem) {
	if c.key.Wallet {
		return nil, &problem{Status: http.StatusNotFound, Code: "model_not_found", Param: "model",
			Detail: "what the model \"default\" stands for is known for holders of a key; name a model: GET /v1/models lists them"}
	}
	if p := c.readWishes(); p != nil {
		return nil, p
	}
	ctx, cancel := c.ledgerContext()
	defer cancel()
	d, err := c.g.Clearing.Default(ctx, c.key, Purpose{Region: c.region, Data: c.data, EndUse: c.endUse})
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return nil, c.refused(refusal)
	case errors.Is(err, ErrAway):
		return nil, away
	case err != nil:
		c.g.Log.Error("what a default model stands for is not known", "key", c.key.ID, "error", err)
		return nil, &problem{Status: http.StatusServiceUnavailable, Code: "ledger_unavailable", Detail: "what the model \"default\" stands for could not be found out, so nothing was run"}
	case d == nil:
		return nil, &problem{Status: http.StatusNotFound, Code: "model_not_found", Param: "model",
			Detail: "no rule says what the model \"default\" stands for here; name a model: GET /v1/models lists them"}
	}
	return c.firstOf(ctx, d)
}

func (c *call) firstOf(ctx context.Context, d *Default) (first *Route, p *problem) {
	var others []string
	var no *Refusal
	for _, model := range d.Models {
		route, ok := c.g.Clearing.Route(c.key, model)
		if !ok || route.Passage || route.barred(c.dialect, c.region) == 1<<len(route.Targets)-1 {
			continue
		}
		if first != nil {
			others = append(others, model)
			continue
		}
		c.route, c.regions = route, nil
		_, err := c.g.Clearing.May(ctx, c.reservation(nil))
		var refusal *Refusal
		switch {
		case err == nil:
			first = route
			c.chosen = &chosen{model: model, rule: d.Rule}
		case !errors.As(err, &refusal):
			return nil, away
		case no == nil:
			no = refusal
		}
	}
	c.route, c.regions = nil, nil // those of the first one are looked for as ever
	switch {
	case first != nil:
		c.chosen.others = others
		return first, nil
	case no != nil:
		return nil, c.refused(no)
	}
	return nil, &problem{Status: http.StatusNotFound, Code: "model_not_found", Param: "model",
		Detail: "of the models that the rule " + d.Rule.ID + " names for \"default\" (" + strings.Join(d.Models, ", ") + ") none is served here"}
}

// tell says in an answer's header which model was chosen.
func (c *chosen) tell(h http.Header) {
	if c == nil {
		return
	}
	h[headerModel] = []string{c.model}
	h[headerModelRule] = []string{c.rule.ID + ": " + c.rule.Title}
	if len(c.others) > 0 {
		h[headerAlternatives] = []string{strings.Join(c.others, ", ")}
	}
}
