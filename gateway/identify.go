package gateway

import "net/http"

// A Denial is why a request is nobody's.
type Denial struct {
	Status int
	Code   string // stable machine code
	Detail string // a sentence
}

func (d *Denial) Error() string { return d.Code + ": " + d.Detail }

// Identify finds whose key a request shows, for what is served beside the
// gateway under the same keys. The error is a *Denial.
func (g *Gateway) Identify(r *http.Request) (Key, error) {
	key, p := g.authenticate(r)
	if p != nil {
		return Key{}, &Denial{p.Status, p.Code, p.Detail}
	}
	return key, nil
}
