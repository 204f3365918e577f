package api

import (
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Statement is what happened on an account in a span.
type Statement struct {
	Account          ledger.ID
	Asset            money.Asset
	Code             uint16
	From, Until      int64 // Unix nanoseconds
	Opening, Closing Balance
	Turnovers        []Turnover
	Lines            []Usage
	Charged, Rest    money.Amount
	Less             bool // Rest is below zero
}

// Turnover is what moved under one code.
type Turnover struct {
	Code            uint16
	Debits, Credits money.Amount
	Count           uint64
}

// StatementAnswer is an account's statement.
type StatementAnswer struct {
	Account   string            `json:"account" schema:"id"`
	Asset     string            `json:"asset"`
	From      string            `json:"from" schema:"time"`
	Until     string            `json:"until" schema:"time"`
	Opening   BalanceSums       `json:"opening"`
	Closing   BalanceSums       `json:"closing"`
	Turnovers []TurnoverAnswer  `json:"turnovers" about:"by the kind of movement"`
	Lines     []UsageAnswer     `json:"lines" about:"what the charges were for, by model and service"`
	Charged   string            `json:"charged" schema:"amount" about:"what the ledger has for calls and pushed usage"`
	Credit    *CreditLineAnswer `json:"credit,omitempty" about:"the account's credit line as it stands now"`
	Rest      string            `json:"rest" about:"charged less the lines, a plain decimal that may be negative: usage that counts in another span than it was posted in"`
}

// BalanceSums are the sides of an account at a moment.
type BalanceSums struct {
	Debits  string `json:"debits" schema:"amount"`
	Credits string `json:"credits" schema:"amount"`
}

// TurnoverAnswer is what moved for one reason.
type TurnoverAnswer struct {
	Code    uint16 `json:"code" about:"why: 1 deposit, 2 withdrawal, 10 call, 11 share of a sale, 12 pushed usage, 33 late fee, 60 refund, or an operator's own"`
	Debits  string `json:"debits" schema:"amount"`
	Credits string `json:"credits" schema:"amount"`
	Count   uint64 `json:"count" about:"movements"`
}

// StatementPage lists the statements of a party's accounts.
type StatementPage struct {
	Items []StatementAnswer `json:"items"`
	Lag   uint64            `json:"lag" about:"records of the log that the books do not hold yet"`
}

var statementParams = []param{
	{name: "party", kind: fieldID, about: "whose; the key's own party when missing"},
	{name: "month", kind: fieldText, about: "a calendar month such as 2026-03, in the zone; the present one when missing"},
	{name: "zone", kind: fieldText, about: "time zone of the month, such as Europe/Berlin; UTC when missing"},
}

func listStatements(q *request) (any, error) {
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	if party.IsZero() {
		party = q.key.Party
	}
	if err := q.mine(party); err != nil {
		return nil, err
	}
	if party.IsZero() {
		return nil, badParam("party", "party_unknown", "an operator's key has no party of its own; say whose statement it is")
	}
	if err := q.knownParty(party); err != nil {
		return nil, err
	}
	from, until, err := q.month()
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Statements(q.Context(), party, from, until)
	if err != nil {
		return nil, err
	}
	var role clearing.Role
	q.api.deps.Node.View(func(m *clearing.Machine) {
		p, _ := m.Party(party)
		role = p.Role
	})
	out := &StatementPage{Items: make([]StatementAnswer, len(list)), Lag: q.lag()}
	for i := range list {
		out.Items[i] = q.statement(&list[i], q.admin() || role == clearing.RoleSeller)
	}
	if q.wantsCSV() {
		return statementsTable(out.Items), nil
	}
	return out, nil
}

// month reads the parameters month and zone.
func (q *request) month() (from, until int64, err error) {
	zone, err := q.zone()
	if err != nil {
		return 0, 0, err
	}
	now := q.api.now().In(zone)
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, zone)
	if text := q.URL.Query().Get("month"); text != "" {
		if first, err = time.ParseInLocation("2006-01", text, zone); err != nil || first.Year() < 1971 {
			return 0, 0, badParam("month", "month_invalid", "a month is written as a year and a number, such as 2026-03")
		}
	}
	return first.UnixNano(), first.AddDate(0, 1, 0).UnixNano(), nil
}

func (q *request) statement(s *Statement, inside bool) StatementAnswer {
	scale := s.Asset.Scale
	a := StatementAnswer{
		Account: s.Account.String(), Asset: s.Asset.Code, From: printTime(s.From), Until: printTime(s.Until),
		Opening:   BalanceSums{s.Opening.Debits.Decimal(scale), s.Opening.Credits.Decimal(scale)},
		Closing:   BalanceSums{s.Closing.Debits.Decimal(scale), s.Closing.Credits.Decimal(scale)},
		Turnovers: make([]TurnoverAnswer, len(s.Turnovers)), Lines: make([]UsageAnswer, len(s.Lines)),
		Charged: s.Charged.Decimal(scale), Rest: s.Rest.Decimal(scale),
	}
	q.api.deps.Node.View(func(m *clearing.Machine) { a.Credit = creditLineAnswer(m, s.Account) })
	if s.Less {
		a.Rest = "-" + a.Rest
	}
	for i, t := range s.Turnovers {
		a.Turnovers[i] = TurnoverAnswer{Code: t.Code, Debits: t.Debits.Decimal(scale), Credits: t.Credits.Decimal(scale), Count: t.Count}
	}
	for i := range s.Lines {
		a.Lines[i] = q.usage(&s.Lines[i], inside)
	}
	return a
}
