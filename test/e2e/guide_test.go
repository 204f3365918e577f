package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheGuideToCredit runs the commands of docs/credit.md as they stand there, by a
// shell, against the demo: the names in capitals are its buyer and what the guide's own
// commands made.
func TestTheGuideToCredit(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	b := newBuyer(t, operator, "guided", "20") // out of which a grant's deposit is
	tools := filepath.Dir(binary(t))
	shell := func(line string) result {
		c := exec.CommandContext(t.Context(), "sh", "-c", line)
		c.Env = append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"), "AIDOLLAR_URL="+d.URL, "AIDOLLAR_KEY="+operator.key)
		return finish(c)
	}
	names := strings.NewReplacer("BUYER", b.id, "2027-01-31", time.Now().AddDate(1, 0, 0).Format(time.DateOnly),
		"[", "", "]", "", "open|overdue|paid", "open")
	ran := 0
	for line := range strings.Lines(string(must[[]byte](t)(os.ReadFile("../../docs/credit.md")))) {
		command, is := strings.CutPrefix(line, "    aidollar ")
		if !is {
			continue
		}
		command = "aidollar " + names.Replace(strings.TrimSpace(command))
		if strings.Contains(command, "INVOICE") {
			shell(strings.ReplaceAll(command, "INVOICE", b.id)).want(t, 1, "invoice") // the first is written at the end of a day
			ran++
			continue
		}
		if strings.Contains(command, "GRANT") {
			command = strings.ReplaceAll(command, "GRANT", firstGrant(t, shell("aidollar grants list --json")))
		}
		r := shell(command)
		if r.want(t, 0); r.code != 0 {
			t.Errorf("%s", command)
		}
		ran++
	}
	if ran < 8 {
		t.Errorf("%d commands are in the guide", ran)
	}
	settle(t, d.process, operator, data)
}

func firstGrant(t *testing.T, r result) string {
	t.Helper()
	var page struct{ Items []struct{ ID string } }
	if err := json.Unmarshal([]byte(r.out), &page); err != nil || len(page.Items) == 0 {
		t.Fatalf("%v: %s%s", err, r.out, r.err)
	}
	return page.Items[0].ID
}
