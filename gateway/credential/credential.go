package credential

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// SizeMax is the longest secret that is believed, in bytes.
const SizeMax = 16 << 10

// The pace at which sources are asked.
const (
	// fileLook is how often a file's change is looked for.
	fileLook = time.Second
	// refreshPause is the least time between two questions to a source because an
	// upstream refused a secret, so that a wrong one cannot start a process for
	// every call.
	refreshPause = 5 * time.Second
	// LifeDefault is how long a command's secret is used when nothing is said.
	LifeDefault = 5 * time.Minute
	// TimeoutDefault is how long a command may run when nothing is said.
	TimeoutDefault = 10 * time.Second
)

// Credential is a secret that may change. It is safe for use from many
// goroutines. It is made by Fixed, Environment, File or Command.
type Credential struct {
	what string // names the source in errors
	// read asks the source; same says that nothing changed since the last time.
	read  func(ctx context.Context) (secret string, same bool, err error)
	life  time.Duration // until the source is asked again; zero: never
	pause time.Duration // between two questions because a secret was refused
	now   func() time.Time

	mu      sync.Mutex
	secret  string
	until   time.Time // the source is asked again then
	asked   time.Time // when it was asked last
	reading chan struct{}
}

// Fixed is a secret that does not change; the empty one is none at all.
func Fixed(secret string) *Credential {
	return &Credential{secret: secret, now: time.Now}
}

// Get gives the secret, asking its source when it is due. When the source fails
// and an older secret is there, that one is given: a command that stumbles must
// not stop calls that would go well.
func (c *Credential) Get(ctx context.Context) (string, error) {
	if c.read == nil {
		return c.secret, nil
	}
	c.mu.Lock()
	if now := c.now(); c.secret != "" && now.Before(c.until) {
		defer c.mu.Unlock()
		return c.secret, nil
	}
	return c.ask(ctx)
}

// Refused tells that an upstream did not accept a secret. It gives another one
// and true if the source has one now.
func (c *Credential) Refused(ctx context.Context, secret string) (other string, ok bool) {
	if c.read == nil {
		return "", false
	}
	c.mu.Lock()
	switch {
	case c.secret != secret:
		defer c.mu.Unlock()
		return c.secret, c.secret != "" // somebody else has asked meanwhile
	case c.now().Sub(c.asked) < c.pause:
		c.mu.Unlock()
		return "", false
	}
	other, err := c.ask(ctx)
	return other, err == nil && other != secret
}

// ask asks the source, once for all who wait. It is called with the lock held
// and lets it go.
func (c *Credential) ask(ctx context.Context) (string, error) {
	if c.reading != nil {
		done, secret := c.reading, c.secret
		c.mu.Unlock()
		if secret != "" {
			return secret, nil // the one there is serves while a new one is on its way
		}
		select {
		case <-done:
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.secret == "" {
				return "", fmt.Errorf("%s gave no secret", c.what)
			}
			return c.secret, nil
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	done := make(chan struct{})
	c.reading = done
	c.mu.Unlock()
	// Not the caller's context alone: others may wait for the same answer.
	secret, same, err := c.read(context.WithoutCancel(ctx))
	if err == nil && !same {
		secret, err = clean(c.what, secret)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(done)
	c.reading, c.asked = nil, c.now()
	c.until = c.asked.Add(c.life)
	switch {
	case err == nil && !same:
		c.secret = secret
	case err != nil:
		c.until = c.asked.Add(min(c.life, refreshPause))
		if c.secret == "" {
			return "", err
		}
	}
	return c.secret, nil
}

// clean takes the space around a secret away and checks that it can stand in a
// header. Errors never hold it.
func clean(what, secret string) (string, error) {
	secret = strings.TrimSpace(secret)
	switch {
	case secret == "":
		return "", fmt.Errorf("%s is empty", what)
	case len(secret) > SizeMax || strings.ContainsFunc(secret, func(c rune) bool { return c <= ' ' || c > '~' }):
		return "", fmt.Errorf("%s holds more than one word of printable ASCII", what)
	}
	return secret, nil
}

var errTooLong = errors.New("the secret is longer than any that is believed")
