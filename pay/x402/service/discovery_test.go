package service

import (
	"encoding/json"
	"fmt"
	"testing"

	"aidollar/pay/x402"
)

func shelf(t *testing.T) Shelf {
	var all Shelf
	for i := range 45 {
		it := x402.Item{Resource: fmt.Sprintf("https://seller.example/%d", i), Type: "http", Version: 2, Accepts: way(t, 2, 10, nil).Accepts,
			LastUpdated: "2026-11-26T00:00:00Z", Description: "An answer", Tags: []string{"ai"}}
		if i%3 == 0 {
			it.Type, it.Accepts = "mcp", way(t, 2, 10, upto).Accepts
			it.Extensions = json.RawMessage(`{"bazaar":{"info":{}}}`)
		}
		all = append(all, it)
	}
	return all
}

func TestListing(t *testing.T) {
	d := open(t, newTown(), func(o *Options) { o.Listing = shelf(t) })
	for query, want := range map[string]string{
		"":                            "20 of 45 from 0, first https://seller.example/0",
		"?limit=5&offset=43":          "2 of 45 from 43, first https://seller.example/43",
		"?limit=1000&type=mcp":        "15 of 15 from 0, first https://seller.example/0",
		"?scheme=exact&limit=0":       "1 of 30 from 0, first https://seller.example/1",
		"?extensions=bazaar&offset=1": "14 of 15 from 1, first https://seller.example/3",
		"?network=eip155:1":           "0 of 0 from 0, first ",
		"?payTo=" + payee.Hex():       "20 of 45 from 0, first https://seller.example/0",
	} {
		status, text := d.get("/discovery/resources" + query)
		l, err := x402.ParseListing(text)
		if status != 200 || err != nil {
			t.Fatalf("%s: %d %v", query, status, err)
		}
		first := ""
		if len(l.Items) > 0 {
			first = l.Items[0].Resource
		}
		if got := fmt.Sprintf("%d of %d from %d, first %s", len(l.Items), l.Total, l.Offset, first); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	for _, query := range []string{"?limit=-1", "?offset=x"} {
		if status, _ := d.get("/discovery/resources" + query); status != 400 {
			t.Errorf("%s: %d", query, status)
		}
	}
}

func TestSearchGoesOnByCursor(t *testing.T) {
	d := open(t, newTown(), func(o *Options) { o.Listing = shelf(t) })
	seen, cursor, pages := map[string]bool{}, "", 0
	for {
		status, text := d.get("/discovery/search?query=ANSWER+ai&limit=7&type=http&cursor=" + cursor)
		var page struct {
			Resources  []struct{ Resource string }
			Pagination struct{ Cursor *string }
		}
		if err := json.Unmarshal(text, &page); status != 200 || err != nil {
			t.Fatalf("%d %v %s", status, err, text)
		}
		for _, r := range page.Resources {
			seen[r.Resource] = true
		}
		pages++
		if page.Pagination.Cursor == nil {
			break
		}
		cursor = *page.Pagination.Cursor
	}
	if len(seen) != 30 || pages != 5 {
		t.Errorf("%d things on %d pages", len(seen), pages)
	}
	for _, query := range []string{"?cursor=x", "?cursor=bzE", "?query=nothing"} {
		status, _ := d.get("/discovery/search" + query)
		if want := map[string]int{"?cursor=x": 400, "?cursor=bzE": 200, "?query=nothing": 200}[query]; status != want {
			t.Errorf("%s: %d", query, status)
		}
	}
}
