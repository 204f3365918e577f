package console

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"aidollar/core/attest"
)

// auditorForm is the form for an auditor's key.
type auditorForm struct {
	Form
	Token string
	Kinds []kindChoice
	Error string
}

// kindChoice is a kind of subjects that can be chosen.
type kindChoice struct {
	Name   string
	Chosen bool
}

// Fault is what is wrong with a field.
func (f auditorForm) Fault(name string) string { return f.Faults[name] }

const auditorTitle = "Trust an auditor"

var auditorKinds = [...]attest.Kind{attest.Participant, attest.DataCentre, attest.Delivery}

func (v *visit) askAuditor(status int, page auditorForm) error {
	page.Token = v.formToken()
	for _, k := range auditorKinds {
		page.Kinds = append(page.Kinds, kindChoice{k.String(), slices.Contains(page.Values["kind"], k.String())})
	}
	return v.console.render(v.writer, status, "newauditor.html", v.layout(auditorTitle, "rules", page))
}

func (c *Console) askForAuditor(v *visit) error {
	return v.askAuditor(http.StatusOK, auditorForm{Form: Form{Values: url.Values{}, Faults: faults{}}})
}

func (c *Console) trustAuditor(v *visit) error {
	page := auditorForm{Form: Form{Values: v.PostForm, Faults: faults{}}}
	wrong := page.Faults
	a := attest.Auditor{Name: strings.TrimSpace(page.Value("name")), From: wrong.moment(v.PostForm, "from"), Until: wrong.moment(v.PostForm, "until")}
	key, ok := publicKey(strings.TrimSpace(page.Value("key")))
	if a.Key = key; !ok {
		wrong["key"] = "That is no Ed25519 key: 43 characters of base64url, as aidollar rules attest key prints it under x, or 64 hexadecimal digits."
	}
	for _, k := range auditorKinds {
		if slices.Contains(v.PostForm["kind"], k.String()) {
			a.Kinds |= attest.Of(k)
		}
	}
	if a.Kinds == 0 {
		wrong["kind"] = "Choose at least one: of what is its word to count?"
	}
	if a.Name == "" {
		wrong["name"] = "Give the name that its statements have."
	}
	if len(wrong) > 0 {
		return v.askAuditor(http.StatusUnprocessableEntity, page)
	}
	return v.carried(auditorTitle, "/console/auditors", func() error { return c.source.TrustAuditor(v.Context(), a) }, func(words string) error {
		page.Error = words
		return v.askAuditor(http.StatusConflict, page)
	})
}

// publicKey reads an Ed25519 key in base64url, as JWKs have it, or in hexadecimal.
func publicKey(text string) (key [32]byte, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if len(text) == hex.EncodedLen(len(key)) {
		raw, err = hex.DecodeString(text)
	}
	if err != nil || len(raw) != len(key) {
		return key, false
	}
	copy(key[:], raw)
	return key, true
}

func (v *visit) auditorToDistrust() (page surePage, a attest.Auditor, err error) {
	all, err := v.console.source.Auditors(v.Context())
	at := slices.IndexFunc(all, func(a attest.Auditor) bool { return hex.EncodeToString(a.Key[:]) == v.PathValue("key") })
	if err != nil || at < 0 {
		return page, a, cmp.Or(err, ErrNotFound)
	}
	a = all[at]
	return surePage{
		Section: "Auditors", Back: "/console/auditors", Heading: "Distrust an auditor", Title: "Trust " + a.Name + " no more?", Of: "The key " + hex.EncodeToString(a.Key[:]) + ".",
		Text:   "Nothing counts any more that was signed with this key, from now on and for good; it cannot be trusted again. What rested on its word is decided without it.",
		Action: "/console/auditors/" + v.PathValue("key") + "/distrust", Yes: "Distrust the key", No: "Keep it", Reasons: true,
	}, a, nil
}

func (c *Console) askToDistrust(v *visit) error {
	page, _, err := v.auditorToDistrust()
	if err != nil {
		return err
	}
	return v.sure(http.StatusOK, page)
}

func (c *Console) distrustAuditor(v *visit) error {
	page, a, err := v.auditorToDistrust()
	if err != nil {
		return err
	}
	return page.done(v, func(reason string) error { return c.source.DistrustAuditor(v.Context(), a.Key, reason) })
}
