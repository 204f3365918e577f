package describe

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"aidollar/core/meter"
	"aidollar/gateway"
	"aidollar/gateway/dialect"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// TestFormsAreTrue reads each dialect's example with the dialect itself, and wants a
// request without a member that is said to be required to be refused.
func TestFormsAreTrue(t *testing.T) {
	terms := dialect.Terms{InputMax: 1000, OutputMax: 100, Priced: meter.SetOf(meter.Request, meter.Input, meter.Output, meter.Image, meter.Character, meter.Second)}
	for _, d := range dialect.All() {
		f, ok := forms[d.Path]
		if !ok || f.summary == "" || len(f.answers) == 0 || (f.file != "") != d.Upload {
			t.Errorf("%s: it is described by %+v", d.Path, f)
			continue
		}
		request, fault := d.Read(Example(d, "some-model"))
		if fault != nil || request.Head().Model != "some-model" {
			t.Errorf("%s: the example is refused: %v", d.Path, fault)
			continue
		}
		if _, fault := request.Bound(terms); fault != nil {
			t.Errorf("%s: nothing bounds the example: %v", d.Path, fault)
		}
		for _, name := range f.required {
			var members map[string]any
			if err := json.Unmarshal(Example(d, "some-model").Body, &members); err != nil || members[name] == nil {
				t.Errorf("%s: the example has no %s: %v", d.Path, name, err)
			}
			delete(members, name)
			body, err := json.Marshal(members)
			if err != nil {
				t.Fatal(err)
			}
			if _, fault := d.Read(&dialect.Source{Body: body, ContentType: mediaJSON}); fault == nil && d.Path != "/images/generations" { // whose prompt the model's server reads
				t.Errorf("%s: a request without %s is taken", d.Path, name)
			}
		}
	}
	if len(forms) != len(dialect.All()) {
		t.Errorf("%d forms for %d dialects", len(forms), len(dialect.All()))
	}
}

func TestTemplates(t *testing.T) {
	for pattern, want := range map[string]string{
		"/a": "/a", "/a/{id}": "/a/{id} id", "/a/{id}/b/{rest...}": "/a/{id}/b/{rest} id rest", "/a/{$}": "/a/", "/a/": "/a/{below} below", "/": "/",
	} {
		path, names := template(pattern)
		if got := strings.TrimSpace(path + " " + strings.Join(names, " ")); got != want {
			t.Errorf("%s is %s, want %s", pattern, got, want)
		}
	}
}

// shown is a house with one of each.
func shown() *House {
	chat, _, _ := dialect.ByPath("/chat/completions")
	sound, _, _ := dialect.ByPath("/audio/transcriptions")
	offer := Offer{Intent: "charge", Currency: "0xa1d011A200000000000000000000000000000001", ChainID: 31337}
	fixed := offer
	fixed.Amount, offer.About = "20000", "each call differs"
	return &House{
		Endpoints: []Endpoint{
			{Path: chat.Path, Dialect: chat, Models: []string{"m", "n"}, Wallets: true, Offers: []Offer{offer}},
			{Path: sound.Path, Dialect: sound, Models: []string{"m"}, Wallets: true, Offers: []Offer{offer}},
			{Path: "/paid/{city}", Methods: []string{"GET", "POST"}, Seller: "a\nseller", Product: "weather", Price: "0.02", Wallets: true, Offers: []Offer{fixed}},
			{Path: "/keyed/", Methods: []string{"GET"}, Seller: "s", Product: "report"},
			{Path: "/permit", Methods: []string{"GET"}, Seller: "s", Product: "p", Wallets: true},
		},
		Models: []gateway.Model{{ID: "m", OwnedBy: "a seller", Prices: []gateway.ModelPrice{{Meter: "input", Amount: "0.15", Per: 1_000_000, Currency: "USD"}}}},
	}
}

// TestTheDocumentIsOpenAPI has a library that is not ours read it, and looks at who can
// pay what how.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	for _, h := range []*House{shown(), {}} {
		parsed, err := libopenapi.NewDocument(h.OpenAPI())
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
	}
	var d struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string
			Payment  *struct {
				Mode      string `json:"pricingMode"`
				Price     string
				Protocols []string
				Offers    []struct {
					Method, Intent string
					Amount         *string
				}
			} `json:"x-payment-info"`
		}
	}
	if err := json.Unmarshal(shown().OpenAPI(), &d); err != nil {
		t.Fatal(err)
	}
	chat, sound := d.Paths["/v1/chat/completions"]["post"], d.Paths["/v1/audio/transcriptions"]["post"]
	paid, keyed, permit := d.Paths["/paid/{city}"]["get"], d.Paths["/keyed/{below}"]["get"], d.Paths["/permit"]["get"]
	switch {
	case chat.Payment == nil || chat.Payment.Mode != "dynamic" || len(chat.Payment.Offers) != 1 || chat.Payment.Offers[0].Amount != nil:
		t.Errorf("chat: %+v", chat.Payment)
	case paid.Payment == nil || paid.Payment.Price != "0.02" || *paid.Payment.Offers[0].Amount != "20000" || paid.Payment.Offers[0].Method != "evm":
		t.Errorf("a route: %+v", paid.Payment)
	case sound.Payment != nil || len(sound.Security) != 3:
		t.Errorf("uploads: %+v", sound)
	case keyed.Payment != nil || len(keyed.Security) != 1:
		t.Errorf("for keys alone: %+v", keyed)
	case permit.Payment == nil || permit.Payment.Offers != nil || !slices.Equal(permit.Payment.Protocols, []string{"x402"}):
		t.Errorf("by x402 alone: %+v", permit.Payment)
	}
}

func TestTheText(t *testing.T) {
	text := string(shown().Text())
	for _, want := range []string{
		"# aidollar\n\n> ", "(/openapi.json)", "- `POST /v1/chat/completions`: ", "- `GET|POST /paid/{city}`: weather of a seller, $0.02 a call\n",
		"- `GET /keyed/{below}`: report of s, by what an answer has (with a key alone)\n", "- `m` of a seller: 0.15 USD for 1000000 of input\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if empty := string((&House{}).Text()); strings.Contains(empty, "\n## ") {
		t.Errorf("nothing is sold:\n%s", empty)
	}
}
