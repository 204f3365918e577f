package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var rewrite = flag.Bool("config.rewrite", false, "write the golden texts anew; read the difference before committing it")

// TestGoldenMistakes compares what an operator is told of each file in testdata
// with the text beside it.
func TestGoldenMistakes(t *testing.T) {
	parsers := map[string]func(name string, data []byte) error{
		"card":    func(name string, data []byte) error { _, err := ParseCard(name, data); return err },
		"gateway": func(name string, data []byte) error { _, err := ParseGateway(name, data); return err },
		"server":  func(name string, data []byte) error { _, err := ParseServer(name, data); return err },
	}
	for kind, parse := range parsers {
		files, err := filepath.Glob(filepath.Join("testdata", kind, "*.yaml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files for %s: %v", kind, err)
		}
		for _, file := range files {
			t.Run(kind+"/"+filepath.Base(file), func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, strings.TrimSuffix(file, ".yaml")+".golden", FormatError(parse(filepath.Base(file), data)))
			})
		}
	}
}

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *rewrite {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the mistakes are\n%s\nand were\n%s", got, want)
	}
	if got == "" {
		t.Error("every file here is wrong, and nothing was said")
	}
	if strings.Contains(got, "sk-secret") {
		t.Error("a secret is printed")
	}
}
