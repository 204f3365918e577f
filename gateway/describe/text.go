package describe

import (
	"fmt"
	"strings"
)

// Text is the same for readers of prose, in the form of llms.txt.
func (h *House) Text() []byte {
	var b strings.Builder
	b.WriteString(`# aidollar

> Models, and routes of other APIs, sold by the call.

Call with an API key (Authorization: Bearer sk-aid-…), which pays from its balance, or without one: the answer is then 402 and says how to pay with a wallet,
by MPP in WWW-Authenticate and by x402 in PAYMENT-REQUIRED. Sign one of the ways and send the request again. What a call may cost at most is known before it runs.
A refusal is problem+json: detail says what was wrong and what would be right, code is for programs.

- [What is sold](/openapi.json): OpenAPI 3.1, with x-payment-info
- [The API for accounts, keys and receipts](` + accounts + `): OpenAPI 3.1
`)
	for _, part := range []struct {
		title  string
		dialed bool
	}{{"Endpoints of models", true}, {"Routes", false}} {
		begun := false
		for i := range h.Endpoints {
			e := &h.Endpoints[i]
			if (e.Dialect != nil) != part.dialed {
				continue
			}
			if !begun {
				begun = true
				b.WriteString("\n## " + part.title + "\n\n")
			}
			e.line(&b)
		}
	}
	if len(h.Models) > 0 {
		b.WriteString("\n## Models\n\n")
	}
	for i := range h.Models {
		m := &h.Models[i]
		fmt.Fprintf(&b, "- `%s` of %s:", m.ID, plain(m.OwnedBy))
		for k, p := range m.Prices {
			separator := ","
			if k == 0 {
				separator = ""
			}
			fmt.Fprintf(&b, "%s %s %s for %d of %s", separator, p.Amount, p.Currency, p.Per, p.Meter)
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

func (e *Endpoint) line(b *strings.Builder) {
	if e.Dialect != nil {
		fmt.Fprintf(b, "- `POST %s%s`: %s\n", BasePath, e.Dialect.Path, e.summary())
		return
	}
	path, _ := template(e.Path)
	fmt.Fprintf(b, "- `%s %s`: %s", strings.Join(e.Methods, "|"), path, plain(e.summary()))
	if !e.Wallets {
		b.WriteString(" (with a key alone)")
	}
	b.WriteByte('\n')
}

// plain is a name of a seller's own on one line.
func plain(name string) string { return strings.Join(strings.Fields(name), " ") }
