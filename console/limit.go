package console

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

const (
	// failuresMax is how many sign-ins may fail in a row from one address.
	failuresMax = 10
	// failureLife is how long it takes until one of them is forgiven. Keys are
	// too long to be guessed: the limit is there to keep a loop from asking
	// for ever, not to lock anybody out.
	failureLife = 6 * time.Second
	// addressesMax bounds the addresses that are remembered.
	addressesMax = 4096
)

// failures counts failed sign-ins by address, each as a moment: that at which
// all of its failures are forgiven.
type failures struct {
	mu    sync.Mutex
	until map[netip.Prefix]time.Time
}

func newFailures() *failures { return &failures{until: map[netip.Prefix]time.Time{}} }

// wait is how long the address has to wait before its next try; zero when it
// need not.
func (f *failures) wait(from netip.Prefix, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	until, ok := f.until[from]
	if !ok {
		return 0
	}
	return max(0, until.Sub(now)-(failuresMax-1)*failureLife)
}

// add counts a failure.
func (f *failures) add(from netip.Prefix, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.until) >= addressesMax {
		f.forget(now)
	}
	until := f.until[from]
	if until.Before(now) {
		until = now
	}
	f.until[from] = until.Add(failureLife)
}

// forget drops what is forgiven, or, should that be nothing, everything: a
// flood from everywhere is not stopped by counting addresses.
func (f *failures) forget(now time.Time) {
	for from, until := range f.until {
		if !now.Before(until) {
			delete(f.until, from)
		}
	}
	if len(f.until) >= addressesMax {
		clear(f.until)
	}
}

// addressOf is where a request comes from: the address, or the network of 64
// bits that one subscriber of IPv6 has. Headers of proxies are not believed, so
// all who come through one count as one.
func addressOf(r *http.Request) netip.Prefix {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	address = address.Unmap().WithZone("")
	bits := 64
	if address.Is4() {
		bits = 32
	}
	prefix, _ := address.Prefix(bits) // both lengths are valid
	return prefix
}
