package console

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	formOf   = regexp.MustCompile(`name="form" value="([^"]+)"`)
	newIDOf  = regexp.MustCompile(`name="(?:id|new)" value="([0-9a-f-]{36})"`)
	secretOf = regexp.MustCompile(`value="(sk-aid-fresh-[0-9]+)"`)
)

// post sends a form of a page.
func (v *visitor) post(path string, form url.Values) (answer, string) {
	v.t.Helper()
	return v.do(http.MethodPost, path, form.Encode(), map[string]string{"Sec-Fetch-Site": "same-origin"})
}

// hidden gives the hidden fields of a page's form.
func (v *visitor) hidden(page string) (token, id string) {
	v.t.Helper()
	tokens, ids := formOf.FindStringSubmatch(page), newIDOf.FindStringSubmatch(page)
	if tokens == nil {
		v.t.Fatalf("the page has no form: %s", page)
	}
	if ids != nil {
		id = ids[1]
	}
	return tokens[1], id
}

// A key is made by its form, once; its secret is shown once and works.
func TestNewKey(t *testing.T) {
	h := newHouse(3)
	v := newVisitor(t, h).signIn(secretAdmin)
	token, id := v.hidden(v.get("/console/keys/new"))
	form := url.Values{"form": {token}, "id": {id}, "party": {partyBuyer.ID.String()}, "name": {"production"}, "scope": {"call", "read"},
		"models": {"aurora-large, small-*"}, "networks": {"192.0.2.0/24"}, "requests": {"600"}, "month": {"25.5"}, "expires": {"2026-12-31"}}
	response, page := v.post("/console/keys", form)
	secret := secretOf.FindStringSubmatch(page)
	if response.StatusCode != http.StatusOK || secret == nil {
		t.Fatalf("%s: %s", response.Status, page)
	}
	another := v.another().signIn(secret[1])
	if body := another.get("/console/keys/" + id); !strings.Contains(body, "production") || strings.Contains(body, secret[1]) {
		t.Errorf("the new key's page: %s", body)
	}
	known, err := h.KeyByID(t.Context(), keyID(t, id))
	if err != nil || len(known.Key.Terms.Models) != 2 || known.Key.Terms.RequestsPerMinute != 600 || known.Key.Terms.Expires != 1798761600e9 ||
		known.Key.Terms.Limits.Month.Decimal(9) != "25.500000000" && known.Key.Terms.Limits.Month.Decimal(9) != "25.5" {
		t.Errorf("the terms are %+v, %v", known.Key.Terms, err)
	}
	// Sent again, it leads to the key and shows no secret.
	response, page = v.post("/console/keys", form)
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/console/keys/"+id || secretOf.MatchString(page) {
		t.Errorf("a second time: %s to %s", response.Status, response.Header.Get("Location"))
	}
}

// What is wrong with a form is said beside its field, and nothing is made.
func TestNewKeyRefused(t *testing.T) {
	h := newHouse(3)
	v := newVisitor(t, h).signIn(secretAdmin)
	token, _ := v.hidden(v.get("/console/keys/new"))
	good := url.Values{"form": {token}, "id": {testID(900).String()}, "party": {partyBuyer.ID.String()}, "name": {"n"}, "scope": {"read"}}
	keys := len(h.order)
	for _, test := range []struct{ field, value, says string }{
		{"name", " ", "Give the key a name"}, {"scope", "", "Choose what the key is for"}, {"scope", "admin", "belongs to no party"},
		{"party", "", "Choose whose key it is"}, {"party", testID(77).String(), "no such party"}, {"party", "x", "is no id"},
		{"expires", "31.12.2026", "is no day"}, {"expires", "2026-02-01", "That day is over"}, {"networks", "192.0.2.1", "is no network"},
		{"requests", "0", "is no number from 1 up"}, {"tokens", "many", "is no number"}, {"day", "-1", "is no amount"}, {"total", "1,5", "is no amount"},
		{"name", "refuse", "The house refuses that name."},
	} {
		form := url.Values{}
		for name, values := range good {
			form[name] = values
		}
		form.Set(test.field, test.value)
		response, page := v.post("/console/keys", form)
		if response.StatusCode < 400 || response.StatusCode > 499 || !strings.Contains(page, test.says) {
			t.Errorf("%s=%q: %s without %q", test.field, test.value, response.Status, test.says)
		}
		if !strings.Contains(page, `role="alert"`) {
			t.Errorf("%s=%q is refused without an alert", test.field, test.value)
		}
	}
	if len(h.order) != keys {
		t.Errorf("%d keys were made by forms that were refused", len(h.order)-keys)
	}
}

// Only the house changes keys, and only by a form of the same session.
func TestFormsGuarded(t *testing.T) {
	h := newHouse(3)
	admin := newVisitor(t, h).signIn(secretAdmin)
	path := "/console/keys/" + testID(104).String()
	token, _ := admin.hidden(admin.get(path + "/revoke"))
	foreign, _ := admin.another().signIn(secretAdmin).hidden(admin.another().signIn(secretAdmin).get(path + "/revoke"))
	if foreign == token {
		t.Fatal("two sessions have the same token")
	}
	for name, form := range map[string]url.Values{"none": {}, "foreign": {"form": {foreign}}, "made up": {"form": {strings.Repeat("A", 43)}}} {
		for _, to := range []string{path + "/revoke", path + "/rotate", "/console/keys", "/console/cards/preview"} {
			if response, _ := admin.post(to, form); response.StatusCode != http.StatusForbidden {
				t.Errorf("%s with the token %s: %s", to, name, response.Status)
			}
		}
	}
	if response, _ := admin.do(http.MethodPost, path+"/revoke", url.Values{"form": {token}}.Encode(), map[string]string{"Sec-Fetch-Site": "cross-site"}); response.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s", response.Status)
	}
	other := admin.another().signIn(secretOther)
	own, _ := other.hidden(`name="form" value="` + formTokenOf(other) + `"`)
	for _, to := range []string{path + "/revoke", path + "/rotate", "/console/keys"} {
		if response, _ := other.post(to, url.Values{"form": {own}, "new": {testID(901).String()}}); response.StatusCode != http.StatusNotFound {
			t.Errorf("a buyer at %s: %s", to, response.Status)
		}
	}
	if strings.Contains(other.get(path), "/revoke") || strings.Contains(other.get("/console/keys"), "/console/keys/new") {
		t.Error("a buyer is offered to change keys")
	}
	if response, _ := admin.post("/console/keys", url.Values{"form": {token}, "name": {strings.Repeat("n", formSizeMax+1)}}); response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("too much: %s", response.Status)
	}
	other.get(path) // none of it ended the key
	if response, _ := admin.post(path+"/revoke", url.Values{"form": {token}}); response.StatusCode != http.StatusSeeOther {
		t.Errorf("revoking: %s", response.Status)
	}
	if response, _ := other.do(http.MethodGet, path, "", nil); response.StatusCode != http.StatusSeeOther {
		t.Errorf("whose key was revoked is answered %s", response.Status)
	}
}

// A rotation makes a key with the same terms; the old one is ended at once or later.
func TestRotation(t *testing.T) {
	for _, old := range []string{"keep", "revoke"} {
		h := newHouse(3)
		v := newVisitor(t, h).signIn(secretAdmin)
		path := "/console/keys/" + testID(102).String()
		token, id := v.hidden(v.get(path + "/rotate"))
		form := url.Values{"form": {token}, "new": {id}, "old": {old}}
		response, page := v.post(path+"/rotate", form)
		secret := secretOf.FindStringSubmatch(page)
		if response.StatusCode != http.StatusOK || secret == nil {
			t.Fatalf("%s: %s", response.Status, page)
		}
		v.another().signIn(secret[1]).get("/console")
		fresh, _ := h.KeyByID(t.Context(), keyID(t, id))
		if fresh.Key.Party != partyBuyer.ID || fresh.Key.Name != hostile || len(fresh.Key.Terms.Models) != 2 {
			t.Errorf("the new key is %+v", fresh.Key)
		}
		status := "active"
		if old == "revoke" {
			status = "revoked"
		}
		if before, _ := h.KeyByID(t.Context(), testID(102)); before.Status(noon) != status {
			t.Errorf("after %s the old key is %s", old, before.Status(noon))
		}
		if response, page := v.post(path+"/rotate", form); secretOf.MatchString(page) {
			t.Errorf("a second time shows a secret: %s", response.Status)
		}
	}
}
