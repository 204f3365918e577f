package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	// answerMax bounds what is read of an answer: the status is all that counts,
	// and a short body read to its end keeps the connection.
	answerMax = 16 << 10
	// headerMax bounds an answer's header.
	headerMax = 16 << 10
	idleMax   = 512 // connections kept open for the next event
	idleTime  = 90 * time.Second
	agent     = "aidollar-webhook/1"
)

// message is one event on its way.
type message struct {
	id, kind string
	body     []byte
}

// sender makes requests.
type sender struct {
	client  *http.Client
	timeout time.Duration
	now     func() time.Time
}

func newSender(g *guard, timeout time.Duration, now func() time.Time) *sender {
	dialer := &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second, Control: g.control}
	return &sender{
		timeout: timeout, now: now,
		client: &http.Client{
			// Without a proxy, whatever the environment says: one would resolve
			// names behind the guard's back.
			Transport: &http.Transport{
				DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
				MaxIdleConns: idleMax, MaxIdleConnsPerHost: 4, IdleConnTimeout: idleTime,
				MaxResponseHeaderBytes: headerMax, DisableCompression: true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// send makes one attempt, signed with each of the secrets. It also gives how
// long the receiver asks to be left alone.
func (s *sender) send(ctx context.Context, url string, m *message, secrets [][]byte) (a Attempt, ask time.Duration) {
	start := s.now()
	a = Attempt{Event: m.id, Type: m.kind, At: start.UnixNano()}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	response, err := s.post(ctx, url, m, secrets, start.Unix())
	if err == nil {
		// A status that came counts, whether or not the body behind it does.
		_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, answerMax))
		response.Body.Close()
		a.Status = response.StatusCode
		a.Outcome, a.Detail = s.judge(response)
		if a.Status == http.StatusTooManyRequests || a.Status == http.StatusServiceUnavailable {
			ask = retryAfter(response.Header, s.now())
		}
	} else {
		a.Outcome, a.Detail = s.classify(err)
	}
	a.Took = s.now().Sub(start)
	return a, ask
}

func (s *sender) post(ctx context.Context, url string, m *message, secrets [][]byte, at int64) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(m.body))
	if err != nil {
		return nil, err
	}
	signatures := make([]string, len(secrets))
	for i, secret := range secrets {
		signatures[i] = sign(secret, m.id, at, m.body)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", agent)
	r.Header.Set("Webhook-Id", m.id)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(at, 10))
	r.Header.Set("Webhook-Signature", strings.Join(signatures, " "))
	return s.client.Do(r)
}

// judge says what an answer means.
func (s *sender) judge(response *http.Response) (outcome, detail string) {
	status := response.StatusCode
	switch {
	case status >= 200 && status < 300:
		return Delivered, ""
	case status == http.StatusGone:
		return Gone, "it answered 410 Gone, which asks not to be called again"
	case status >= 300 && status < 400:
		return Redirected, fmt.Sprintf("it answered %s; redirects are not followed, give the address that they lead to", statusText(status))
	}
	return Refused, fmt.Sprintf("it answered %s; 2xx says that an event is taken", statusText(status))
}

func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// classify says why there was no answer. The words are ours: an error of the
// network names addresses of name servers and machines inside, which are nothing
// to a customer.
func (s *sender) classify(err error) (outcome, detail string) {
	var not *forbidden
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var network net.Error
	switch {
	case errors.As(err, &not):
		return Forbidden, "the name leads to an address that is not public, which this house does not call"
	case errors.As(err, &name) && !name.IsTimeout:
		return Unresolved, "the name has no address"
	case errors.As(err, &certificate):
		return Untrusted, fmt.Sprintf("the certificate is not good: %v", certificate.Err)
	case errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch), strings.Contains(err.Error(), "tls: "):
		return Untrusted, "no TLS connection came about"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return Late, fmt.Sprintf("no answer came within %s", s.timeout)
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return Unreached, "nobody listens at the address, or no way leads there"
	}
	return Broken, "the connection ended before an answer came"
}
