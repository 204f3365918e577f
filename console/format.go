package console

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/recourse"
	"aidollar/core/tariff"
)

// formats are the functions of the templates.
func formats() template.FuncMap {
	return template.FuncMap{
		"amount": func(a money.Amount, of money.Asset) template.HTML {
			return figure(a.Decimal(of.Scale), amountDecimals(of))
		},
		"ticks": func(t tariff.Ticks, decimals int) template.HTML { return figure(t.Decimal(tariff.TickScale), decimals) },
		"carry": func(t uint64, decimals int) template.HTML {
			return figure(money.Units(t).Decimal(tariff.TickScale), decimals)
		},
		"count128": func(n money.Amount) template.HTML { return figure(n.Decimal(0), 0) },
		"count":    func(n uint64) template.HTML { return figure(uintText(n), 0) },
		"score":    scoreText, "listday": listDay, "outcomes": func() []string { return outcomeWords[1:] }, "outcome": outcomeWord, "reviewkinds": func() []string { return reviewKinds[1:] },
		"moment": moment, "machineTime": machineTime,
		"short":     func(id ledger.ID) string { s := id.String(); return s[len(s)-12:] },
		"tokensIn":  func(u meter.Usage) uint64 { return sum(&u.Quantities, tokensIn) },
		"tokensOut": func(u meter.Usage) uint64 { return sum(&u.Quantities, tokensOut) },
		"state":     state,
		"account":   accountName, "purpose": Purpose,
		"meter": func(m meter.Meter) string { return sentence(m.String()) },
		"unit":  func(m meter.Meter) string { return m.Unit() },
		"rows": func(calls []Call, of columns) listPage[Call] {
			return listPage[Call]{Rows: calls, First: true, Columns: of}
		},
		"pager":  newPager,
		"select": newSelection,
		"choose": func(name, value string, options []option) selection {
			return newSelection(name, "", "", value, options)
		},
		"len64": func(list []tariff.Model) uint64 { return uint64(len(list)) },
		"unix":  func(at int64) time.Time { return time.Unix(0, at).UTC() },
		"budgetName": func(period string) string {
			return map[string]string{"day": "Today", "month": "This month", "total": "In all"}[period]
		},
		"one":       one,
		"fault":     func(name, text string) fieldFault { return fieldFault{name, text} },
		"line":      newFieldLine,
		"rulenames": func(title string, rules []RuleName) rulesNamed { return rulesNamed{title, rules} },
		"caption":   sentence, "groupName": groupName,
		"states": func() []option {
			return []option{{"open", "open"}, {"captured", "captured"}, {"voided", "voided"}, {"expired", "expired"}}
		},
		"reason":      reasonWords,
		"refundstate": func(s recourse.RefundState) string { return wordAt(refundWords, uint8(s)) },
		"chainstate":  func(word string) string { return chainStates[word] },
		"shorthex":    shortHex,
		"partyname":   partyName,
		"agrees":      func(yes bool) string { return map[bool]string{true: "agrees", false: "differs"}[yes] },
		"tabs":        func(at string, house bool) chainTabs { return chainTabs{at, house} },
		"filter":      func(path, state string, states []option) chainFilter { return chainFilter{path, state, states} },
		"payments": func(rows []Payment, house bool) chainPage[Payment] {
			return chainPage[Payment]{listPage: listPage[Payment]{Rows: rows, First: true}, House: house}
		},
		"creditrows": func(rows []Invoice, house bool) chainPage[Invoice] {
			return chainPage[Invoice]{listPage: listPage[Invoice]{Rows: rows, First: true}, House: house}
		},
		"grantrows": func(rows []Grant, house bool) chainPage[Grant] {
			return chainPage[Grant]{listPage: listPage[Grant]{Rows: rows, First: true}, House: house}
		},
		"side":      func(s Side, link bool) linkedSide { return linkedSide{s, link} },
		"signed":    func(a signed, of money.Asset) template.HTML { return signedFigure(a, of) },
		"wait":      waitText,
		"duration":  func(d time.Duration) template.HTML { return figure(milliseconds(d), 0) },
		"balanceOf": func(b Balance, of money.Asset) balanceOf { return balanceOf{b, of} },
	}
}

// amountDecimals is how many decimals amounts are shown with at least, so that
// those of a column stand point under point.
func amountDecimals(of money.Asset) int { return int(min(of.Scale, money.ScaleDefault)) }

// figure sets a plain decimal, exactly as it is. Groups of three digits are set
// apart by the style sheet, so that what is copied is the plain number; zeros
// that only fill the column up to so many decimals are set faintly.
func figure(decimal string, decimals int) template.HTML {
	whole, fraction, _ := strings.Cut(decimal, ".")
	var b strings.Builder
	b.WriteString(`<span class="figure">`)
	head := len(whole) % 3
	b.WriteString(whole[:head])
	for i := head; i < len(whole); i += 3 {
		if i == 0 {
			b.WriteString(whole[:3])
			continue
		}
		b.WriteString(`<span class="group">` + whole[i:i+3] + `</span>`)
	}
	fill := max(0, decimals-len(fraction))
	switch {
	case fraction != "":
		b.WriteString("." + fraction)
		if fill > 0 {
			b.WriteString(`<span class="fill">` + strings.Repeat("0", fill) + `</span>`)
		}
	case fill > 0:
		b.WriteString(`<span class="fill">.` + strings.Repeat("0", fill) + `</span>`)
	}
	b.WriteString(`</span>`)
	return template.HTML(b.String()) // digits, a point and the tags above: nothing that was written by others
}

// signedFigure sets an amount that may be below zero.
func signedFigure(a signed, of money.Asset) template.HTML {
	set := figure(a.Amount.Decimal(of.Scale), amountDecimals(of))
	if a.Negative && !a.Amount.IsZero() {
		return `<span class="sign">−</span>` + set
	}
	return set
}

// decimalsOf is how many decimals the longest of some ticks has.
func decimalsOf(list ...tariff.Ticks) (decimals int) {
	for _, t := range list {
		_, fraction, _ := strings.Cut(t.Decimal(tariff.TickScale), ".")
		decimals = max(decimals, len(fraction))
	}
	return decimals
}

// waitText says how long something takes, in the largest unit that says it exactly.
func waitText(nanos int64) string {
	for _, u := range [...]struct {
		name string
		of   time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		if n := nanos / int64(u.of); n > 0 && nanos%int64(u.of) == 0 {
			if n == 1 {
				return "1 " + u.name
			}
			return strconv.FormatInt(n, 10) + " " + u.name + "s"
		}
	}
	return time.Duration(nanos).String()
}

func uintText[N uint32 | uint64](n N) string { return strconv.FormatUint(uint64(n), 10) }

func moment(nanos int64) string      { return time.Unix(0, nanos).UTC().Format("2006-01-02 15:04:05") }
func machineTime(nanos int64) string { return time.Unix(0, nanos).UTC().Format(time.RFC3339Nano) }

var (
	tokensIn  = meter.TextInput | meter.AudioInput | meter.ImageInput
	tokensOut = meter.TextOutput | meter.SetOf(meter.OutputAudio, meter.OutputImage)
)

// sum adds up the quantities of a set of meters. What a call can count is far
// from where a sum would wrap.
func sum(q *meter.Quantities, of meter.Set) (n uint64) {
	for of != 0 {
		var m meter.Meter
		m, of = of.Next()
		n += q[m]
	}
	return n
}

func state(s clearing.CallState) string {
	if s == 0 {
		return "open"
	}
	return s.String()
}

// sentence turns a name in snake case into words.
func sentence(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

var accountNames = map[uint16]string{
	clearing.AccountCustody: "Custody",
	clearing.AccountBuyer:   "Buyer balance",
	clearing.AccountSeller:  "Seller proceeds",
	clearing.AccountSale:    "Sale in passing",
	clearing.AccountCarry:   "Carry of shares",
	clearing.AccountRevenue: "House revenue",

	clearing.AccountChain:       "Custody on a chain",
	clearing.AccountArriving:    "Arriving on a chain",
	clearing.AccountPayout:      "Payouts on their way",
	clearing.AccountUnallocated: "Nobody's deposits",
	clearing.AccountPosition:    "House position",
	clearing.AccountLoss:        "Payments that never came",
	clearing.AccountEscrow:      "Custody in channels",
	clearing.AccountChannel:     "Channel's deposit",
	clearing.AccountGrant:       "Grant",
	clearing.AccountLevy:        "Levied for an authority",
}

// accountName is an account's place in the chart, in words.
func accountName(code uint16) string {
	if name, ok := accountNames[code]; ok {
		return name
	}
	if code == 0 {
		return "Shares of the sale"
	}
	return "Account of code " + strconv.Itoa(int(code))
}

var purposes = map[uint16]string{
	clearing.TransferDeposit:    "Deposit",
	clearing.TransferWithdrawal: "Withdrawal",
	clearing.TransferCall:       "Call",
	clearing.TransferShare:      "Share of a sale",
	clearing.TransferUse:        "Pushed usage",
	clearing.TransferSale:       "Sale",
	clearing.TransferLevy:       "Levy",
	clearing.TransferArriving:   "Arriving on a chain",
	clearing.TransferFinal:      "Final on a chain",
	clearing.TransferReversal:   "Did not come",
	clearing.TransferRecovery:   "Debt repaid",
	clearing.TransferPayout:     "Payout",
	clearing.TransferPaid:       "Payout final",
	clearing.TransferReturned:   "Payout returned",
	clearing.TransferClaimed:    "Claimed from channels",
	clearing.TransferRelease:    "Back from a channel",
	clearing.TransferWithheld:   "Held until somebody has looked",
	clearing.TransferLateFee:    "Late fee",
	clearing.TransferGrant:      "Grant",
	clearing.TransferLapse:      "Rest of a grant",
	clearing.TransferSetOff:     "Netted",
	clearing.TransferRefund:     "Refund",
	clearing.TransferDisputed:   "Held for a dispute",
	clearing.TransferConvert:    "Conversion",
	clearing.TransferSpread:     "Spread of a conversion",
	clearing.TransferFunding:    "Funding of a position",
}

// Purpose says why a posting is there, and what it did with its hold.
func Purpose(p Posting) string {
	why, ok := purposes[p.Code]
	if !ok {
		why = "Transfer of code " + strconv.Itoa(int(p.Code))
	}
	switch {
	case p.Flags&ledger.Pending != 0:
		return why + ": held"
	case p.Flags&ledger.Post != 0:
		return why + ": charged"
	case p.Flags&ledger.Void != 0:
		return why + ": released"
	case p.Flags&ledger.Split != 0:
		return why + ": split"
	}
	return why
}

// linkedSide is a posting's side, and whether the visitor may open its account.
type linkedSide struct {
	Side Side
	Link bool
}

// balanceOf is a balance with its asset.
type balanceOf struct {
	Balance Balance
	Asset   money.Asset
}

// pager leads on from one page of a list.
type pager struct {
	Next, Start, More string
	Path, Query       string // the query without the cursor
	First             bool
}

// Onward is the address of the page that follows.
func (p pager) Onward() string {
	if p.Query == "" {
		return p.Path + "?after=" + url.QueryEscape(p.Next)
	}
	return p.Path + "?" + p.Query + "&after=" + url.QueryEscape(p.Next)
}

// Back is the address of the first page.
func (p pager) Back() string {
	if p.Query == "" {
		return p.Path
	}
	return p.Path + "?" + p.Query
}

// paged is a page of a list.
type paged interface {
	next() (cursor string, first bool)
}

func (p listPage[Row]) next() (string, bool) { return p.Next, p.First }
func (p accountsPage) next() (string, bool)  { return p.Next, p.First }

func newPager(p paged, path, query, start, more string) pager {
	next, first := p.next()
	return pager{Next: next, Path: path, Query: query, Start: start, More: more, First: first}
}

// selection is a field to choose from.
type selection struct {
	Name, Label, Any, Value string
	Options                 []option
}

func newSelection(name, label, none, value string, options []option) selection {
	return selection{name, label, none, value, options}
}

// Other reports whether what stands in the field is none of the choices, which
// may be more than a form can offer.
func (s selection) Other() bool {
	return s.Value != "" && !slices.ContainsFunc(s.Options, func(o option) bool { return o.Value == s.Value })
}

// one puts the article before a unit.
func one(unit string) string {
	if strings.ContainsAny(unit[:min(1, len(unit))], "aeio") {
		return "an " + unit
	}
	return "a " + unit
}

// fieldFault is what is wrong with a field.
type fieldFault struct{ Name, Text string }

// fieldLine is a field of one line.
type fieldLine struct{ Name, Label, Kind, Hint, Value, Fault string }

// filled is a form that may have been filled in, with mistakes.
type filled interface {
	Value(name string) string
	Fault(name string) string
}

func newFieldLine(name, label, kind, hint string, page filled) fieldLine {
	return fieldLine{name, label, kind, hint, page.Value(name), page.Fault(name)}
}
