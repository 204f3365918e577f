package main

import (
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/internal/chromium"
)

// consoleScreens names the folder of the documentation's pictures, to write them anew.
var consoleScreens = flag.String("console.screens", "", "folder to write the console's pictures for the documentation to")

// screenMax bounds a picture of the documentation, in bytes.
const screenMax = 150 << 10

// consoleStage is a real house with its console in a browser.
type consoleStage struct {
	t    *testing.T
	b    *chromium.Browser
	p    *program
	d    *demo
	base string // of requests
	site string // of the browser: a plain name
}

// call buys from the toy model with a key, and gives the status.
func (s *consoleStage) call(key, prompt string, tokens int) int {
	s.t.Helper()
	body := `{"model":"` + devModel + `","max_tokens":` + strconv.Itoa(tokens) + `,"messages":[{"role":"user","content":` + strconv.Quote(prompt) + `}]}`
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // the status is what counts
	return response.StatusCode
}

// settled waits until the books have all that was answered.
func (s *consoleStage) settled() {
	s.t.Helper()
	if err := s.p.gateway.Wait(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	seq, _ := s.p.node.Position()
	if err := s.p.books.Visible(s.t.Context(), seq); err != nil {
		s.t.Fatal(err)
	}
}

// shot checks the page at a width, and keeps its picture where one is wanted.
func (s *consoleStage) shot(name string, width int, scheme string) {
	s.t.Helper()
	s.b.Look(width, scheme)
	s.b.Check(name, width)
	if *consoleScreens == "" {
		return
	}
	path := filepath.Join(*consoleScreens, name+".png")
	s.b.KeepSmall(path)
	if info, err := os.Stat(path); err != nil || info.Size() > screenMax {
		s.t.Errorf("%s: %v; a picture has at most %d bytes", path, err, screenMax)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *consoleStage) open(path string) {
	s.t.Helper()
	s.b.Open(s.site + "/console" + path)
}

func newConsoleStage(t *testing.T) *consoleStage {
	if testing.Short() {
		t.Skip("a browser is started; not with -short")
	}
	b := chromium.Start(t)
	p, d, base := consoleProgram(t)
	s := &consoleStage{t: t, b: b, p: p, d: d, base: base, site: strings.Replace(base, "127.0.0.1", "house.example", 1)}
	var buyer clearing.Party
	p.node.View(func(m *clearing.Machine) {
		m.Parties(func(party clearing.Party) bool {
			if party.Role == clearing.RoleBuyer {
				buyer = party
			}
			return true
		})
	})
	unlimited := clearing.Unlimited()
	limits := unlimited
	limits.Month = money.Units(2_000_000_000)
	project := clearing.Project{ID: newID(), Party: buyer.ID, Name: "research", Limits: limits}
	if _, err := p.do(t.Context(), clearing.AddProject{Project: project}); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		if status := s.call(d.Key, strings.Repeat("What is a clearing house? ", 1+i%5), 20+7*i); status != http.StatusOK {
			t.Fatalf("call %d: %d", i, status)
		}
	}
	s.settled()
	return s
}

// The operator's day: look, make a key, have it used, try a card, end the key.
func TestConsoleInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()

	// A page that is open takes over what happens.
	calls := `document.querySelector("#figures dd").textContent.trim()`
	s.b.Await(calls + ` === "15"`)
	s.b.Eval(`document.body.dataset.mark = "still here"`, nil)
	s.shot("overview", 1280, "light")
	if status := s.call(s.d.Key, "One more, please.", 30); status != http.StatusOK {
		t.Fatalf("the call is answered %d", status)
	}
	s.b.Await(calls + ` === "16" && document.body.dataset.mark === "still here"`)
	s.b.Await(`document.querySelector("#chart-calls canvas") && document.querySelector("#chart-latency canvas")`)
	s.shot("overview-phone", 390, "dark")

	s.operatorMakesKey()
	s.operatorTriesCard()
	s.operatorSeesEvents()

	s.b.Look(1280, "light")
	s.open("/calls?state=captured&model=" + devModel)
	s.b.Await(`document.querySelectorAll("table.calls tbody tr").length === 18`)
	s.b.Loaded(func() { s.b.Click("table.calls tbody a") })
	s.b.Await(`document.body.innerText.includes("usage.prompt_tokens") && document.body.innerText.includes("Seller proceeds")`)
	s.shot("receipt", 1280, "light")
	var signed string
	s.b.Eval(`fetch(document.querySelector("a[download]").href).then(r => r.text())`, &signed)
	if strings.Count(signed, ".") != 2 {
		t.Errorf("the signed receipt is %q", signed)
	}
	s.open("/usage?by=key&measure=in")
	s.b.Await(`document.querySelector("#chart-usage canvas") && document.querySelectorAll("table.usage tbody tr").length === 3`)
	s.shot("usage", 1280, "dark")
	s.b.Look(1280, "light")
	s.open("/accounts")
	s.b.Await(`document.body.innerText.includes("balanced")`)
	s.b.Loaded(func() { s.b.Click("table.accounts tbody tr:last-child a") })
	s.b.Loaded(func() { s.b.Click(`a[href$="/statement"]`) })
	s.b.Await(`document.querySelector("table.usage tfoot td.many").textContent.trim() === "18"`)
	s.shot("statement", 1280, "light")
}

func (s *consoleStage) signIn(secret string) {
	s.t.Helper()
	s.b.ForgetCookies()
	s.open("")
	s.b.Await(`document.activeElement.id === "key"`)
	s.b.Type(secret)
	s.b.Loaded(func() { s.b.Press("Enter", 13) })
	s.b.Await(`location.pathname === "/console"`)
}

// operator signs in as the house.
func (s *consoleStage) operator() {
	s.t.Helper()
	secret, err := os.ReadFile(s.d.Operator)
	if err != nil {
		s.t.Fatal(err)
	}
	s.signIn(strings.TrimSpace(string(secret)))
}

// operatorMakesKey makes a key by the form, uses it, and ends it.
func (s *consoleStage) operatorMakesKey() {
	s.t.Helper()
	s.b.Look(1280, "light")
	s.open("/keys")
	s.b.Loaded(func() { s.b.Click(`a[href="/console/keys/new"]`) })
	s.b.Click("#terms summary")
	s.b.Eval(`[...document.querySelector("#party").options].find(o => o.text === "`+devBuyer+`").selected = true;
		[...document.querySelector("#project").options].find(o => o.text === "research").selected = true`, nil)
	s.b.Fill("#name", "night shift")
	s.b.Fill("#models", "no such model, "+devModel[:3]+"*")
	s.b.Fill("#day", "a lot")
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`document.querySelector("#day-fault").textContent.includes("no amount of USD")`)
	s.b.Fill("#day", "0.50")
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	var secret, path string
	s.b.Await(`document.querySelector("#secret").value.startsWith("sk-aid-")`)
	s.b.Eval(`document.querySelector("#secret").value`, &secret)
	if status := s.call(secret, "Hello from the night shift.", 25); status != http.StatusOK {
		s.t.Errorf("a call with the new key: %d", status)
	}
	s.settled()
	s.b.Loaded(func() { s.b.Click(`.acts a[href^="/console/keys/"]`) })
	s.b.Await(`document.body.innerText.includes("research") && document.querySelector(".budget .spent").textContent.startsWith("0.0000") && document.querySelector(".budget .left").textContent.startsWith("0.4999")`)
	s.shot("key", 1280, "light")
	s.b.Eval(`location.pathname`, &path)
	s.b.Loaded(func() { s.b.Click(`a[href$="/revoke"]`) })
	s.b.Await(`location.pathname.endsWith("/revoke")`)
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`location.pathname === "` + path + `" && document.querySelector(".state").textContent === "revoked"`)
	if status := s.call(secret, "Still there?", 5); status != http.StatusUnauthorized {
		s.t.Errorf("a call with the revoked key: %d", status)
	}
	s.open("/keys")
	s.shot("keys-phone", 390, "light")
}

// operatorTriesCard sees a mistake in its place, and what a dearer card would do.
func (s *consoleStage) operatorTriesCard() {
	s.t.Helper()
	s.b.Look(1280, "light")
	s.open("/cards/preview")
	card := strings.Replace(string(devCard), "version: 1", "version: two", 1)
	s.b.Fill("#card", card)
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`document.querySelector(".mistakes mark").textContent.includes("two")`)
	s.shot("card-mistake", 1280, "light")
	s.b.Fill("#card", dearer(s.t))
	s.b.Loaded(func() { s.b.Click("form.card button[type=submit]") })
	s.b.Await(`document.querySelector("table.preview tbody .charge").textContent.includes("%")`)
	s.shot("card-preview", 1280, "light")
	s.open("/cards")
	s.b.Loaded(func() { s.b.Click("table.cards tbody a") })
	s.b.Await(`document.querySelector("table.prices") !== null`)
	s.shot("card-phone", 390, "dark")
}

// operatorSeesEvents has usage pushed in and a call made while the page is open.
func (s *consoleStage) operatorSeesEvents() {
	s.t.Helper()
	s.b.Look(1280, "light")
	s.open("/events")
	rows := `[...document.querySelectorAll("table.events tbody tr")].map(r => r.innerText)`
	s.b.Await(rows + `.some(r => r.includes("Key new or changed") && r.includes("night shift"))`)
	s.b.Eval(`document.body.dataset.mark = "still here"`, nil)
	s.push("nightly batch", 40_000)
	if status := s.call(s.d.Key, "One for the list of events.", 30); status != http.StatusOK {
		s.t.Fatalf("the call is answered %d", status)
	}
	s.b.Await(rows + `[0].includes("Call: charged") && document.body.dataset.mark === "still here"`)
	s.b.Await(rows + `.some(r => r.includes("Meter new or changed") && r.includes("nightly batch"))`)
	s.b.Await(`document.querySelectorAll("table.events tbody tr")[1].innerText.includes("Share of a sale") && document.querySelectorAll("table.events tbody tr")[1].querySelector("a") === null`)
	s.b.Await(`document.querySelector("table.meters").innerText.includes("Sum of values as output")`)
	s.b.Await(`document.querySelector("table.pushed .what").textContent.replace(/\D/g, "") === "40000"`)
	s.shot("events", 1280, "light")
	s.shot("events-phone", 390, "dark")
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click("table.events tbody a") })
	s.b.Await(`location.pathname.startsWith("/console/calls/")`)
}

// push enters usage of the demo's buyer under a meter of its seller.
func (s *consoleStage) push(name string, value uint64) {
	s.t.Helper()
	var buyer, seller clearing.Party
	var now int64
	s.p.node.View(func(m *clearing.Machine) {
		now = m.Now()
		m.Parties(func(party clearing.Party) bool {
			if party.Role == clearing.RoleBuyer {
				buyer = party
			} else {
				seller = party
			}
			return true
		})
	})
	definition := meter.Definition{Name: name, Aggregation: meter.Sum, Product: devModel, Meter: meter.Output}
	answer, err := s.p.do(s.t.Context(), clearing.DefineMeter{Seller: seller.ID, Definition: definition})
	if err != nil {
		s.t.Fatal(err)
	}
	used, err := s.p.do(s.t.Context(), clearing.Use{Entries: []clearing.UseEntry{{
		Event: newID(), Buyer: buyer.ID, Seller: seller.ID, Definition: answer.Number, Value: value, At: now,
	}}})
	if err != nil || len(used.Uses) != 1 || used.Uses[0] != clearing.UseAccepted {
		s.t.Fatalf("the push: %v %v", used.Uses, err)
	}
}

// dearer is the demo's card at another price.
func dearer(t *testing.T) string {
	t.Helper()
	text := strings.Replace(string(devCard), "version: 1", "version: 2", 1)
	changed := strings.Replace(text, "output: ", "output: 1", 1)
	if changed == text {
		t.Fatal("the demo's card has no price of output")
	}
	return changed
}

// A buyer sees its own calls and no way to change anything.
func TestConsoleOfBuyerInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(390, "light")
	s.signIn(s.d.Key)
	s.b.Await(`document.body.innerText.includes("Balance") && document.querySelector("#chart-charge-USD canvas")`)
	s.shot("buyer-phone", 390, "light")
	s.open("/keys")
	s.b.Await(`document.body.innerText.includes("demo") && document.querySelector('a[href="/console/keys/new"]') === null`)
	s.open("/keys/new")
	s.b.Await(`document.body.innerText.includes("Not found")`)
}
