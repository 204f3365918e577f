package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// verify reports whether a body was signed with a secret in the last five minutes.
func verify(secret string, h http.Header, body []byte) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	at, bad := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || bad != nil || time.Since(time.Unix(at, 0)).Abs() > 5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", h.Get("webhook-id"), at, body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, one := range strings.Fields(h.Get("webhook-signature")) { // more than one after a rotation
		if hmac.Equal([]byte(one), []byte(want)) {
			return true
		}
	}
	return false
}

// TestExampleOfThePage holds the function that docs/webhooks.md gives to
// receivers against the one above, and that against what is sent.
func TestExampleOfThePage(t *testing.T) {
	page, err := os.ReadFile("../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("docs_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(source), "// verify reports")
	text, _, _ = strings.Cut(text, "\n}\n")
	if !strings.Contains(string(page), "```go\n// verify reports"+text+"\n}\n```") {
		t.Error("the page's function is not the one that is tested")
	}
	raw, body, at := []byte("0123456789abcdefghijklmnopqrstuv"), []byte(`{"type":"x"}`), time.Now().Unix()
	h := http.Header{}
	h.Set("webhook-id", "12-3")
	h.Set("webhook-timestamp", strconv.FormatInt(at, 10))
	h.Set("webhook-signature", sign([]byte("another secret of another version"), "12-3", at, body)+" "+sign(raw, "12-3", at, body))
	if !verify(printSecret(raw), h, body) {
		t.Error("what is signed is refused")
	}
	if verify(printSecret(raw), h, append(body, ' ')) || verify(printSecret(raw[1:]), h, body) {
		t.Error("what is not signed is taken")
	}
	h.Set("webhook-timestamp", strconv.FormatInt(at-301, 10))
	if verify(printSecret(raw), h, body) {
		t.Error("what is old is taken")
	}
}
