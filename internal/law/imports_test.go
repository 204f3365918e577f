package law

import (
	"fmt"
	"strings"
	"testing"
)

func goFile(path string, lines ...string) File {
	return File{Path: path, Text: []byte(strings.Join(lines, "\n") + "\n")}
}

// importCases are imports with a part of the reason why they are banned. The
// reason must be the one that explains the ban: it is what a reader acts on.
var importCases = []struct {
	who, imported string
	reason        string // a part of it, "" for allowed
}{
	{"core/money", "math/bits", ""},
	{"core/ledger", "aidollar/core/money", ""},
	{"core/clearing", "aidollar/core/capital", ""},
	{"core/policy", "github.com/cedar-policy/cedar-go", ""},
	{"core/policy", "github.com/cedar-policy/cedar-go/types", ""},
	{"core/ledger", "aidollar/core/ledger/internal/index", ""},
	{"core/ledger", "aidollar/core/internal/paged", ""},
	{"core/internal/wire", "aidollar/core/money", ""},
	{"node", "aidollar/journal", ""},
	{"node", "time", ""},
	{"node", "aidollar/core/clearing", ""},
	{"journal", "github.com/hashicorp/raft", ""},
	{"journal/store", "github.com/hashicorp/raft-wal", ""},
	{"chain", "github.com/ethereum/go-ethereum/core/types", ""},
	{"pay/evmsig", "github.com/ethereum/go-ethereum/crypto", ""},
	{"gateway", "aidollar/gateway/sse", ""},
	{"gateway", "aidollar/internal/atomicfile", ""},
	{"cmd/aidollar", "aidollar/gateway", ""},
	{"cmd/aidollar", "aidollar/bench", ""},
	{"bench", "github.com/hashicorp/raft", ""},
	{"bench", "aidollar/journal", ""},
	{"client", "aidollar/core/ledger", ""},
	{"world", "aidollar/core/clearing", ""},

	{"core/money", "time", "time arrives in the command"},
	{"core/money", "os", "does no I/O"},
	{"core/money", "os/exec", "does no I/O"},
	{"core/money", "io/fs", "does no I/O"},
	{"core/money", "net/http", "does no I/O"},
	{"core/ledger/internal/index", "context", "one goroutine"},
	{"core/ledger", "sync", "one goroutine"},
	{"core/ledger", "sync/atomic", "one goroutine"},
	{"core/ledger", "runtime/debug", "one goroutine"},
	{"core/ledger", "math/rand/v2", "chance arrives"},
	{"core/ledger", "crypto/rand", "chance arrives"},
	{"core/ledger", "hash/maphash", "chance arrives"},
	{"core/ledger", "log/slog", "the caller decides what is logged"},
	{"core/ledger", "math/cmplx", "no float"},
	{"core/ledger", "reflect", "pureStd"},
	{"core/ledger", "C", "pureStd"},
	{"core/ledger", "github.com/cedar-policy/cedar-go", "must not change a digest"},
	{"core/policy", "github.com/cedar-policy/other", "one engine"},
	{"core/money", "aidollar/core/ledger", "earlier steps only"},
	{"core/capital", "aidollar/core/clearing", "earlier steps only"},
	{"core/meter/sub", "aidollar/core/tariff/sub", "earlier steps only"},
	{"core/internal/wire", "aidollar/core/tariff", "what all steps share"},
	{"core/clearing", "aidollar/node", "the core knows no edge"},
	{"core/clearing", "aidollar/internal/atomicfile", "the core knows no edge"},
	{"gateway", "github.com/hashicorp/raft", "only journal"},
	{"node", "github.com/hashicorp/raft-wal", "only journal"},
	{"world", "github.com/ethereum/go-ethereum", "only chain"},
	{"pay/x402", "github.com/ethereum/go-ethereum/ethclient", "a node or a client of one is chain's"},
	{"pay/x402", "net/http", "comes from the caller"},
	{"gateway", "aidollar/journal", "edges meet in cmd"},
	{"gateway", "aidollar/node", "edges meet in cmd"},
	{"api", "aidollar/books", "edges meet in cmd"},
	{"books", "aidollar/journal", "edges meet in cmd"},
	{"journal", "aidollar/node", "edges meet in cmd"},
	{"unheardof", "aidollar/gateway", "edges meet in cmd"},
	{"gateway", "aidollar/cmd/aidollar", "cmd is wiring"},
	{"gateway", "aidollar/bench", "no part of it"},
	{"cmd/aidollar", "aidollar/internal/law", "serves nobody"},
	{"internal/atomicfile", "aidollar/journal", "way round"},
	{"client", "aidollar/core/clearing", "compatibility promise"},
	{"client", "aidollar/gateway", "compatibility promise"},
	{"world", "aidollar/node", "its own clock"},
}

// TestImportLaw asks about the imports one by one.
func TestImportLaw(t *testing.T) {
	for _, c := range importCases {
		t.Run(c.who+" imports "+c.imported, func(t *testing.T) {
			got := importBan(c.who, c.imported)
			if (c.reason == "") != (got == "") || !strings.Contains(got, c.reason) {
				t.Errorf("reason %q, want one with %q", got, c.reason)
			}
		})
	}
}

// TestImportsFound checks what the rules are shown: the file, the line, and no tests.
func TestImportsFound(t *testing.T) {
	source := []string{"package money", "", "import (", "\t\"fmt\"", "\tclock \"time\"", ")", "", "var _ = fmt.Sprint(clock.Now())"}
	found := Imports([]File{
		goFile("core/money/bad.go", source...),
		goFile("core/money/bad_test.go", source...),
		goFile("core/later/new.go", "package later"),
		goFile("node/broken.go", "pack age"),
	})
	wantFound(t, found, "core/money/bad.go:5: imports time", "core/later/new.go: core/later is not a step", "node/broken.go: ")
}

// wantFound compares violations with the beginnings that are wanted, in order.
func wantFound(t *testing.T, found []Violation, want ...string) {
	t.Helper()
	for i, v := range found {
		if v.Reason == "" {
			t.Errorf("no reason given: %s", v)
		}
		if i >= len(want) || !strings.HasPrefix(fmt.Sprintf("%s: %s", v.Place, v.What), want[i]) {
			t.Errorf("found %s", v)
		}
	}
	if len(found) != len(want) {
		t.Errorf("found %d violations, want %d: %q", len(found), len(want), want)
	}
}
