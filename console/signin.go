package console

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	cookieName = "aidollar_console"
	// formSizeMax bounds what is read of a form, in bytes.
	formSizeMax = 8 << 10
)

// viewer is what the one who asks may see. The key is looked up each time, so
// that a session ends with it.
func (c *Console) viewer(r *http.Request) (View, bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return View{}, false
	}
	hash, ok := c.sessions.find(cookie.Value, c.clock(), !byPage(r))
	if !ok {
		return View{}, false
	}
	if key, ok := c.source.Key(hash); ok {
		if view, ok := c.viewOf(key); ok {
			return view, true
		}
	}
	c.sessions.end(cookie.Value)
	return View{}, false
}

// byPage reports whether a page that is open asked by itself.
func byPage(r *http.Request) bool {
	return r.Header.Get(liveHeader) != "" || r.URL.Path == "/console/live"
}

// signInURL leads back to the page that was asked for.
func signInURL(r *http.Request) string {
	target := r.URL.RequestURI()
	if target == "/console" || localTarget(target) != target {
		return "/console/sign-in"
	}
	return "/console/sign-in?next=" + url.QueryEscape(target)
}

// localTarget is a page of the console to go to; of anything else, the first one.
func localTarget(target string) string {
	const first = "/console"
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.Contains(target, `\`) {
		return first
	}
	if !strings.HasPrefix(target, first+"/") || strings.HasPrefix(u.Path, first+"/sign-") || strings.Contains(u.Path, "..") {
		return first
	}
	return target
}

// signInForm is what the sign-in page shows.
type signInForm struct{ Error, Next string }

func (c *Console) signInPage(w http.ResponseWriter, r *http.Request) {
	next := localTarget(r.URL.Query().Get("next"))
	if _, ok := c.viewer(r); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	c.askForKey(w, r, http.StatusOK, signInForm{Next: next})
}

func (c *Console) askForKey(w http.ResponseWriter, r *http.Request, status int, form signInForm) {
	title := "Sign in"
	if form.Error != "" {
		title = "Not signed in"
	}
	if err := c.render(w, status, "signin.html", layout{Title: title, Body: form}); err != nil {
		c.log.Error("the console could not show its sign-in", "error", err)
		http.Error(w, "the sign-in cannot be shown now; the server's log says why", http.StatusInternalServerError)
	}
}

// What a failed sign-in says. Nobody who guesses is told whether a key once was
// good; whoever holds a good one is told what it lacks.
const (
	sayUnknown = "No key that is in force has this secret. Check that it was copied whole, from sk-aid- on."
	sayScope   = "The key is good, but it may neither read nor administrate. Use one with scope read or admin."
	sayWait    = "Too many sign-ins from this address have failed. Wait a few seconds, then try again."
)

func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formSizeMax)
	if err := r.ParseForm(); err != nil {
		c.askForKey(w, r, http.StatusBadRequest, signInForm{Error: "The form could not be read. Send the key alone.", Next: "/console"})
		return
	}
	now, from := c.clock(), addressOf(r)
	form := signInForm{Next: localTarget(r.PostForm.Get("next"))}
	if wait := c.failures.wait(from, now); wait > 0 {
		w.Header().Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
		form.Error = sayWait
		c.askForKey(w, r, http.StatusTooManyRequests, form)
		return
	}
	// The secret is compared by nobody: its hash is looked up, and how long
	// that takes says nothing of the secret.
	hash := sha256.Sum256([]byte(strings.TrimSpace(r.PostForm.Get("key"))))
	key, known := c.source.Key(hash)
	if !known {
		c.failures.add(from, now)
		c.log.Warn("a sign-in to the console failed", "address", from.Addr().String(), "reason", "key_invalid")
		form.Error = sayUnknown
		c.askForKey(w, r, http.StatusForbidden, form)
		return
	}
	if _, ok := c.viewOf(key); !ok {
		c.log.Warn("a sign-in to the console failed", "address", from.Addr().String(), "key", key.ID.String(), "reason", "key_scope")
		form.Error = sayScope
		c.askForKey(w, r, http.StatusForbidden, form)
		return
	}
	if cookie, err := r.Cookie(cookieName); err == nil {
		c.sessions.end(cookie.Value)
	}
	setCookie(w, r, c.sessions.add(hash, now), 0)
	c.log.Info("signed in to the console", "key", key.ID.String())
	http.Redirect(w, r, form.Next, http.StatusSeeOther)
}

func (c *Console) signOut(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(cookieName); err == nil {
		c.sessions.end(cookie.Value)
	}
	setCookie(w, r, "", -1)
	http.Redirect(w, r, "/console/sign-in", http.StatusSeeOther)
}

// setCookie hands out the session's token. It goes with the browser's own
// session; the console forgets it by itself.
func setCookie(w http.ResponseWriter, r *http.Request, token string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: token, Path: "/console", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
		// A proxy that ends TLS says so. Whoever claims it without TLS keeps
		// the cookie from nobody but himself.
		Secure: r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https"),
	})
}
