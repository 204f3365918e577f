package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

// etagBytes of a SHA-256 tell two states of a resource apart.
const etagBytes = 15

// etagOf names the state that a body shows (RFC 9110, section 8.8.3).
func etagOf(body []byte) string {
	hash := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(hash[:etagBytes]) + `"`
}

// etagListed reports whether a list of tags, or the star, has this one. Weak
// tags are compared like strong ones, as If-None-Match has it.
func etagListed(list, tag string) bool {
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// unchanged answers a read with its tag, and says whether the client has this
// very state already.
func unchanged(w http.ResponseWriter, r *http.Request, body []byte) bool {
	tag := etagOf(body)
	w.Header()["Etag"] = []string{tag}
	list := r.Header.Get("If-None-Match")
	if list == "" || !etagListed(list, tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// ifMatch refuses a change of something that is not in the state any more that
// the client read. The caller holds changing until the change is done.
func (q *request) ifMatch(current any) error {
	list := q.Header.Get("If-Match")
	if list == "" {
		return nil
	}
	body, err := json.Marshal(current)
	if err != nil {
		return err
	}
	if strings.HasPrefix(strings.TrimSpace(list), "W/") || !etagListed(list, etagOf(body)) {
		return refuse("precondition_failed", "")
	}
	return nil
}
