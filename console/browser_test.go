package console

import (
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/recourse"
	"aidollar/internal/chromium"
)

// signInBy signs in with the keyboard alone: the field for the key has the
// focus by itself, as soon as the browser has painted the page.
func signInBy(b *chromium.Browser, base, secret string) {
	b.ForgetCookies()
	b.Open(base + "/console")
	b.Await(`document.activeElement.id === "key"`)
	b.Type(secret)
	b.Loaded(func() { b.Press("Enter", 13) })
}

func screenshotFolder(t *testing.T) string {
	folder := os.Getenv("CONSOLE_SCREENSHOTS")
	if folder == "" {
		return t.TempDir()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// serveConsole gives the address of a console at a plain name.
func serveConsole(t *testing.T, h *house) string {
	c := New(h, nil, Options{Clock: func() time.Time { return time.Unix(0, noon) }, LivePeriod: 20 * time.Millisecond})
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	t.Cleanup(c.Close) // first: a server waits for open pages
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return "http://house.example:" + port
}

// TestBrowser opens every page in chromium at the widths of a desk and of a
// phone. CONSOLE_SCREENSHOTS names a folder to keep the pictures in, and CONSOLE_PAGES is
// a pattern for the pages to open, without which it is all of them.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is started; not with -short")
	}
	b := chromium.Start(t)
	folder := screenshotFolder(t)
	asked := regexp.MustCompile(os.Getenv("CONSOLE_PAGES"))
	whole := newHouse(120)
	full, bare := serveConsole(t, whole), serveConsole(t, newHouse(0))
	receipt := testID(1000 + 118).String()
	whole.refunded[testID(14_001)] = recourse.Refund{ID: testID(14_001), Amount: money.Units(1_000), Reason: recourse.Quality, Text: "sorry, it came in the wrong language"}
	own := clearing.PartyAccount(partyBuyer.ID, clearing.AccountBuyer).String()
	visits := []struct {
		who, base, secret string
		pages             map[string]string
	}{
		{"house", full, secretAdmin, map[string]string{
			"overview": "", "calls": "/calls?after=50", "receipt": "/calls/" + receipt, "accounts": "/accounts",
			"account": "/accounts/" + own, "missing": "/nothing", "statement": "/accounts/" + own + "/statement?month=2026-02",
			"calls-none": "/calls?model=nothing&state=open", "usage": "/usage?from=2026-02-28&to=2026-03-01", "keys": "/keys", "key": "/keys/" + testID(102).String(),
			"newkey": "/keys/new", "rotate": "/keys/" + testID(102).String() + "/rotate", "revoke": "/keys/" + testID(102).String() + "/revoke",
			"cards": "/cards", "card": "/cards/2", "preview": "/cards/preview", "search": "/search?q=n", "search-none": "/search?q=zzz",
			"events": "/events", "events-older": "/events?after=50",
			"deposits": "/deposits", "deposit": "/deposits/" + testID(6000).String(), "payments": "/payments", "payment": "/payments/" + testID(5006).String(),
			"payouts": "/payouts", "payout": "/payouts/" + testID(7002).String(), "reconciliation": "/reconciliation", "token": "/reconciliation/2",
			"halt": "/reconciliation/1/halt", "resume": "/reconciliation/2/halt", "wallets": "/wallets",
			"credit": "/credit", "invoices": "/invoices", "invoice": "/invoices/" + testID(12_001).String(), "grants": "/grants", "line": "/credit/line", "newgrant": "/grants/new", "endgrant": "/grants/" + testID(13_001).String() + "/end",
			"channels": "/channels", "channel": "/channels/" + channelName(testChannelID(0)), "channel-leaving": "/channels/" + channelName(testChannelID(1)), "release": "/channels/" + channelName(testChannelID(0)) + "/release",
			"disputes": "/disputes", "dispute": "/disputes/" + testID(9500).String(), "dispute-decided": "/disputes/" + testID(9501).String(), "refund": "/refunds/new?call=" + receipt,
			"rules": "/rules", "rules-none": "/rules?pack=nothing", "rule": "/rules/ship", "packs": "/packs", "quotas": "/quotas", "quota": "/quotas/chips-abroad", "quota-average": "/quotas/asset-usd",
			"install": "/packs/install", "cancel": "/packs/2/cancel", "facts": "/facts", "enterfacts": "/facts/enter?entity=Participant/acme", "removefacts": "/facts/remove?entity=Participant/acme", "newquota": "/quotas/new?name=chips-abroad",
			"endquota": "/quotas/chips-abroad/end", "newauditor": "/auditors/new", "distrust": "/auditors/" + testAuditorHex + "/distrust", "sales": "/sales", "sale": "/sales/" + testID(40_001).String(),
			"duties": "/duties?state=all", "duty": "/duties/3", "duty-failed": "/duties/4", "duty-waits": "/duties/5",
			"reviews": "/reviews", "reviews-decided": "/reviews?state=decided", "review": "/reviews/" + testID(30_001).String(), "review-referral": "/reviews/" + testID(30_002).String(), "review-cleared": "/reviews/" + testID(30_004).String(), "auditors": "/auditors",
			"decisions": "/decisions", "decision": "/decisions/3", "decision-approved": "/decisions/4",
			"netting": "/netting", "currencies": "/currencies", "proofs": "/proofs", "proof": "/proofs/" + testID(8000).String() + "?party=" + partyBuyer.ID.String(),
		}},
		{"buyer", full, secretBuyer, map[string]string{"currencies": "/currencies", "disputes": "/disputes", "dispute": "/disputes/" + testID(9500).String(), "credit": "/credit", "grants": "/grants", "invoices": "/invoices", "channels": "/channels", "channel-gone": "/channels/" + channelName(testChannelID(3)), "overview": "", "calls": "/calls", "accounts": "/accounts", "account": "/accounts/" + own, "events": "/events", "proof": "/proofs/" + testID(8001).String(), "netting": "/netting", "proof-counted": "/proofs/" + testID(8003).String()}},
		{"seller", full, secretSeller, map[string]string{"payouts": "/payouts", "payout": "/payouts/" + testID(7002).String(), "deposits": "/deposits", "overview": "", "calls": "/calls", "receipt": "/calls/" + receipt, "accounts": "/accounts", "dispute-open": "/disputes/" + testID(9502).String(), "refund": "/refunds/new?call=" + receipt}},
		{"new", bare, secretAdmin, map[string]string{"rules": "/rules", "packs": "/packs", "quotas": "/quotas", "reviews": "/reviews", "auditors": "/auditors", "decisions": "/decisions", "facts": "/facts", "sales": "/sales", "duties": "/duties"}},
		{"fresh", bare, secretBuyer, map[string]string{"currencies": "/currencies", "credit": "/credit", "channels": "/channels", "proofs": "/proofs", "overview": "", "calls": "/calls", "account": "/accounts/" + own, "events": "/events"}},
	}
	for _, scene := range []struct {
		width  int
		scheme string
	}{{1280, "light"}, {390, "light"}, {1280, "dark"}, {390, "dark"}} {
		b.Look(scene.width, scene.scheme)
		shot := func(name string) {
			b.Keep(filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", name, scene.width, scene.scheme)))
			b.Check(name, scene.width)
		}
		signInBy(b, full, "sk-aid-wrong")
		shot("signin-refused")
		for i, v := range visits {
			if scene.scheme == "dark" && i > 0 {
				break // the layout is the same, and one visit shows all colours
			}
			signInBy(b, v.base, v.secret)
			b.Await(`location.pathname === "/console"`)
			for name, path := range v.pages {
				if !asked.MatchString(v.who + "-" + name) {
					continue
				}
				b.Open(v.base + "/console" + path)
				shot(v.who + "-" + name)
			}
		}
	}
}

// TestBrowserLive has something happen while a page is open, and sees the page
// take it over: figures, chart and table, without being loaded again.
func TestBrowserLive(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is started; not with -short")
	}
	b := chromium.Start(t)
	h := newHouse(20)
	base := serveConsole(t, h)
	b.Look(1280, "light")
	signInBy(b, base, secretAdmin)
	b.Await(`document.getElementById("live").textContent === "Live"`)
	b.Eval(`document.body.dataset.mark = "not loaded again"; document.querySelector("#chart-calls-table").open = true; document.querySelector('a[href="/console/calls"]').focus()`, nil)
	calls := `document.querySelector("#figures dd").textContent.trim()`
	b.Await(calls + ` === "11"`) // of 20, the rest is open or failed
	h.happen(7)
	b.Await(calls + ` === "15"`)
	b.Await(`document.querySelectorAll("#latest-calls tbody tr").length === 8 && document.querySelector("#latest-calls").innerHTML.includes("` + testID(1000+27).String() + `")`)
	b.Await(`[...document.querySelectorAll("#chart-calls data")].reduce((n, d) => n + Number(d.value), 0) === 15`)
	b.Await(`document.querySelector("#chart-calls canvas") !== null && document.querySelector("#chart-calls-table").open`)
	b.Await(`document.body.dataset.mark === "not loaded again"`)

	// Paused, the page stays as it is; then it takes over what it missed.
	b.Click("#live")
	b.Await(`document.getElementById("live").textContent === "Paused"`)
	h.happen(1)
	b.Eval(`new Promise(done => setTimeout(done, 400))`, nil)
	b.Await(calls + ` === "15"`)
	b.Click("#live")
	b.Await(calls + ` === "16"`)

	// Whoever is signed out is told so.
	h.revoke(secretAdmin)
	h.happen(1)
	b.Await(`document.getElementById("live").textContent.startsWith("Signed out")`)
}

// TestBrowserWithoutScript opens the overview where scripts do not run: the
// tables are there, and nothing pretends to be live.
func TestBrowserWithoutScript(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is started; not with -short")
	}
	b := chromium.Start(t)
	base := serveConsole(t, newHouse(20))
	b.Call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	b.Look(390, "light")
	signInBy(b, base, secretAdmin)
	b.Keep(filepath.Join(screenshotFolder(t), "without-script-390.png"))
	b.Click("#chart-calls-table summary")
	b.Check("overview without scripts", 390)
	b.Await(`document.querySelector("#chart-calls-table").open && document.querySelector("#live").hidden && document.querySelectorAll("#chart-calls tbody tr").length === 24`)
}
