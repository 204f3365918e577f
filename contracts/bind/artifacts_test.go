package bind

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"
)

// This package stands apart so that it builds whatever the bindings look like.

var update = flag.Bool("update", false, "write bindings_gen.go from the artifacts")

const (
	folderArtifacts = "../artifacts"
	fileBindings    = "../bindings_gen.go"
)

type artifact struct {
	Name, Compiler    string
	ABI               json.RawMessage
	Creation, Runtime string
}

func artifacts(t *testing.T) []artifact {
	t.Helper()
	files, err := filepath.Glob(folderArtifacts + "/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no artifacts: %v", err)
	}
	slices.Sort(files)
	var all []artifact
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var a artifact
		if err := json.Unmarshal(text, &a); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, a)
	}
	return all
}

// bindings is what abigen makes of the artifacts.
func bindings(t *testing.T) []byte {
	t.Helper()
	var names, abis, codes []string
	for _, a := range artifacts(t) {
		var abi bytes.Buffer
		if err := json.Compact(&abi, a.ABI); err != nil {
			t.Fatalf("%s: %v", a.Name, err)
		}
		names, abis, codes = append(names, a.Name), append(abis, abi.String()), append(codes, a.Creation)
	}
	text, err := abigen.BindV2(names, abis, codes, "contracts", map[string]string{}, map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text)
}

func TestBindingsAreFresh(t *testing.T) {
	want := bindings(t)
	if *update {
		if err := os.WriteFile(fileBindings, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(fileBindings)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what abigen makes of the artifacts: run go test ./contracts/bind -update", fileBindings)
	}
}

func TestArtifactsAreFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("the compiler is left out of short runs")
	}
	if _, err := os.Stat("../node_modules/solc/package.json"); err != nil {
		t.Fatalf("the compiler is not there: run npm ci in contracts, as scripts/test does; go test -short goes without (%v)", err)
	}
	folder := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "node", "../build.mjs", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	names := func(in string) (names []string) {
		entries, err := os.ReadDir(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	if got, want := names(folderArtifacts), names(folder); !slices.Equal(got, want) {
		t.Fatalf("there are artifacts %v, the compiler makes %v", got, want)
	}
	for _, name := range names(folder) {
		got, err := os.ReadFile(filepath.Join(folderArtifacts, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the compiler makes of the sources: run node build.mjs in contracts, and then go test ./contracts/bind -update", name)
		}
	}
}
