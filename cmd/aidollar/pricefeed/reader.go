package pricefeed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"aidollar/config"
	"aidollar/core/exchange"
	"aidollar/core/money"
)

// TextMax bounds a source's text, in bytes.
const TextMax = 1 << 20

const askTime = 10 * time.Second

// Price is what a source says.
type Price struct {
	Price uint64        // in 10^-exchange.PriceScale
	At    time.Time     // when it was so
	Valid time.Duration // from then on
}

// Reader reads one source.
type Reader struct {
	source *config.PriceSource
	client *http.Client
	now    func() time.Time
}

// New makes a reader of a source, by a clock.
func New(source *config.PriceSource, now func() time.Time) *Reader {
	return &Reader{source: source, now: now, client: &http.Client{
		Timeout: askTime,
		// Elsewhere is not where the operator said.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Read asks the source once for the price of one base in the quote. Only the central
// bank's rates are of currencies; elsewhere the source says where the price is.
func (r *Reader) Read(ctx context.Context, base, quote string) (p Price, err error) {
	text, asked, err := r.text(ctx)
	if err != nil {
		return p, err
	}
	p.At, p.Valid = asked, r.source.Valid
	when := ""
	switch r.source.Format {
	case config.SourceCSV:
		p.Price, when, err = inTable(text, r.source)
	case config.SourceECB:
		p.Price, when, err = ofBank(text, base, quote)
	default:
		p.Price, when, err = inJSON(text, r.source.Pointer, r.source.Time)
	}
	if err == nil && when != "" {
		p.At, err = moment(when)
	}
	if err != nil {
		return Price{}, err
	}
	if p.Valid == 0 {
		p.Valid = bankNext(p.At).Sub(p.At)
	}
	return p, nil
}

// text gives the source's text and when that was written, or asked for.
func (r *Reader) text(ctx context.Context) (text []byte, at time.Time, err error) {
	var from io.ReadCloser
	if r.source.File != "" {
		file, err := os.Open(r.source.File)
		if err != nil {
			return nil, at, err
		}
		info, err := file.Stat()
		if err != nil {
			return nil, at, errors.Join(err, file.Close())
		}
		from, at = file, info.ModTime()
	} else {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.source.URL, nil)
		if err != nil {
			return nil, at, err
		}
		at = r.now()
		response, err := r.client.Do(request)
		if err != nil {
			return nil, at, err
		}
		if from = response.Body; response.StatusCode != http.StatusOK {
			return nil, at, errors.Join(fmt.Errorf("%s answers %s", request.URL.Host, response.Status), from.Close())
		}
	}
	text, err = io.ReadAll(io.LimitReader(from, TextMax+1))
	if err = errors.Join(err, from.Close()); err == nil && len(text) > TextMax {
		err = fmt.Errorf("the text has more than %d bytes", TextMax)
	}
	return text, at, err
}

// price reads a plain decimal; where says where it stands.
func price(digits, where string) (uint64, error) {
	amount, err := money.ParseDecimal(digits, exchange.PriceScale)
	if err != nil || amount.Hi != 0 {
		return 0, fmt.Errorf("what is %s is no price: a plain decimal with at most %d decimals is wanted", where, exchange.PriceScale)
	}
	return amount.Lo, nil
}
