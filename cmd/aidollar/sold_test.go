package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// TestWhatIsSoldForKeys reads the description of a house without chains: all that can
// be bought stands in it, and nobody is told to pay by a wallet.
func TestWhatIsSoldForKeys(t *testing.T) {
	h := newRoutedHouse(t)
	text, header := h.fetch("/openapi.json")
	parsed, err := libopenapi.NewDocument([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(parsed)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, problems := v.ValidateDocument(); !ok {
		t.Errorf("%v", problems)
	}
	var d struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string
			Payment  any `json:"x-payment-info"`
		}
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	for _, wanted := range []string{"post /v1/chat/completions", "get /weather/{city}", "get /reports/{rest}"} {
		method, path, _ := strings.Cut(wanted, " ")
		if op, ok := d.Paths[path][method]; !ok || op.Payment != nil || len(op.Security) != 1 {
			t.Errorf("%s: %t, %+v", wanted, ok, op)
		}
	}
	if op, is := d.Paths["/v1/audio/speech"]; is {
		t.Errorf("speech has no price on the card, and is described: %+v", op)
	}
	if header.Get("Content-Type") != "application/json" || !strings.Contains(header.Get("Cache-Control"), "max-age") {
		t.Errorf("it comes with %v", header)
	}
	if again, _ := h.fetch("/openapi.json"); again != text {
		t.Error("it reads otherwise the second time")
	}
	prose, header := h.fetch("/llms.txt")
	if !strings.HasPrefix(prose, "# ") || !strings.Contains(prose, "GET /weather/{city}`") || !strings.HasPrefix(header.Get("Content-Type"), "text/plain") {
		t.Errorf("%v: %s", header, prose)
	}
}

func (h *routedHouse) fetch(path string) (text string, header http.Header) {
	h.t.Helper()
	r, err := http.Get(h.front.URL + path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %d, %v: %s", path, r.StatusCode, err, body)
	}
	return string(body), r.Header
}
