package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"aidollar/api"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

func TestDescriptionIsValid(t *testing.T) {
	v := theDescription(t)
	if ok, errs := v.ValidateDocument(); !ok {
		for _, e := range errs {
			t.Errorf("%s: %s", e.Message, e.Reason)
			for _, s := range e.SchemaValidationErrors {
				t.Errorf("  %s: %s", s.FieldPath, s.Reason)
			}
		}
	}
	// The validator does refuse what is wrong.
	broken := bytes.Replace(document, []byte(`"in":"path"`), []byte(`"in":"elsewhere"`), 1)
	doc, err := libopenapi.NewDocument(broken)
	if err != nil {
		return
	}
	if other, errs := validator.NewValidator(doc); len(errs) == 0 {
		if ok, _ := other.ValidateDocument(); ok {
			t.Error("a description with a mistake passes for valid")
		}
	}
}

// operation is one of the description's.
type operation struct {
	method, path string // path with an id in the place of parameters
	access       string
	public       bool
}

// operations reads the served description.
func operations(t *testing.T, h *house) (list []operation) {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			Description string           `json:"description"`
			Security    []map[string]any `json:"security"`
		} `json:"paths"`
	}
	h.get("/openapi.json", "Authorization", "").want(200, &doc)
	for path, methods := range doc.Paths {
		path = strings.TrimPrefix(path, api.Prefix)
		path = strings.ReplaceAll(path, "{id}", "0190a5d2-7c1e-7aaa-8000-0123456789ab")
		for method, op := range methods {
			list = append(list, operation{strings.ToUpper(method), path, op.Description, op.Security != nil})
		}
	}
	slices.SortFunc(list, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return list
}

// ask sends a request without holding the answer against the description: what
// is asked here is mostly not in it.
func ask(t *testing.T, h *house, method, path, secret string) (status int, code string) {
	t.Helper()
	r, err := http.NewRequest(method, h.server.URL+api.Prefix+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	response, err := h.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var p api.Problem
	if response.StatusCode >= 400 {
		if err := json.NewDecoder(response.Body).Decode(&p); err != nil {
			t.Fatalf("%s %s: %d is no problem: %v", method, path, response.StatusCode, err)
		}
	}
	return response.StatusCode, p.Code
}

func TestWhatIsDescribedIsServedAndNothingElse(t *testing.T) {
	h := newHouse(t)
	list := operations(t, h)
	if len(list) < 30 {
		t.Fatalf("only %d operations are described", len(list))
	}
	described := map[string]bool{}
	for _, op := range list {
		described[op.method+" "+op.path] = true
		if status, code := ask(t, h, op.method, op.path, h.secret); code == "not_found" || code == "method_not_allowed" || code == "internal" {
			t.Errorf("%s %s is described and answers %d %s", op.method, op.path, status, code)
		}
	}
	for _, op := range list {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			if described[method+" "+op.path] || op.path == "/transfers/batch" {
				continue // GET of a batch is a look-up of the id "batch"
			}
			if status, code := ask(t, h, method, op.path, h.secret); status != 405 || code != "method_not_allowed" {
				t.Errorf("%s %s is not described and answers %d %s", method, op.path, status, code)
			}
		}
	}
	if status, code := ask(t, h, "GET", "/nothing", h.secret); status != 404 || code != "not_found" {
		t.Errorf("a path that is none answers %d %s", status, code)
	}
}

func TestEveryRouteAsksForItsKey(t *testing.T) {
	h := newHouse(t)
	buyer := h.buyer("Ann")
	reader, caller := h.key(buyer.ID, "read"), h.key(buyer.ID, "call")
	revoked := h.key(buyer.ID, "read", "call")
	h.call("DELETE", "/keys/"+revoked.ID, "").want(204)
	for _, op := range operations(t, h) {
		if op.public {
			if status, _ := ask(t, h, op.method, op.path, ""); status != 200 {
				t.Errorf("%s %s is open and answers %d without a key", op.method, op.path, status)
			}
			continue
		}
		for secret, want := range map[string]string{"": "key_missing", "sk-aid-no-such-key": "key_invalid", revoked.Secret: "key_invalid"} {
			if status, code := ask(t, h, op.method, op.path, secret); status != 401 || code != want {
				t.Errorf("%s %s with the key %q: %d %s, want 401 %s", op.method, op.path, secret, status, code, want)
			}
		}
		for name, secret := range map[string]string{"read": reader.Secret, "call": caller.Secret} {
			status, code := ask(t, h, op.method, op.path, secret)
			admin := strings.Contains(op.access, "Needs: scope admin")
			read := strings.Contains(op.access, "Needs: scope read") && name == "call"
			if (admin || read) && (status != 403 || code != "key_scope") {
				t.Errorf("%s %s with scope %s: %d %s, want 403 key_scope", op.method, op.path, name, status, code)
			}
		}
	}
	for _, header := range []string{"Basic " + h.secret, h.secret, "Bearer", "Bearer " + strings.Repeat("x", 1000)} {
		h.get("/position", "Authorization", header).refused(401, "key_missing")
	}
	for _, secret := range []string{h.secret, reader.Secret, caller.Secret, revoked.Secret} {
		if strings.Contains(h.log.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}

func TestPartiesSeeTheirOwn(t *testing.T) {
	h := newHouse(t)
	ann, bob, shop := h.buyer("Ann"), h.buyer("Bob"), h.seller("Shop", "0")
	as := h.as(h.key(ann.ID, "read").Secret)
	for path, status := range map[string]int{
		"/buyers/" + ann.ID: 200, "/buyers/" + bob.ID: 403, "/sellers/" + shop.ID: 403, "/balance": 200,
		"/accounts/" + ann.Accounts["balance"]: 200, "/accounts/" + bob.Accounts["balance"]: 403,
		"/accounts/" + ann.Accounts["balance"] + "/history": 200, "/accounts/" + bob.Accounts["balance"] + "/history": 403,
		"/accounts/" + bob.Accounts["balance"] + "/balance": 403, "/accounts/" + ann.Accounts["balance"] + "/balance": 200,
		"/accounts/0190a5d2-7c1e-7aaa-8000-0123456789ab": 403, // nobody learns whether it exists
		"/calls": 200, "/calls?party=" + ann.ID: 200, "/calls?party=" + bob.ID: 403,
		"/transfers/0190a5d2-7c1e-7aaa-8000-0123456789ab": 403, "/receipts/0190a5d2-7c1e-7aaa-8000-0123456789ab": 403,
		"/holds/0190a5d2-7c1e-7aaa-8000-0123456789ab": 403,
	} {
		if a := as.get(path); a.status != status {
			t.Errorf("%s: %d, want %d: %s", path, a.status, status, a.body)
		}
	}
	var seen api.BalanceAnswer
	as.get("/balance").want(200, &seen)
	if seen.Party != ann.ID || seen.Spendable != "0" || seen.Accounts["balance"].ID != ann.Accounts["balance"] {
		t.Errorf("the balance is %+v", seen)
	}
	h.get("/balance").refused(422, "party_unknown")
}
