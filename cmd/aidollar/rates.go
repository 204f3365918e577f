package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/money"
	"aidollar/node"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	rateBodyMax = 1 << 20 // bytes of a source's text
	rateTime    = 10 * time.Second
)

// rateFeed enters what a source says of a pair into the log: when it changed, and before
// what is there becomes stale.
type rateFeed struct {
	source  config.RateSource
	node    *node.Node
	client  *http.Client
	log     *slog.Logger
	now     func() time.Time
	trouble atomic.Pointer[string] // nil while the source is good
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
	for _, source := range p.config.Rates {
		f := &rateFeed{source: source, node: p.node, log: p.log, now: time.Now, client: &http.Client{
			Timeout: rateTime,
			// Elsewhere is not where the operator said.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}}
		p.rates.feeds = append(p.rates.feeds, f)
		p.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "aidollar_rate_source_trouble", Help: "1 while a source of rates fails or its rate is held back; the log says why.",
			ConstLabels: prometheus.Labels{"base": source.Base, "quote": source.Quote},
		}, func() float64 { return one(f.trouble.Load() != nil) }))
		p.rates.running.Go(func() { f.run(ctx) })
	}
}

func (r *rateFeeds) close() {
	r.stop()
	r.running.Wait()
}

func (f *rateFeed) run(ctx context.Context) {
	every := time.NewTicker(f.source.Interval)
	defer every.Stop()
	for {
		f.report(f.look(ctx))
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// report logs a trouble when it begins or changes, and its end.
func (f *rateFeed) report(err error) {
	was := f.trouble.Load()
	switch {
	case err != nil && (was == nil || *was != err.Error()):
		text := err.Error()
		f.trouble.Store(&text)
		f.log.Warn("a source of rates is in trouble", "base", f.source.Base, "quote", f.source.Quote, "error", err)
	case err == nil && was != nil:
		f.trouble.Store(nil)
		f.log.Info("a source of rates is good again", "base", f.source.Base, "quote", f.source.Quote)
	}
}

// look asks the source once and enters its word, if it has to be.
func (f *rateFeed) look(ctx context.Context) error {
	text, at, err := f.read(ctx)
	if err != nil {
		return err
	}
	price, err := priceAt(text, f.source.Pointer)
	if err != nil {
		return err
	}
	w := exchange.Word{Price: price, At: at.UnixNano(), Valid: int64(f.source.Valid), Source: f.source.Name()}
	var known exchange.PairState
	f.node.View(func(m *clearing.Machine) {
		w.Pair.Base, _ = m.AssetNumber(f.source.Base)
		w.Pair.Quote, _ = m.AssetNumber(f.source.Quote)
		known, _ = m.Exchange().PairOf(w.Pair)
	})
	if last := &known.Rate; last.Number != 0 {
		// Far enough from its end, the same price is no news.
		if left := last.At + last.Valid - f.now().UnixNano(); last.Price == price && (left > last.Valid/2 || last.At >= w.At) {
			return stale(left)
		}
		if jumped(last.Price, price, f.source.JumpBPS) {
			return fmt.Errorf("the price went from %s to %s, by more than %d basis points, and is held back; enter it by hand if it is right",
				money.Units(last.Price).Decimal(exchange.PriceScale), money.Units(price).Decimal(exchange.PriceScale), f.source.JumpBPS)
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

// read gives the source's text and when that was written, or asked for.
func (f *rateFeed) read(ctx context.Context) (text []byte, at time.Time, err error) {
	var from io.ReadCloser
	if f.source.File != "" {
		file, err := os.Open(f.source.File)
		if err != nil {
			return nil, at, err
		}
		info, err := file.Stat()
		if err != nil {
			return nil, at, errors.Join(err, file.Close())
		}
		from, at = file, info.ModTime()
	} else {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.source.URL, nil)
		if err != nil {
			return nil, at, err
		}
		at = f.now()
		response, err := f.client.Do(request)
		if err != nil {
			return nil, at, err
		}
		if from = response.Body; response.StatusCode != http.StatusOK {
			return nil, at, errors.Join(fmt.Errorf("%s answers %s", request.URL.Host, response.Status), from.Close())
		}
	}
	text, err = io.ReadAll(io.LimitReader(from, rateBodyMax+1))
	if err = errors.Join(err, from.Close()); err == nil && len(text) > rateBodyMax {
		err = fmt.Errorf("the text has more than %d bytes", rateBodyMax)
	}
	return text, at, err
}

// priceAt reads the price at a pointer (RFC 6901), a number or a text of one.
func priceAt(text []byte, pointer string) (uint64, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return 0, fmt.Errorf("the text is no JSON: %w", err)
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer, "/")[1:] {
		ok := false
		switch in := v.(type) {
		case map[string]any:
			v, ok = in[unescape.Replace(step)]
		case []any:
			i, err := strconv.ParseUint(step, 10, 31)
			if ok = err == nil && i < uint64(len(in)); ok {
				v = in[i]
			}
		}
		if !ok {
			return 0, fmt.Errorf("there is nothing at %s", pointer)
		}
	}
	digits := ""
	switch at := v.(type) {
	case json.Number:
		digits = at.String()
	case string:
		digits = at
	}
	amount, err := money.ParseDecimal(digits, exchange.PriceScale)
	if err != nil || amount.Hi != 0 {
		return 0, fmt.Errorf("what is at %s is no price: a plain decimal with at most %d decimals is wanted", pointer, exchange.PriceScale)
	}
	return amount.Lo, nil
}
