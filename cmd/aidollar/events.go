package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"aidollar/books"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
	"aidollar/metering"
	"aidollar/metering/seen"
)

// eventsFile is the memory of events in the data directory.
const eventsFile = "events.bolt"

// followers are told what the node does: the books of everything, the memory of
// events of pushed usage.
type followers struct {
	*books.Books
	events   *metering.Projection
	payments *paymentRelay
}

// PaymentChanged implements clearing.Observer.
func (f followers) PaymentChanged(at int64, payment *settlement.Payment) {
	f.Books.PaymentChanged(at, payment)
	f.payments.changed(payment)
}

// Used implements clearing.Observer.
func (f followers) Used(at int64, record *clearing.UseRecord) {
	f.Books.Used(at, record)
	f.events.Used(at, record)
}

// Applied implements node.Reader.
func (f followers) Applied(seq uint64, at int64) {
	f.Books.Applied(seq, at)
	f.events.Applied(seq, at)
}

// Await implements node.Reader.
func (f followers) Await(seq uint64) error {
	return errors.Join(f.Books.Await(seq), f.events.Await(seq))
}

// openEvents opens the memory of events. One of another format is set aside:
// the log makes it anew.
func (p *program) openEvents() error {
	path := filepath.Join(p.config.Data, eventsFile)
	index, err := seen.Open(path)
	if errors.Is(err, seen.ErrFormat) {
		if err = os.Remove(path); err == nil {
			index, err = seen.Open(path)
		}
	}
	if err != nil {
		return err
	}
	p.events = metering.NewProjection(index)
	return nil
}

// healEvents writes the memory of events anew if it cannot follow the log.
func (p *program) healEvents(ctx context.Context) error {
	if err := p.events.Err(); !errors.Is(err, metering.ErrGap) {
		return err
	}
	path := filepath.Join(p.config.Data, eventsFile)
	p.log.Warn("the memory of events is written anew from the log; this takes a while", "file", path)
	err := errors.Join(p.events.Close(), metering.Rebuild(ctx, path, machineConfig(), p.node.Records), p.node.Close())
	p.events, p.node = nil, nil
	if err != nil {
		return fmt.Errorf("the memory of events cannot be written anew: %w", err)
	}
	if err := p.openEvents(); err != nil {
		return err
	}
	return p.openNode(p.books)
}

// intakeDesk takes pushed usage to the machine.
type intakeDesk struct{ program *program }

// Use implements metering.Clearing.
func (d intakeDesk) Use(ctx context.Context, entries []clearing.UseEntry) ([]clearing.UseOutcome, error) {
	answer, err := d.program.do(ctx, clearing.Use{Entries: entries})
	return answer.Uses, err
}

// meters enters the configured meters and has their events taken in.
func (p *program) meters(ctx context.Context) error {
	sellers := map[string]ledger.ID{}
	for i := range p.market.offers {
		sellers[p.market.offers[i].Name] = p.market.offers[i].Seller
	}
	var list []metering.Meter
	for i := range p.config.Meters {
		m := &p.config.Meters[i]
		seller := sellers[m.Seller]
		answer, err := p.do(ctx, clearing.DefineMeter{Seller: seller, Definition: m.Definition})
		if err != nil {
			return fmt.Errorf("meter %q: %w", m.Name, err)
		}
		list = append(list, newMeter(m, seller, answer.Number))
	}
	p.intake.SetMeters(list)
	return nil
}

func newMeter(m *config.Meter, seller ledger.ID, number uint32) metering.Meter {
	return metering.Meter{
		Definition: m.Definition, Seller: seller, Number: number, EventType: m.EventType, Source: m.Source,
		Value: m.Value, Scale: m.Scale, Item: m.Item, Buyer: m.Buyer, Key: m.Key, Where: m.Region,
	}
}

// eventsHandler answers pushes of usage with keys that may push: an operator's
// for every seller, a seller's for itself.
func (p *program) eventsHandler() http.Handler {
	return &metering.Handler{
		Intake: p.intake, Log: p.log, Refuse: refuse,
		Authenticate: func(w http.ResponseWriter, r *http.Request) (metering.Account, bool) {
			secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			key, ok := p.liveKey(secret)
			switch {
			case !ok:
				w.Header().Set("WWW-Authenticate", `Bearer realm="aidollar"`)
				refuse(w, http.StatusUnauthorized, "invalid_api_key", "the API key is missing, unknown, expired or revoked; send it as the header Authorization: Bearer sk-aid-...")
				return metering.Account{}, false
			case key.Scopes&(clearing.ScopeMeter|clearing.ScopeAdmin) == 0:
				refuse(w, http.StatusForbidden, "scope_missing", "this API key may not push usage; that takes a seller's key with the scope meter, or an operator's key")
				return metering.Account{}, false
			case !allowedFrom(&key, r):
				refuse(w, http.StatusForbidden, "network_forbidden", "this API key may not be used from this address; its networks are part of its terms")
				return metering.Account{}, false
			}
			return metering.Account{Seller: key.Party}, true
		},
	}
}

// refuse answers with a problem (RFC 9457) where neither the API nor the gateway
// speaks.
func refuse(w http.ResponseWriter, status int, code, detail string) {
	body, err := json.Marshal(struct {
		Title  string `json:"title"`
		Status int    `json:"status"`
		Code   string `json:"code"`
		Detail string `json:"detail"`
	}{http.StatusText(status), status, code, detail})
	if err != nil {
		panic(err) // strings and a number
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // nothing hangs on it
}
