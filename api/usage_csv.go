package api

// usageTable answers with usage as a table of as many rows as were asked for, or
// as fit.
func (q *request) usageTable(query UsageQuery, inside bool) (any, error) {
	most := query.Limit
	if !q.URL.Query().Has("limit") {
		most = csvRowsMax
	}
	t := newTable(append(append([]string{"start", "seller", "buyer", "key", "project", "model", "region", "upstream", "service"}, usageColumns...), "waived", "cost")...)
	for rows := 0; rows < most; {
		query.Limit = min(most-rows, pageMax)
		list, err := q.api.deps.Books.Usage(q.Context(), query)
		if err != nil {
			return nil, err
		}
		for i := range list.Rows {
			u := q.usage(&list.Rows[i], inside)
			t.figures(u.Start, u.Seller, u.Buyer, u.Key, u.Project)
			t.texts(u.Model, u.Region, u.Upstream, u.Service)
			t.usage(&u)
			t.figures(u.Waived, u.Cost)
			t.end()
		}
		rows += len(list.Rows)
		if query.After = list.Next; list.Next == "" {
			break
		}
	}
	q.linkNext(q.usageNext(&query, query.After))
	return t.answer(), nil
}

// usageColumns are what usage writes.
var usageColumns = append(append([]string{"asset", "calls", "failed"}, meterWords...), "charge")

// usage adds the cells of usageColumns.
func (t *table) usage(u *UsageAnswer) {
	t.texts(u.Asset)
	t.count(u.Calls)
	t.count(u.Failed)
	for _, name := range meterWords {
		t.count(u.Usage[name])
	}
	t.figures(u.Charge)
}

// statementsTable answers with statements as a table. Each row is one part of
// a statement, which the column of that name says.
func statementsTable(list []StatementAnswer) plain {
	t := newTable(append([]string{"account", "from", "until", "part", "code", "count", "debits", "credits", "model", "service"}, usageColumns...)...)
	blank := make([]string, len(usageColumns)-2) // of all but the asset and the charge
	for i := range list {
		s := &list[i]
		begin := func(part string) { t.figures(s.Account, s.From, s.Until, part) }
		sums := func(part, code, count, debits, credits, charge string) {
			begin(part)
			t.figures(code, count, debits, credits, "", "")
			t.texts(s.Asset)
			t.figures(blank...)
			t.figures(charge)
			t.end()
		}
		sums("opening", "", "", s.Opening.Debits, s.Opening.Credits, "")
		for _, n := range s.Turnovers {
			sums("turnover", decimal(uint64(n.Code)), decimal(n.Count), n.Debits, n.Credits, "")
		}
		for j := range s.Lines {
			begin("line")
			t.figures("", "", "", "")
			t.texts(s.Lines[j].Model, s.Lines[j].Service)
			t.usage(&s.Lines[j])
			t.end()
		}
		sums("charged", "", "", "", "", s.Charged)
		sums("rest", "", "", "", "", s.Rest)
		sums("closing", "", "", s.Closing.Debits, s.Closing.Credits, "")
	}
	return t.answer()
}
