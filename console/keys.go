package console

import (
	"errors"
	"net/http"
	"net/url"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// keysPage lists keys and projects.
type keysPage struct {
	listPage[KeyInfo]
	Projects []ProjectInfo
	Now      int64
}

// keyRoutes are the pages of keys. What changes them is for the house alone.
func (c *Console) keyRoutes() {
	c.page("GET /console/keys", c.keys)
	c.page("GET /console/keys/new", houseOnly(c.newKey))
	c.page("GET /console/keys/{id}", c.key)
	c.page("GET /console/keys/{id}/revoke", houseOnly(c.confirmKey("revoke")))
	c.page("GET /console/keys/{id}/rotate", houseOnly(c.confirmKey("rotate")))
	c.form("POST /console/keys", formSizeMax, houseOnly(c.createKey))
	c.form("POST /console/keys/{id}/revoke", formSizeMax, houseOnly(c.revokeKey))
	c.form("POST /console/keys/{id}/rotate", formSizeMax, houseOnly(c.rotateKey))
}

// Status is how a key stands: "active", "expired" or "revoked".
func (k KeyInfo) Status(now int64) string {
	switch {
	case k.Key.Revoked != 0:
		return "revoked"
	case k.Key.Terms.Expires != 0 && k.Key.Terms.Expires <= now:
		return "expired"
	}
	return "active"
}

// Scopes are the names of what the key is for.
func (k KeyInfo) Scopes() (names []string) {
	for _, s := range scopes {
		if k.Key.Scopes&s.bit != 0 {
			names = append(names, s.Name)
		}
	}
	return names
}

// scope is what a key may be used for, in words.
type scope struct {
	Name, About string
	bit         clearing.Scopes
}

var scopes = [...]scope{
	{"call", "call models at its party's expense", clearing.ScopeCall},
	{"read", "read its party's accounts, calls and receipts", clearing.ScopeRead},
	{"admin", "everything an operator may; belongs to no party", clearing.ScopeAdmin},
}

func (c *Console) keys(v *visit) error {
	cursor := v.URL.Query().Get("after")
	keys, err := c.source.Keys(v.Context(), v.view.Party.ID, cursor, rowsMax)
	if err != nil {
		return err
	}
	page := keysPage{listPage: listPage[KeyInfo]{Rows: keys.Keys, Next: keys.Next, First: cursor == ""}, Now: v.now.UnixNano()}
	if cursor == "" {
		if page.Projects, err = c.source.Projects(v.Context(), v.view.Party.ID); err != nil {
			return err
		}
	}
	return v.showLive("keys.html", "Keys", "keys", page)
}

// keyPage is one key, and what is to be done with it.
type keyPage struct {
	KeyInfo
	Now    int64
	Form   string // the session's token for forms
	NewID  ledger.ID
	Action string // to be confirmed: "revoke" or "rotate"
	Secret string // of a key that was just made
	Old    *KeyInfo
	Error  string
}

// keyOf finds the key of the address, if the visitor may see it.
func (v *visit) keyOf() (page keyPage, err error) {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return page, ErrNotFound
	}
	page = keyPage{Now: v.now.UnixNano(), Form: v.formToken(), NewID: freshID(v.now)}
	page.KeyInfo, err = v.console.source.KeyByID(v.Context(), id)
	if err == nil && !v.view.Covers(page.Key.Party) {
		return page, ErrNotFound
	}
	return page, err
}

func (c *Console) key(v *visit) error {
	page, err := v.keyOf()
	if err != nil {
		return err
	}
	return v.showLive("key.html", "Key", "keys", page)
}

// confirmKey asks before a key is ended.
func (c *Console) confirmKey(action string) func(*visit) error {
	return func(v *visit) error {
		page, err := v.keyOf()
		if err != nil {
			return err
		}
		if page.Status(page.Now) == "revoked" {
			http.Redirect(v.writer, v.Request, "/console/keys/"+page.Key.ID.String(), http.StatusSeeOther)
			return nil
		}
		page.Action = action
		return v.show("confirm.html", sentence(action)+" a key", "keys", page)
	}
}

func (c *Console) revokeKey(v *visit) error {
	page, err := v.keyOf()
	if err != nil {
		return err
	}
	if err := c.source.RevokeKey(v.Context(), page.Key.ID); err != nil {
		return v.refusedKey(page, "revoke", err)
	}
	c.log.Info("a key was revoked in the console", "key", page.Key.ID.String())
	http.Redirect(v.writer, v.Request, "/console/keys/"+page.Key.ID.String(), http.StatusSeeOther)
	return nil
}

// refusedKey shows why a key stays as it is.
func (v *visit) refusedKey(page keyPage, action string, err error) error {
	var refused *Refusal
	if !errors.As(err, &refused) {
		return err
	}
	page.Action, page.Error = action, refused.Sentence
	frame := v.layout(sentence(action)+" a key", "keys", page)
	return v.console.render(v.writer, http.StatusConflict, "confirm.html", frame)
}

// rotateKey makes a key like another one, and ends that one unless it is to be
// ended later, once its users have the new secret.
func (c *Console) rotateKey(v *visit) error {
	page, err := v.keyOf()
	if err != nil {
		return err
	}
	fresh := page.Key
	if fresh.ID, err = ledger.ParseID(v.PostForm.Get("new")); err != nil {
		return ErrNotFound
	}
	old := page.KeyInfo
	secret, err := c.source.CreateKey(v.Context(), fresh)
	if err != nil {
		return v.refusedKey(page, "rotate", err)
	}
	c.log.Info("a key was rotated in the console", "key", old.Key.ID.String(), "new", fresh.ID.String())
	if v.PostForm.Get("old") == "revoke" {
		if err := c.source.RevokeKey(v.Context(), old.Key.ID); err != nil {
			return err
		}
		if old, err = c.source.KeyByID(v.Context(), old.Key.ID); err != nil {
			return err
		}
	}
	return v.showSecret(fresh.ID, secret, &old)
}

// showSecret shows a new key with its secret, which nobody can show again.
func (v *visit) showSecret(id ledger.ID, secret string, old *KeyInfo) (err error) {
	page := keyPage{Now: v.now.UnixNano(), Form: v.formToken(), Secret: secret, Old: old}
	if page.KeyInfo, err = v.console.source.KeyByID(v.Context(), id); err != nil {
		return err
	}
	return v.show("secret.html", "New key", "keys", page)
}

// newKeyPage is the form for a new key.
type newKeyPage struct {
	Form   string
	ID     ledger.ID
	Values url.Values
	Errors faults
	Owner  []option
	Groups []option // projects
	Scopes []scope
	Error  string
}

// Value is what stands in a field.
func (p newKeyPage) Value(name string) string { return p.Values.Get(name) }

// Has reports whether a box is ticked.
func (p newKeyPage) Has(name string) bool {
	for _, s := range p.Values["scope"] {
		if s == name {
			return true
		}
	}
	return false
}

// Fault is what is wrong with a field; empty when nothing is.
func (p newKeyPage) Fault(name string) string { return p.Errors[name] }

func (c *Console) newKey(v *visit) error {
	values := url.Values{"scope": {"call", "read"}, "party": {v.URL.Query().Get("party")}}
	return v.askForNewKey(http.StatusOK, newKeyPage{ID: freshID(v.now), Values: values})
}

func (v *visit) askForNewKey(status int, page newKeyPage) error {
	var choices Form
	if err := v.console.choices(v.Context(), v.view, &choices); err != nil {
		return err
	}
	page.Form, page.Owner, page.Groups, page.Scopes = v.formToken(), choices.Parties, choices.Projects, scopes[:]
	return v.console.render(v.writer, status, "newkey.html", v.layout("New key", "keys", page))
}

func (c *Console) createKey(v *visit) error {
	page := newKeyPage{Values: v.PostForm, Errors: faults{}}
	key := v.readKey(&page)
	page.ID = key.ID
	if len(page.Errors) > 0 {
		return v.askForNewKey(http.StatusUnprocessableEntity, page)
	}
	secret, err := c.source.CreateKey(v.Context(), key)
	var refused *Refusal
	if errors.As(err, &refused) {
		if refused.Code == "key_exists" {
			http.Redirect(v.writer, v.Request, "/console/keys/"+key.ID.String(), http.StatusSeeOther)
			return nil
		}
		page.Error = refused.Sentence
		return v.askForNewKey(http.StatusConflict, page)
	}
	if err != nil {
		return err
	}
	c.log.Info("a key was made in the console", "key", key.ID.String())
	return v.showSecret(key.ID, secret, nil)
}
