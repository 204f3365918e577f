package main

import (
	"net/http"
	"sync/atomic"

	"aidollar/gateway"
	"aidollar/gateway/describe"
	"aidollar/gateway/dialect"
	"aidollar/pay/x402"
)

// sold tells whoever asks what is sold here, as it is now.
type sold struct {
	p    *program
	last atomic.Pointer[soldDocuments]
}

// soldDocuments are those of one table of routes.
type soldDocuments struct {
	table         *routeTable
	openapi, text []byte
}

// mountSold serves the descriptions of what is sold.
func (p *program) mountSold(mux *http.ServeMux) {
	s := &sold{p: p}
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		serveDocument(w, "application/json", s.documents().openapi)
	})
	mux.HandleFunc("GET "+describe.TextPath, func(w http.ResponseWriter, _ *http.Request) {
		serveDocument(w, "text/plain; charset=utf-8", s.documents().text)
	})
}

func serveDocument(w http.ResponseWriter, media string, document []byte) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "public, max-age=60") // prices change with cards, and a 402 says the price
	h.Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(document) // a client that is gone needs no answer
}

// documents are made once for each table, which is kept for a second.
func (s *sold) documents() *soldDocuments {
	table := s.p.market.routes()
	if last := s.last.Load(); last != nil && last.table == table {
		return last
	}
	house := describe.House{Models: table.models}
	for _, d := range dialect.All() {
		if e := s.dialect(table, d); e != nil {
			house.Endpoints = append(house.Endpoints, *e)
		}
	}
	for _, passage := range s.p.passages {
		if r := table.routes[passage.Product]; r != nil && r.Passage {
			house.Endpoints = append(house.Endpoints, s.passage(r, passage))
		}
	}
	made := &soldDocuments{table: table, openapi: house.OpenAPI(), text: house.Text()}
	s.last.Store(made)
	return made
}

// dialect is the endpoint of a dialect; nil where no model answers. A model that
// wallets can buy comes first: the example is of it.
func (s *sold) dialect(table *routeTable, d *dialect.Dialect) *describe.Endpoint {
	e := &describe.Endpoint{Path: d.Path, Dialect: d}
	var keysOnly []string
	for i := range table.models {
		r := table.routes[table.models[i].ID]
		limits, ok := r.Trial(d, describe.Example(d, r.Model))
		if !ok {
			continue
		}
		of := &gateway.Reservation{Route: &r.Route, Limits: limits}
		amount, priced := r.bound(of, s.p.market.now().UnixNano())
		if !priced {
			continue
		}
		if s.p.wallets == nil || !r.wallets.sells || amount.IsZero() {
			keysOnly = append(keysOnly, r.Model)
			continue
		}
		e.Models = append(e.Models, r.Model)
		if !e.Wallets {
			e.Wallets, e.Offers = true, s.offers(r, of, "each call is asked for the most that it can cost; what it does not use pays the wallet's next one")
		}
	}
	if e.Models = append(e.Models, keysOnly...); len(e.Models) == 0 {
		return nil
	}
	return e
}

// passage is the endpoint of a route.
func (s *sold) passage(r *route, passage *gateway.Passage) describe.Endpoint {
	e := describe.Endpoint{Path: passage.Path, Methods: passage.Methods, Product: r.Model, Seller: shop{s.p}.seller(r.Seller)}
	of := &gateway.Reservation{Route: &r.Route, Region: passage.Region, Limits: passage.Limits(r.Priced)}
	amount, priced := r.bound(of, s.p.market.now().UnixNano())
	if !priced {
		return e
	}
	about := "the most that an answer can cost is asked for; what it does not use pays the wallet's next call"
	if fixed := r.Priced&^meterRequest == 0; fixed {
		e.Price, about = amount.Decimal(s.p.gateway.Scale), ""
	}
	if s.p.wallets != nil && r.wallets.sells {
		e.Wallets, e.Offers = true, s.offers(r, of, about)
	}
	return e
}

// offers are the ways of MPP to pay a call. Where about says that calls differ, no
// amount is told.
func (s *sold) offers(r *route, of *gateway.Reservation, about string) (offers []describe.Offer) {
	p, refusal := s.p.wallets.priceOf(r, of, nil)
	if refusal != nil {
		return nil // the 402 of such a call says why
	}
	required, err := s.p.wallets.ways(r, &p, x402.Resource{}, "", "")
	if err != nil {
		return nil // the 402 of such a call says why
	}
	for i := range required.Accepts {
		if _, terms, ok := charge(&required.Accepts[i]); ok {
			offer := describe.Offer{Intent: "charge", Currency: terms.Asset.Hex(), ChainID: terms.ChainID, About: about}
			if about == "" {
				offer.Amount = terms.Amount.Dec()
			}
			offers = append(offers, offer)
		}
	}
	return offers
}
