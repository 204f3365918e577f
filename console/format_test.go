package console

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

var tag = regexp.MustCompile(`<[^>]*>`)

func TestFigure(t *testing.T) {
	for _, test := range []struct {
		decimal  string
		decimals int
		text     string
		groups   int
		fill     string
	}{
		{"0", 0, "0", 0, ""}, {"0", 9, "0.000000000", 0, ".000000000"}, {"12", 2, "12.00", 0, ".00"}, {"123", 0, "123", 0, ""},
		{"1234", 0, "1234", 1, ""}, {"123456", 0, "123456", 1, ""}, {"1234567.00000125", 9, "1234567.000001250", 2, "0"},
		{"0.000000005", 2, "0.000000005", 0, ""}, {"340282366920938463463374607431768211455", 0, "340282366920938463463374607431768211455", 12, ""},
	} {
		got := string(figure(test.decimal, test.decimals))
		if text := tag.ReplaceAllString(got, ""); text != test.text {
			t.Errorf("%s is shown as %s, want %s", test.decimal, text, test.text)
		}
		if n := strings.Count(got, `class="group"`); n != test.groups {
			t.Errorf("%s is in %d groups behind the first, want %d", test.decimal, n, test.groups)
		}
		if fill := regexp.MustCompile(`class="fill">([^<]*)`).FindStringSubmatch(got); (fill == nil) != (test.fill == "") || (fill != nil && fill[1] != test.fill) {
			t.Errorf("%s is filled with %q, want %q", test.decimal, fill, test.fill)
		}
	}
}

// Every token of a prompt or an answer is in one of the two columns.
func TestTokens(t *testing.T) {
	for i := range meter.MeterCount {
		m := meter.Meter(i)
		in, out := tokensIn.Has(m), tokensOut.Has(m)
		if (m.Unit() == "token") != (in != out) || (in && out) || in != (in && strings.HasPrefix(m.String(), "input")) {
			t.Errorf("%s is in %v, out %v", m, in, out)
		}
	}
	q := meter.Quantities{meter.Input: 1, meter.InputCached: 10, meter.InputImage: 100, meter.Output: 1000, meter.OutputAudio: 10_000, meter.Request: 1 << 40}
	if sum(&q, tokensIn) != 111 || sum(&q, tokensOut) != 11_000 {
		t.Errorf("tokens: %d in, %d out", sum(&q, tokensIn), sum(&q, tokensOut))
	}
}

// What the receipt shows adds up to the charge, to the last decimal.
func TestReceiptAddsUp(t *testing.T) {
	h := newHouse(12)
	v := newVisitor(t, h).signIn(secretAdmin)
	checked := 0
	for _, c := range h.calls {
		page := v.get("/console/calls/" + c.ID.String())
		if state(c.State) != "captured" {
			continue
		}
		checked++
		var cells []money.Amount
		for _, text := range texts(t, page, "td", "charge") {
			if strings.HasSuffix(text, "USD") {
				break // the postings
			}
			amount, err := money.ParseDecimal(strings.TrimPrefix(text, "−"), tariff.TickScale)
			if err != nil {
				t.Fatal(err)
			}
			cells = append(cells, amount)
		}
		lines := len(h.receipts[c.ID].Lines)
		if len(cells) != lines+4 || lines < 4 {
			t.Fatalf("call %s: %d amounts for %d lines", c.ID, len(cells), lines)
		}
		total := cells[lines+1]
		for _, line := range cells[:lines] {
			total, _ = total.Add(line)
		}
		total, ok := total.Sub(cells[lines+2])
		if charge := cells[lines+3]; !ok || total != charge || charge.Decimal(tariff.TickScale) != c.Charge.Decimal(9) {
			t.Errorf("call %s: the receipt adds up to %s, shows %s, and %s was charged", c.ID, total, charge, c.Charge.Decimal(9))
		}
	}
	if checked < 5 {
		t.Errorf("%d receipts were checked", checked)
	}
}

func TestAmountsShown(t *testing.T) {
	v := newVisitor(t, newHouse(12)).signIn(secretAdmin)
	if got := texts(t, v.get("/console"), "dd", ""); !slices.Contains(got, "1234567.000001250 USD") {
		t.Errorf("the overview shows %q", got)
	}
	page := v.get("/console/accounts")
	if got := texts(t, page, "span", "captured"); !slices.Equal(got, []string{"balanced"}) {
		t.Errorf("the chart says %q", got)
	}
	if got := texts(t, page, "tfoot", ""); len(got) != 1 || !strings.Contains(got[0], "9029.691357802") {
		t.Errorf("the chart's totals are %q", got)
	}
	if got := texts(t, page, "td", "charge"); !strings.HasPrefix(got[0], "5005.000000000 Dr") || !strings.HasPrefix(got[1], "4992.654321099 Cr") {
		t.Errorf("balances: %q", got)
	}
}

func TestNames(t *testing.T) {
	if accountName(9999) != "Account of code 9999" || accountName(0) != "Shares of the sale" {
		t.Error("an account without a name has none")
	}
	posting := func(flags ledger.TransferFlags, code uint16) string {
		p := Posting{}
		p.Flags, p.Code = flags, code
		return Purpose(p)
	}
	for _, test := range []struct{ got, want string }{
		{posting(ledger.Pending, 10), "Call: held"}, {posting(ledger.Post, 10), "Call: charged"}, {posting(ledger.Void, 10), "Call: released"},
		{posting(ledger.Split, 11), "Share of a sale: split"}, {posting(0, 1), "Deposit"}, {posting(0, 777), "Transfer of code 777"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestHead(t *testing.T) {
	v := newVisitor(t, newHouse(1)).signIn(secretAdmin)
	if response, body := v.do(http.MethodHead, "/console", "", nil); response.StatusCode != http.StatusOK || body != "" {
		t.Errorf("HEAD: %s with %q", response.Status, body)
	}
}
