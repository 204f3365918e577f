package console

import "aidollar/core/ledger"

// Path is where a sale is shown.
func (s Sale) Path() string { return "/console/sales/" + s.ID.String() }

func (c *Console) sales(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.Sales(v.Context(), cursor, rowsMax)
	if err != nil {
		return err
	}
	page := listPage[Sale]{Rows: list.Sales, Next: list.Next, First: cursor == ""}
	if cursor != "" {
		return v.show("sales.html", "Sales", "rules", page)
	}
	return v.showLive("sales.html", "Sales", "rules", page)
}

// salePage is a sale with the rules that decided.
type salePage struct {
	Sale
	Cited []citedRule
}

func (c *Console) sale(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	page := salePage{}
	if page.Sale, err = c.source.Sale(v.Context(), id); err != nil {
		return err
	}
	if page.Cited, err = v.cited(page.Deciding, page.Set); err != nil {
		return err
	}
	return v.show("sale.html", "Sale", "rules", page)
}
