package service

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aidollar/pay/x402"
)

const (
	pageLimit    = 20 // items of a page, if nothing is said
	pageLimitMax = 200
	queryTextMax = 1024 // bytes of one filter or search text
)

// Wanted is which things are asked for. An empty filter lets everything pass.
type Wanted struct {
	Type, PayTo, Scheme, Network, Extension string
	Text                                    string // words, each of which must occur in what is said of a thing
	Limit, Offset                           int64
}

// Catalogue is what is sold, as it is listed.
type Catalogue interface {
	// List gives the things that are wanted, from Offset on and at most Limit of
	// them, in an order that stays, and how many there are in all. The caller only
	// reads what it gets.
	List(ctx context.Context, w Wanted) (items []x402.Item, total int64, err error)
}

// Shelf is a catalogue in memory, which is listed in its order.
type Shelf []x402.Item

// List is Catalogue's.
func (s Shelf) List(_ context.Context, w Wanted) (items []x402.Item, total int64, err error) {
	for i := range s {
		if !w.Fits(&s[i]) {
			continue
		}
		if total >= w.Offset && int64(len(items)) < w.Limit {
			items = append(items, s[i])
		}
		total++
	}
	return items, total, nil
}

// Fits tells whether a thing is wanted. Payee, scheme and network must be those of
// one way to pay for it.
func (w *Wanted) Fits(it *x402.Item) bool {
	if w.Type != "" && w.Type != it.Type || w.Extension != "" && !it.HasExtension(w.Extension) {
		return false
	}
	said := strings.ToLower(strings.Join(append([]string{it.Resource, it.Description, it.ServiceName}, it.Tags...), " "))
	for _, part := range strings.Fields(strings.ToLower(w.Text)) {
		if !strings.Contains(said, part) {
			return false
		}
	}
	if w.PayTo == "" && w.Scheme == "" && w.Network == "" {
		return true
	}
	return slices.ContainsFunc(it.Accepts, func(r x402.Requirements) bool {
		return (w.PayTo == "" || strings.EqualFold(w.PayTo, r.PayTo)) && (w.Scheme == "" || w.Scheme == r.Scheme) && (w.Network == "" || w.Network == string(r.Network))
	})
}

// wanted reads a query as the stock client writes it.
func wanted(query url.Values) (w Wanted, bad string) {
	for name, into := range map[string]*string{
		"type": &w.Type, "payTo": &w.PayTo, "scheme": &w.Scheme, "network": &w.Network, "extensions": &w.Extension, "query": &w.Text,
	} {
		if *into = query.Get(name); len(*into) > queryTextMax {
			return w, name
		}
	}
	w.Limit = pageLimit
	for name, into := range map[string]*int64{"limit": &w.Limit, "offset": &w.Offset} {
		if text := query.Get(name); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 0 {
				return w, name
			}
			*into = n
		}
	}
	w.Limit = max(min(w.Limit, pageLimitMax), 1)
	return w, ""
}

func (s *Service) serveResources(w http.ResponseWriter, r *http.Request) {
	want, bad := wanted(r.URL.Query())
	if bad != "" {
		fail(w, http.StatusBadRequest, "parameter_invalid", bad+" cannot be read")
		return
	}
	items, total, err := s.o.Listing.List(r.Context(), want)
	if err != nil {
		fail(w, http.StatusServiceUnavailable, "unavailable", "the listing cannot be read now; ask again")
		return
	}
	listing := x402.Listing{Version: 2, Items: items, Limit: want.Limit, Offset: want.Offset, Total: total}
	sendListing(w, listing.JSON)
}

// serveSearch is the same by words, with a cursor instead of an offset.
func (s *Service) serveSearch(w http.ResponseWriter, r *http.Request) {
	want, bad := wanted(r.URL.Query())
	if cursor := r.URL.Query().Get("cursor"); bad == "" && cursor != "" {
		if want.Offset, bad = readCursor(cursor); want.Offset < 0 {
			bad = "cursor"
		}
	}
	if bad != "" {
		fail(w, http.StatusBadRequest, "parameter_invalid", bad+" cannot be read")
		return
	}
	items, total, err := s.o.Listing.List(r.Context(), want)
	if err != nil {
		fail(w, http.StatusServiceUnavailable, "unavailable", "the listing cannot be read now; ask again")
		return
	}
	found := x402.Found{Version: 2, Items: items, Limit: want.Limit}
	if next := want.Offset + int64(len(items)); len(items) > 0 && next < total {
		found.Cursor = base64.RawURLEncoding.EncodeToString([]byte("o" + strconv.FormatInt(next, 10)))
	}
	sendListing(w, found.JSON)
}

func readCursor(cursor string) (offset int64, bad string) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	digits, ours := strings.CutPrefix(string(b), "o")
	if offset, errNumber := strconv.ParseInt(digits, 10, 64); err == nil && ours && errNumber == nil {
		return offset, ""
	}
	return 0, "cursor"
}

func sendListing(w http.ResponseWriter, encode func() ([]byte, error)) {
	body, err := encode()
	if err != nil {
		fail(w, http.StatusInternalServerError, "internal", "the listing cannot be written")
		return
	}
	write(w, http.StatusOK, body)
}
