package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"aidollar/gateway"
)

// The demo's route that any HTTP client can buy, by a key or by x402.
const (
	devPaidPath    = "/paid/fact"
	devPaidProduct = "demo-fact" // on the demo's card
)

// devFacts is what the route sells.
var devFacts = []string{
	"A clearing house stands between both sides of a trade, so that neither has to trust the other.",
	"Double entry was written down by Luca Pacioli in 1494; merchants of Venice had used it for two centuries.",
	"The London Clearing House of bankers began in 1773 in a room rented from a tavern.",
	"Netting lets a day of a million payments settle with a few thousand.",
}

// sellFact sells the demo's facts at a route of their own.
func (p *program) sellFact() error {
	upstream, err := gateway.NewUpstream(gateway.UpstreamConfig{
		Name: "built-in facts", URL: "http://built-in", RoundTripper: gateway.InProcess(http.HandlerFunc(serveFact)),
	})
	if err != nil {
		return err
	}
	passage, err := p.gateway.NewPassage(gateway.PassageConfig{
		Path: devPaidPath, Methods: []string{http.MethodGet, http.MethodPost}, Product: devPaidProduct, Upstream: upstream,
		BytesMax: 1 << 16, Timeout: 10 * time.Second,
	})
	if err != nil {
		return err
	}
	p.passages = append(p.passages, passage)
	return nil
}

func serveFact(w http.ResponseWriter, _ *http.Request) {
	body, err := json.Marshal(map[string]string{"fact": devFacts[int(time.Now().Unix())%len(devFacts)]})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client may be gone
}
