package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"aidollar/cmd/aidollar/pricefeed"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/node"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
)

// pegFeed enters what a source says that a token is worth: when it changed, and before
// what is there becomes stale. Whether the price is likely the machine judges.
type pegFeed struct {
	watch
	chain  uint64
	token  *config.ChainToken
	reader *pricefeed.Reader
	node   *node.Node
	now    func() time.Time
}

// pegStartTime bounds the first look, which the start waits for.
const pegStartTime = 10 * time.Second

// newPegFeeds are those of the configuration.
func (p *program) newPegFeeds() (feeds []*pegFeed) {
	for i := range p.config.Chains {
		chain := &p.config.Chains[i]
		for k := range chain.Tokens {
			token := &chain.Tokens[k]
			if token.Peg == nil || token.Peg.Price == nil {
				continue
			}
			f := &pegFeed{chain: chain.ID, token: token, node: p.node, now: time.Now}
			f.watch = watch{what: "prices of tokens", log: p.log, of: []any{"chain", chain.Name, "token", common.Address(token.Contract).Hex()}}
			f.reader = pricefeed.New(token.Peg.Price, func() time.Time { return f.now() })
			feeds = append(feeds, f)
		}
	}
	return feeds
}

// pricePegs looks at each source once, before the chains are followed: what came while
// the house was down is judged by what a token is worth now, and not by a price that
// has become stale meanwhile.
func (p *program) pricePegs(ctx context.Context) {
	p.pegs = p.newPegFeeds()
	ctx, cancel := context.WithTimeout(ctx, pegStartTime)
	defer cancel()
	var looking sync.WaitGroup
	for _, f := range p.pegs {
		looking.Go(func() { f.report(f.look(ctx)) })
	}
	looking.Wait()
}

// openPegs goes on looking.
func (p *program) openPegs(ctx context.Context) {
	for _, f := range p.pegs {
		p.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "aidollar_peg_source_trouble", Help: "1 while a source of a token's price fails or its price is held back; the log says why.",
			ConstLabels: prometheus.Labels{"chain": strconv.FormatUint(f.chain, 10), "token": common.Address(f.token.Contract).Hex()},
		}, f.troubled))
		p.rates.running.Go(func() { f.run(ctx, f.token.Peg.Price.Interval, f.look) })
	}
}

// state is the token's, which is not known before its chain was followed first.
func (f *pegFeed) state() (t settlement.TokenState, known bool) {
	f.node.View(func(m *clearing.Machine) { t, known = m.Settlement().TokenAt(f.chain, f.token.Contract) })
	return t, known
}

// look asks the source once and enters its word, if it has to be. Among several voters
// only the one that leads does: the others could enter nothing.
func (f *pegFeed) look(ctx context.Context) error {
	t, known := f.state()
	if !known || !f.node.Leads() {
		return nil
	}
	said, err := f.reader.Read(ctx, f.token.Asset, f.token.Asset)
	if err != nil {
		return err
	}
	price := settlement.PegPrice{Price: said.Price, At: said.At.UnixNano(), Valid: int64(said.Valid), Source: f.token.Peg.Price.Name()}
	newest := &t.Peg.Price
	if t.Peg.Held.Price != 0 {
		newest = &t.Peg.Held
	}
	left := newest.At + newest.Valid - f.now().UnixNano()
	// Far enough from its end, the same price is no news; nor is what is older than
	// what was entered by hand.
	if newest.At > price.At || newest.Price == price.Price && (left > newest.Valid/2 || newest.At == price.At) {
		return pegTrouble(&t.Peg, left)
	}
	answer, err := f.node.Do(ctx, clearing.PegPrice{Token: t.Number, Price: price})
	if err != nil {
		return err
	}
	if answer.Refusal != "" {
		return fmt.Errorf("%s: %s", answer.Refusal, clearing.Sentence(answer.Refusal))
	}
	t, _ = f.state()
	return pegTrouble(&t.Peg, int64(said.Valid))
}

// pegTrouble is what is wrong with the word that is there, which is good for so long yet.
func pegTrouble(p *settlement.Peg, left int64) error {
	switch {
	case p.Held.Price != 0:
		return fmt.Errorf("the price went from %s to %s, by more than %d basis points, and is held back; nothing is taken in the token until it is confirmed or another one comes",
			money.Units(p.Price.Price).Decimal(exchange.PriceScale), money.Units(p.Held.Price).Decimal(exchange.PriceScale), p.Guard.JumpBPS)
	case left <= 0:
		return errors.New("the source has not changed for longer than its price is good for; a guarded token is not taken")
	}
	return nil
}
