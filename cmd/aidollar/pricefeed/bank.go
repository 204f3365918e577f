package pricefeed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"aidollar/core/exchange"
	"aidollar/core/money"
)

// euro is what the central bank's rates are of.
const euro = "EUR"

// bankText are the European Central Bank's euro foreign exchange reference rates, as
// eurofxref-daily.xml and the files of its history have them.
type bankText struct {
	Days []bankDay `xml:"Cube>Cube"`
}

type bankDay struct {
	Time  string `xml:"time,attr"`
	Rates []struct {
		Currency string `xml:"currency,attr"`
		Rate     string `xml:"rate,attr"` // of one euro in it
	} `xml:"Cube"`
}

// ofBank reads what one base was in the quote on the newest day of the text. Of two
// currencies that are not the euro it is what the euro comes to in the one over the
// other, to the nearest in exchange.PriceScale.
func ofBank(text []byte, base, quote string) (amount uint64, day string, err error) {
	var t bankText
	if err := xml.Unmarshal(text, &t); err != nil {
		return 0, "", fmt.Errorf("the text is no XML: %w", err)
	}
	newest := -1
	for i := range t.Days {
		if newest < 0 || strings.Compare(t.Days[i].Time, t.Days[newest].Time) > 0 { // dates, year first
			newest = i
		}
	}
	if newest < 0 || t.Days[newest].Time == "" {
		return 0, "", errors.New("the text has no day of the European Central Bank's reference rates")
	}
	d := &t.Days[newest]
	of, err := d.inEuro(base)
	if err != nil {
		return 0, "", err
	}
	in, err := d.inEuro(quote)
	if err != nil {
		return 0, "", err
	}
	result, _, ok := money.MulDiv(money.Units(in), exchange.PriceOne, 0, of, money.HalfEven)
	if !ok || result.Hi != 0 {
		return 0, "", fmt.Errorf("what one %s comes to in %s is too large for a price", base, quote)
	}
	return result.Lo, d.Time, nil
}

// inEuro is what one euro was in a currency.
func (d *bankDay) inEuro(currency string) (uint64, error) {
	if currency == euro {
		return exchange.PriceOne, nil
	}
	for i := range d.Rates {
		if d.Rates[i].Currency != currency {
			continue
		}
		rate, err := price(d.Rates[i].Rate, "at "+currency)
		if err == nil && rate == 0 {
			err = fmt.Errorf("the rate of %s is zero", currency)
		}
		return rate, err
	}
	return 0, fmt.Errorf("the European Central Bank has no rate of %s on %s", currency, d.Time)
}
