package limit

import (
	"net/http"
	"strconv"
	"time"
)

// Names of the headers that OpenAI's clients know, in canonical spelling.
const (
	headerLimitRequests     = "X-Ratelimit-Limit-Requests"
	headerLimitTokens       = "X-Ratelimit-Limit-Tokens" //nolint:gosec // a header about tokens of text
	headerRemainingRequests = "X-Ratelimit-Remaining-Requests"
	headerRemainingTokens   = "X-Ratelimit-Remaining-Tokens" //nolint:gosec // a header about tokens of text
	headerResetRequests     = "X-Ratelimit-Reset-Requests"
	headerResetTokens       = "X-Ratelimit-Reset-Tokens" //nolint:gosec // a header about tokens of text
)

// SetHeader writes where a key stands, as OpenAI's API does: limits and what is
// left as numbers, the time until all is there again as "6m0s" or "20ms".
func SetHeader(h http.Header, r Rate, s State) {
	if r.Requests > 0 {
		set(h, [3]string{headerLimitRequests, headerRemainingRequests, headerResetRequests}, r.Requests, s.RequestsLeft, s.RequestsReset)
	}
	if r.Tokens > 0 {
		set(h, [3]string{headerLimitTokens, headerRemainingTokens, headerResetTokens}, r.Tokens, s.TokensLeft, s.TokensReset)
	}
}

// set writes three values in one piece of memory, since every answer has them.
func set(h http.Header, names [3]string, most, left uint32, reset int64) {
	values := []string{strconv.FormatUint(uint64(most), 10), strconv.FormatUint(uint64(left), 10), span(reset)}
	for i, name := range names {
		h[name] = values[i : i+1 : i+1]
	}
}

// SetRetry writes how long a refused caller should wait: Retry-After in whole
// seconds (RFC 9110, 10.2.3) and Retry-After-Ms, which OpenAI's clients prefer.
// Both are rounded up, so that a client that obeys is not refused again for
// coming too early.
func SetRetry(h http.Header, wait int64) {
	h["Retry-After"] = []string{strconv.FormatInt(roundUp(wait, int64(time.Second)), 10)}
	h["Retry-After-Ms"] = []string{strconv.FormatInt(roundUp(wait, int64(time.Millisecond)), 10)}
}

func span(d int64) string {
	return (time.Duration(roundUp(d, int64(time.Millisecond))) * time.Millisecond).String()
}

func roundUp(d, unit int64) int64 { return (d + unit - 1) / unit }
