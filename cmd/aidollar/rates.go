package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"aidollar/cmd/aidollar/pricefeed"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/money"
	"aidollar/node"

	"github.com/prometheus/client_golang/prometheus"
)

// rateFeed enters what a source says of a pair into the log: when it changed, and before
// what is there becomes stale.
type rateFeed struct {
	watch
	source *config.RateSource
	reader *pricefeed.Reader
	node   *node.Node
	now    func() time.Time
}

// rateFeeds are all of a house's.
type rateFeeds struct {
	feeds   []*rateFeed
	stop    context.CancelFunc
	running sync.WaitGroup
}

// openRates begins to look at the configured sources.
func (p *program) openRates() {
	ctx, stop := context.WithCancel(context.Background())
	p.rates = &rateFeeds{stop: stop}
	for i := range p.config.Rates {
		source := &p.config.Rates[i]
		f := &rateFeed{source: source, node: p.node, now: time.Now}
		f.watch = watch{what: "rates", log: p.log, of: []any{"base", source.Base, "quote", source.Quote}}
		f.reader = pricefeed.New(&source.PriceSource, func() time.Time { return f.now() })
		p.rates.feeds = append(p.rates.feeds, f)
		p.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "aidollar_rate_source_trouble", Help: "1 while a source of rates fails or its rate is held back; the log says why.",
			ConstLabels: prometheus.Labels{"base": source.Base, "quote": source.Quote},
		}, f.troubled))
		p.rates.running.Go(func() { f.run(ctx, source.Interval, f.look) })
	}
	p.openPegs(ctx)
}

func (r *rateFeeds) close() {
	r.stop()
	r.running.Wait()
}

// look asks the source once and enters its word, if it has to be. Among several voters
// only the one that leads does: the others could enter nothing.
func (f *rateFeed) look(ctx context.Context) error {
	if !f.node.Leads() {
		return nil
	}
	said, err := f.reader.Read(ctx, f.source.Base, f.source.Quote)
	if err != nil {
		return err
	}
	w := exchange.Word{Price: said.Price, At: said.At.UnixNano(), Valid: int64(said.Valid), Source: f.source.Name()}
	var known exchange.PairState
	f.node.View(func(m *clearing.Machine) {
		w.Pair.Base, _ = m.AssetNumber(f.source.Base)
		w.Pair.Quote, _ = m.AssetNumber(f.source.Quote)
		known, _ = m.Exchange().PairOf(w.Pair)
	})
	if last := &known.Rate; last.Number != 0 {
		// Far enough from its end, the same price is no news; nor is what is older than
		// what was entered by hand.
		left := last.At + last.Valid - f.now().UnixNano()
		if last.At > w.At || last.Price == w.Price && (left > last.Valid/2 || last.At == w.At) {
			return stale(left)
		}
		if jumped(last.Price, w.Price, f.source.JumpBPS) {
			return fmt.Errorf("the price went from %s to %s, by more than %d basis points, and is held back; enter it by hand if it is right",
				money.Units(last.Price).Decimal(exchange.PriceScale), money.Units(w.Price).Decimal(exchange.PriceScale), f.source.JumpBPS)
		}
	}
	answer, err := f.node.Do(ctx, clearing.SetRate{Word: w})
	if err != nil {
		return err
	}
	if answer.Refusal != "" {
		return fmt.Errorf("%s: %s", answer.Refusal, clearing.Sentence(answer.Refusal))
	}
	return nil
}

func stale(left int64) error {
	if left <= 0 {
		return errors.New("the source has not changed for longer than its rate is good for; nothing is converted")
	}
	return nil
}

// jumped reports whether a price is away from another one by more than so many basis
// points of it.
func jumped(from, to uint64, limitBPS uint32) bool {
	difference, _ := money.Units(max(from, to) - min(from, to)).Mul64(uint64(exchange.BPSWhole))
	limit, _ := money.Units(from).Mul64(uint64(limitBPS))
	return limit.Less(difference)
}
