package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"
)

// LoadCard reads a rate card from a file. The error is Mistakes.
func LoadCard(path string) (*tariff.Card, error) {
	data, mistake := readFile(path)
	if mistake != nil {
		return nil, Mistakes{*mistake}
	}
	return ParseCard(path, data)
}

// LoadServer reads a server's configuration and the rate cards it names, in
// their order, and checks that they fit: cards have different names, every
// seller's card exists, and each of its models is served by one of the seller's
// upstreams. The error is Mistakes, of all the files.
func LoadServer(path string) (*Server, []*tariff.Card, error) {
	data, mistake := readFile(path)
	if mistake != nil {
		return nil, nil, Mistakes{*mistake}
	}
	r := newServerReader(path)
	r.parseServer(data)
	cards := make([]*tariff.Card, 0, len(r.server.Cards))
	var cardMistakes Mistakes
	for i, file := range r.server.Cards {
		data, mistake := readFile(file)
		if mistake != nil {
			// The place to mend is where the file is named.
			r.Add(r.cardFiles[i], mistake.Code, "the card file %q %s", file, mistake.Text)
			continue
		}
		card, err := ParseCard(file, data)
		var found Mistakes
		if errors.As(err, &found) {
			cardMistakes = append(cardMistakes, found...)
			continue
		}
		cards = append(cards, card)
	}
	cardMistakes = append(cardMistakes, r.loadCosts()...)
	if len(r.Mistakes) == 0 && len(cardMistakes) == 0 {
		r.checkCards(cards)
	}
	if err := append(r.Mistakes, cardMistakes...).Err(); err != nil {
		return nil, nil, err
	}
	return r.server, cards, nil
}

// checkCards checks cards against the sellers; cards are those of all files.
func (r *serverReader) checkCards(cards []*tariff.Card) {
	byName := make(map[string]*tariff.Card, len(cards))
	names := make([]string, 0, len(cards))
	for i, card := range cards {
		if byName[card.Name] != nil {
			r.Add(r.cardFiles[i], "card_duplicate", "the card file %q has a card named %q, as another file has; names are unique", r.server.Cards[i], card.Name)
			continue
		}
		byName[card.Name] = card
		names = append(names, card.Name)
	}
	for i := range r.server.Sellers {
		seller := &r.server.Sellers[i]
		card := byName[seller.Card]
		if card == nil {
			r.Add(r.cardNames[i], "card_unknown", "there is no card %q in the card files; %s", seller.Card, yamlfile.Suggestion(seller.Card, names))
			continue
		}
		served := r.served(seller)
		r.checkCosts(seller, card)
		for j := range r.server.Routes {
			if route := &r.server.Routes[j]; route.Seller == seller.Name {
				if served[route.Product] {
					r.Add(r.routes[j].product, "product_is_model", "the route's product %q is also a model of the seller's upstreams, and would be called as such at a route's price; give them different names", route.Product)
				}
				r.checkPrices(j, card)
			}
		}
		for j := range r.server.Routes {
			if r.server.Routes[j].Seller == seller.Name {
				served[r.server.Routes[j].Product] = true
			}
		}
		for j := range r.server.Meters {
			if m := &r.server.Meters[j]; m.Seller == seller.Name {
				served[m.Product] = true
			}
		}
		for j := range card.Models {
			if name := card.Models[j].Name; !served[name] && !seller.Gateways {
				r.Add(r.cardNames[i], "model_unserved", "the card %q sells model %q, which none of the seller's upstreams (%s) serves and no route or meter sells; add it to the models of one", card.Name, name, strings.Join(seller.Upstreams, ", "))
			}
		}
	}
}

// served gives the names of the models that a seller's upstreams serve.
func (r *serverReader) served(seller *Seller) map[string]bool {
	served := map[string]bool{}
	for _, name := range seller.Upstreams {
		upstream, ok := r.server.Upstream(name)
		if !ok {
			continue
		}
		for _, model := range upstream.Models {
			served[model.Name] = true
		}
	}
	return served
}

// loadCosts reads the cards with what upstreams charge, each file once.
func (r *serverReader) loadCosts() (found Mistakes) {
	type outcome struct {
		card *tariff.Card
		bad  *Mistake
	}
	read := map[string]outcome{}
	for i := range r.server.Upstreams {
		u := &r.server.Upstreams[i]
		if u.Cost == "" {
			continue
		}
		known, ok := read[u.Cost]
		if !ok {
			var data []byte
			if data, known.bad = readFile(u.Cost); known.bad == nil {
				card, err := ParseCard(u.Cost, data)
				var mistakes Mistakes
				errors.As(err, &mistakes)
				found, known.card = append(found, mistakes...), card
			}
			read[u.Cost] = known
		}
		if known.bad != nil {
			r.Add(r.costs[i], known.bad.Code, "the cost card %q %s", u.Cost, known.bad.Text)
		}
		u.CostCard = known.card
	}
	return found
}

// checkCosts checks that the cost of everything that a seller's upstreams serve
// is known where it is meant to be, in the currency of his prices.
func (r *serverReader) checkCosts(seller *Seller, card *tariff.Card) {
	for i := range r.server.Upstreams {
		u := &r.server.Upstreams[i]
		if u.CostCard == nil || !slices.Contains(seller.Upstreams, u.Name) {
			continue
		}
		if u.CostCard.Asset != card.Asset {
			r.Add(r.costs[i], "cost_currency", "the cost card %q is in %s and the card %q in %s; a margin needs one currency", u.CostCard.Name, u.CostCard.Asset, card.Name, card.Asset)
			continue
		}
		for _, m := range u.Models {
			if _, ok := u.CostCard.Model(m.Upstream); !ok {
				r.Add(r.costs[i], "cost_missing", "the cost card %q has no model %q, which the upstream serves; name it as the upstream does", u.CostCard.Name, m.Upstream)
			}
		}
	}
}

// readFile reads a file that is not larger than files are read.
func readFile(path string) ([]byte, *Mistake) {
	fail := func(code, text string) ([]byte, *Mistake) {
		return nil, &Mistake{File: path, Code: code, Text: text}
	}
	f, err := os.Open(path)
	if err != nil {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fail("file_missing", "does not exist")
		case errors.Is(err, fs.ErrPermission):
			return fail("file_forbidden", "may not be read by this user")
		}
		return fail("file_unreadable", "cannot be read: "+cause(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, yamlfile.SizeMax+1))
	if err != nil {
		return fail("file_unreadable", "cannot be read: "+cause(err))
	}
	return data, nil
}

// cause is an error without the path, which stands in front of it already.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
