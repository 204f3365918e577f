package mcp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

type usageIn struct {
	By    []string `json:"by,omitempty" jsonschema:"what usage is added up by: some of seller, buyer, key, project, model, region, service, and at most one of hour, day and month; model when left out"`
	Model string   `json:"model,omitempty" jsonschema:"only usage of this model"`
	From  string   `json:"from,omitempty" jsonschema:"only usage at or after this time, in RFC 3339; 30 days ago when left out"`
	Until string   `json:"until,omitempty" jsonschema:"only usage before this time, in RFC 3339"`
	Zone  string   `json:"zone,omitempty" jsonschema:"time zone of days and months, such as Europe/Berlin; UTC when left out"`
	After string   `json:"after,omitempty" jsonschema:"cursor that the page before gave as next"`
	Limit int      `json:"limit,omitempty" jsonschema:"rows on a page, 1 to 100; 20 when left out"`
}

type statementsIn struct {
	Month string `json:"month,omitempty" jsonschema:"calendar month such as 2026-03; the present one when left out"`
	Zone  string `json:"zone,omitempty" jsonschema:"time zone of the month, such as Europe/Berlin; UTC when left out"`
	Party string `json:"party,omitempty" jsonschema:"id of the party; the key's own when left out"`
}

type searchIn struct {
	Text string `json:"text" jsonschema:"an id, a rate card's number, or the beginning of a name"`
}

func (t tools) usage(ctx context.Context, in usageIn) (string, error) {
	limit, err := limited(in.Limit)
	if err != nil {
		return "", err
	}
	f := UsageFilter{By: in.By, Model: in.Model, Zone: in.Zone, After: in.After, Limit: limit}
	if len(f.By) == 0 {
		f.By = []string{"model"}
	}
	if f.From, f.Until, err = span(in.From, in.Until); err != nil {
		return "", err
	}
	return text(t.house.Usage(ctx, f))
}

func (t tools) statements(ctx context.Context, in statementsIn) (string, error) {
	return text(t.house.Statements(ctx, StatementFilter(in)))
}

func (t tools) search(ctx context.Context, in searchIn) (string, error) {
	if strings.TrimSpace(in.Text) == "" {
		return "", errors.New("there is nothing to look for; give an id, a card's number or the beginning of a name")
	}
	return text(t.house.Search(ctx, in.Text))
}

// limited reads how many rows a page has.
func limited(asked int) (int, error) {
	const usual = 20
	if asked == 0 {
		return usual, nil
	}
	if asked < 1 || asked > rowsMax {
		return 0, fmt.Errorf("the limit %d is not from 1 to %d", asked, rowsMax)
	}
	return asked, nil
}

// span reads two times; zero for those that are left out.
func span(from, until string) (first, last time.Time, err error) {
	for _, at := range []struct {
		name, text string
		into       *time.Time
	}{{"from", from, &first}, {"until", until, &last}} {
		if at.text == "" {
			continue
		}
		if *at.into, err = time.Parse(time.RFC3339Nano, at.text); err != nil {
			return first, last, fmt.Errorf("%s: %q is no time of RFC 3339, such as 2026-01-31T12:00:00Z", at.name, at.text)
		}
	}
	return first, last, nil
}
