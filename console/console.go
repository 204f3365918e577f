package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets/console.css assets/console.js assets/icon.svg assets/uplot/uplot.js assets/uplot/uplot.css assets/uplot/LICENSE
var assetFiles embed.FS

// Options say how a console runs.
type Options struct {
	Clock func() time.Time // nil for the wall clock
	// LivePeriod is how often open pages are looked after; zero for the usual.
	LivePeriod time.Duration
}

// Console answers requests. It is used from any goroutine.
type Console struct {
	source   Source
	log      *slog.Logger
	clock    func() time.Time
	sessions *sessions
	failures *failures
	origin   *http.CrossOriginProtection
	pages    map[string]*template.Template
	assets   map[string]asset
	mux      *http.ServeMux

	livePeriod time.Duration
	watchers   atomic.Int64 // open connections of live
	closed     chan struct{}
	closeOnce  sync.Once
}

// New makes the console's handler. It is to be mounted at "/console" and at
// "/console/", without stripping either; Close belongs to the server's shutdown.
func New(source Source, log *slog.Logger, options Options) *Console {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if options.Clock == nil {
		options.Clock = time.Now
	}
	if options.LivePeriod == 0 {
		options.LivePeriod = livePeriod
	}
	c := &Console{
		source: source, log: log, clock: options.Clock,
		sessions: newSessions(), failures: newFailures(),
		origin: http.NewCrossOriginProtection(), mux: http.NewServeMux(),
		livePeriod: options.LivePeriod, closed: make(chan struct{}),
	}
	c.assets = readAssets()
	c.pages = readPages(c.assets)
	c.mux.HandleFunc("GET /console/assets/{name}", c.asset)
	c.mux.HandleFunc("GET /console/sign-in", c.signInPage)
	c.mux.HandleFunc("POST /console/sign-in", c.signIn)
	c.mux.HandleFunc("POST /console/sign-out", c.signOut)
	c.mux.HandleFunc("GET /console/live", c.live)
	c.page("GET /console", c.overview)
	c.page("GET /console/calls", c.calls)
	c.page("GET /console/calls/{id}", c.receipt)
	c.page("GET /console/calls/{id}/signed", c.signedReceipt)
	c.page("GET /console/accounts", c.accounts)
	c.page("GET /console/accounts/{id}", c.account)
	c.page("GET /console/accounts/{id}/statement", c.statement)
	c.page("GET /console/usage", c.explore)
	c.page("GET /console/events", c.events)
	c.page("GET /console/search", c.search)
	c.keyRoutes()
	c.chainRoutes()
	c.proofRoutes()
	c.disputeRoutes()
	c.refundRoutes()
	c.creditRoutes()
	c.ruleRoutes()
	c.reviewRoutes()
	c.decisionRoutes()
	c.page("GET /console/netting", c.netting)
	c.page("GET /console/currencies", c.currencies)
	c.page("GET /console/cards", c.cards)
	c.page("GET /console/cards/{number}", c.card)
	c.page("GET /console/cards/preview", c.previewForm)
	c.form("POST /console/cards/preview", cardSizeMax, c.preview)
	c.mux.HandleFunc("GET /console/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/console", http.StatusMovedPermanently)
	})
	c.page("GET /console/", func(*visit) error { return ErrNotFound })
	return c
}

// contentPolicy lets a page load its own style sheets, scripts and picture, ask its own
// server, send its forms home, and do nothing else; nothing inline, no code out
// of text, no page inside another.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers are sent with whatever the console answers.
var headers = map[string]string{
	"Content-Security-Policy":      contentPolicy,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	// Not no-referrer: with it browsers send the origin of a form as "null",
	// which cannot be told from somebody else's.
	"Referrer-Policy":        "same-origin",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options":        "DENY",
	"Cache-Control":          "no-store",
}

// ServeHTTP implements http.Handler.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	if err := c.origin.Check(r); err != nil {
		c.problem(w, r, View{}, http.StatusForbidden, "The form was sent from another site",
			"The console takes forms from its own pages only. Open the console in this browser and try again.")
		return
	}
	c.mux.ServeHTTP(w, r)
}

// visit is one request of somebody who is signed in.
type visit struct {
	*http.Request
	console *Console
	writer  http.ResponseWriter
	view    View
	now     time.Time
	// position is where things stood before anything of the page was read: what
	// is new since then, the page may lack.
	position Position
}

// page serves a page to those who are signed in, and sends others to do so.
func (c *Console) page(pattern string, f func(*visit) error) {
	c.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		view, ok := c.viewer(r)
		if !ok {
			http.Redirect(w, r, signInURL(r), http.StatusSeeOther)
			return
		}
		err := f(&visit{Request: r, console: c, writer: w, view: view, now: c.clock(), position: c.source.Position()})
		switch {
		case err == nil:
		case r.Context().Err() != nil:
			// The visitor has left.
		case errors.Is(err, ErrNotFound):
			c.problem(w, r, view, http.StatusNotFound, "Not found", "There is nothing here, or it belongs to somebody else.")
		case errors.Is(err, ErrCursor):
			c.problem(w, r, view, http.StatusBadRequest, "No such page", "The link is incomplete or belongs to another list. Start again from the newest.")
		case errors.Is(err, ErrSpan):
			c.problem(w, r, view, http.StatusBadRequest, "Too long a time", "Usage is summed up over ten years at most. Ask for fewer days.")
		default:
			c.log.Error("the console could not show a page", "path", r.URL.Path, "error", err)
			c.problem(w, r, view, http.StatusInternalServerError, "This page cannot be shown now", "The reason is in the server's log. If you sent a form, look whether it was done before you send it again.")
		}
	})
}

// viewOf is what a key may see; ok is false when that is nothing.
func (c *Console) viewOf(key clearing.Key) (view View, ok bool) {
	if key.Scopes&clearing.ScopeAdmin != 0 {
		return View{House: true, Key: key.ID}, true
	}
	if key.Scopes&clearing.ScopeRead == 0 || key.Party.IsZero() {
		return View{}, false
	}
	party, ok := c.source.Party(key.Party)
	return View{Party: party, Key: key.ID, Returns: key.Scopes&clearing.ScopeRecourse != 0}, ok
}

// layout is what each page's frame shows.
type layout struct {
	Title, Section string
	SignedIn       bool
	View           View
	Position       Position
	Live           bool // the page takes over what is new while it is open
	Now            time.Time
	Body           any
}

// show renders a page for somebody who is signed in.
func (v *visit) show(name, title, section string, body any) error {
	return v.console.render(v.writer, http.StatusOK, name, v.layout(title, section, body))
}

// showLive renders a page that takes over what is new while it is open.
func (v *visit) showLive(name, title, section string, body any) error {
	page := v.layout(title, section, body)
	page.Live, page.Position = true, v.position
	return v.console.render(v.writer, http.StatusOK, name, page)
}

func (v *visit) layout(title, section string, body any) layout {
	return layout{
		Title: title, Section: section, SignedIn: true, View: v.view,
		Position: v.console.source.Position(), Now: v.now.UTC(), Body: body,
	}
}

// render sends a whole page or none: what fails half way is never seen.
func (c *Console) render(w http.ResponseWriter, status int, name string, page layout) error {
	var b bytes.Buffer
	if err := c.pages[name].ExecuteTemplate(&b, "layout.html", page); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the visitor has hung up: nobody is left to tell
	return nil
}

// problem is a page that says what was wrong and what would be right.
func (c *Console) problem(w http.ResponseWriter, r *http.Request, view View, status int, title, text string) {
	signedIn := view.House || !view.Party.ID.IsZero()
	page := layout{Title: title, SignedIn: signedIn, View: view, Now: c.clock().UTC(), Body: text}
	if signedIn {
		page.Position = c.source.Position()
	}
	if err := c.render(w, status, "problem.html", page); err != nil {
		c.log.Error("the console could not show a page", "path", r.URL.Path, "error", err)
		http.Error(w, title, status)
	}
}

// asset is a file that pages refer to.
type asset struct {
	bytes []byte
	kind  string
	url   string // names the content, so that browsers may keep it for ever
}

// assetKinds lists the assets by the last part of their path.
var assetKinds = map[string]string{
	"console.css": "text/css; charset=utf-8", "uplot/uplot.css": "text/css; charset=utf-8",
	"console.js": "text/javascript; charset=utf-8", "uplot/uplot.js": "text/javascript; charset=utf-8",
	"icon.svg": "image/svg+xml", "uplot/LICENSE": "text/plain; charset=utf-8",
}

func readAssets() map[string]asset {
	assets := map[string]asset{}
	for file, kind := range assetKinds {
		b, err := fs.ReadFile(assetFiles, "assets/"+file)
		if err != nil {
			panic(err) // it is in the program
		}
		hash := sha256.Sum256(b)
		name := path.Base(file)
		assets[name] = asset{bytes: b, kind: kind, url: "/console/assets/" + name + "?v=" + hex.EncodeToString(hash[:8])}
	}
	return assets
}

func (c *Console) asset(w http.ResponseWriter, r *http.Request) {
	a, ok := c.assets[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.bytes))
}

// readPages parses each page with the frame and what pages share.
func readPages(assets map[string]asset) map[string]*template.Template {
	functions := formats()
	functions["asset"] = func(name string) string { return assets[name].url }
	shared := template.Must(template.New("").Funcs(functions).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/creditparts.html", "templates/ruleparts.html"))
	pages := map[string]*template.Template{}
	for _, name := range [...]string{"signin.html", "overview.html", "calls.html", "receipt.html", "usage.html", "keys.html", "key.html", "newkey.html", "secret.html", "confirm.html",
		"cards.html", "card.html", "preview.html", "statement.html", "events.html", "search.html", "deposits.html", "payments.html", "payment.html", "arrival.html", "payouts.html", "payout.html", "channels.html", "channel.html", "release.html", "credit.html", "invoices.html", "invoice.html", "grants.html", "line.html", "newgrant.html", "endgrant.html", "reconciliation.html", "token.html", "halt.html",
		"wallets.html", "proofs.html", "proof.html", "netting.html", "currencies.html", "disputes.html", "dispute.html", "refund.html", "rules.html", "rule.html", "packs.html", "quotas.html", "quota.html", "reviews.html", "review.html", "auditors.html", "decisions.html", "decision.html", "sure.html", "install.html", "facts.html", "enterfacts.html", "newquota.html", "newauditor.html", "sales.html", "sale.html", "duties.html", "duty.html", "accounts.html", "account.html", "problem.html"} {
		pages[name] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, "templates/"+name))
	}
	return pages
}
