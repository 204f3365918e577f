package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/attest"
	"aidollar/core/ledger"
	"aidollar/receipt"
)

// TestAuditorsWorkOffline makes a key and statements, shows and verifies them, and has a
// house's book take them.
func TestAuditorsWorkOffline(t *testing.T) {
	t.Chdir(t.TempDir())
	key, report := "tuv.pem", "report.pdf"
	if err := os.WriteFile(report, []byte("all is well"), 0o600); err != nil {
		t.Fatal(err)
	}
	jwk := attested(t, 0, "key", key)
	if again := attested(t, 0, "key", key); again != jwk {
		t.Error("a key that is there was replaced")
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the private key: %v %v", info.Mode(), err)
	}
	write(t, "tuv.jwk", jwk)
	making := []string{"make", "--key", key, "--as", "tuv", "--evidence", report, "--until", time.Now().AddDate(1, 0, 0).Format(time.DateOnly)}
	certificate := attested(t, 0, append(slices.Clone(making), "--subject", "DataCentre/fra-1", "--claim", "bsi-c5-type2")...)
	delivery := attested(t, 0, append(slices.Clone(making), "--subject", "Delivery/po-7", "--claim", "delivered", "--units", "100", "--of", "Chip/h200")...)
	write(t, "c.jws", certificate)
	write(t, "d.jws", delivery)
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{0, []string{"show", "d.jws"}, "100 of Chip/h200"}, {0, []string{"show", "d.jws"}, "was not looked at"},
		{0, []string{"verify", "c.jws", "--key", "tuv.jwk", "--evidence", report}, "tuv says of DataCentre/fra-1: bsi-c5-type2"},
		{1, []string{"verify", "c.jws", "--key", "tuv.jwk", "--evidence", key}, "it rests on a report"},
		{1, []string{"verify", report, "--key", "tuv.jwk"}, "[attestation_malformed]"},
		{1, []string{"verify", "nothing.jws", "--key", "tuv.jwk"}, "no such file"},
		{1, append(slices.Clone(making), "--subject", "Chip/h200", "--claim", "x"), "sub is \"Chip/h200\""},
		{2, append(slices.Clone(making), "--subject", "DataCentre/x", "--claim", "x", "--from", "tomorrow"), "write a date such as"},
		{1, []string{"make", "--key", report, "--as", "tuv", "--evidence", report, "--until", "2040-01-01", "--subject", "DataCentre/x", "--claim", "x"}, "holds no PRIVATE KEY in PEM"},
	} {
		if got := attested(t, c.code, c.args...); !strings.Contains(got, c.want) {
			t.Errorf("%v: %s, want %s", c.args, got, c.want)
		}
	}
	attested(t, 0, "key", "other.pem")
	write(t, "other.jwk", attested(t, 0, "key", "other.pem"))
	if got := attested(t, 1, "verify", "c.jws", "--key", "other.jwk"); !strings.Contains(got, "[auditor_unknown]") {
		t.Errorf("with another key: %s", got)
	}
	write(t, "changed.jws", strings.Replace(certificate, ".ey", ".eyJ", 1))
	attested(t, 1, "verify", "changed.jws", "--key", "tuv.jwk")
	enters(t, jwk, key, delivery, certificate)
}

// enters has a book that trusts a key take statements, and then a revocation of the last.
func enters(t *testing.T, jwk, key string, statements ...string) {
	t.Helper()
	b := attest.NewBook()
	keys, err := receipt.ParseKeys([]byte(jwk))
	if err != nil {
		t.Fatal(err)
	}
	if _, refusal := b.Trust(attest.Auditor{Name: "tuv", Key: [32]byte(keys[0]), Kinds: attest.Of(attest.DataCentre, attest.Delivery)}); refusal != "" {
		t.Fatal(refusal)
	}
	now := time.Now().UnixNano()
	var id ledger.ID
	for _, text := range statements {
		e, refusal := b.Enter(now, text)
		if refusal != "" {
			t.Fatal(refusal)
		}
		id = e.ID
	}
	revocation := attested(t, 0, "revoke", "--key", key, "--as", "tuv", "--id", id.String(), "--reason", "another hall")
	write(t, "r.jws", revocation)
	if got := attested(t, 0, "verify", "r.jws", "--key", "tuv.jwk"); !strings.Contains(got, "tuv revokes statement "+id.String()) {
		t.Error(got)
	}
	if _, refusal := b.Revoke(now+1, revocation); refusal != "" || b.Holds(id, now+1) {
		t.Errorf("revoked: %q", refusal)
	}
}

// TestStatementsOfOtherTimes are genuine, and do not hold.
func TestStatementsOfOtherTimes(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "report", "x")
	write(t, "tuv.jwk", attested(t, 0, "key", "tuv.pem"))
	for want, span := range map[string][2]string{"its time was over": {"2020-01-01", "2021-01-01"}, "it holds only from": {"2200-01-01", "2200-02-01T12:00:00Z"}} {
		write(t, "s.jws", attested(t, 0, "make", "--key", "tuv.pem", "--as", "tuv", "--evidence", "report", "--subject", "DataCentre/x", "--claim", "y", "--from", span[0], "--until", span[1]))
		if got := attested(t, 1, "verify", "s.jws", "--key", "tuv.jwk"); !strings.Contains(got, want) {
			t.Errorf("%v: %s", span, got)
		}
	}
}

func attested(t *testing.T, want int, args ...string) string {
	t.Helper()
	code, out, complaint := runLine(t, append([]string{"rules", "attest"}, args...)...)
	if code != want {
		t.Fatalf("%v: exit code %d, want %d: %s%s", args, code, want, out, complaint)
	}
	return out + complaint
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Clean(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
