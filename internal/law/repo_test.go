package law

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// root is the repository that the tests judge.
func root(t *testing.T) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	at, err := Root(here)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// repository reads the repository's files that are wanted. None at all would
// mean that the walk is broken, and every check after it would pass.
func repository(t *testing.T, wanted func(string) bool) []File {
	t.Helper()
	files, err := Files(root(t), wanted)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("the walk found no file")
	}
	return files
}

func report(t *testing.T, found []Violation) {
	t.Helper()
	for _, v := range found {
		t.Error(v)
	}
}

func markdown(path string) bool { return strings.HasSuffix(path, ".md") }

func TestImports(t *testing.T) { report(t, Imports(repository(t, goSource))) }

func TestCore(t *testing.T) {
	found, err := Core(root(t))
	if err != nil {
		t.Fatal(err)
	}
	report(t, found)
}

func TestLengths(t *testing.T) { report(t, Lengths(repository(t, goSource), longFunctions)) }

func TestFormatted(t *testing.T) { report(t, Formatted(repository(t, goSource))) }

func TestPutOff(t *testing.T) { report(t, PutOff(repository(t, prose))) }

func TestCommentedOut(t *testing.T) { report(t, CommentedOut(repository(t, goSource))) }

func TestPackageDocs(t *testing.T) { report(t, PackageDocs(repository(t, goSource))) }

func TestSpaces(t *testing.T) { report(t, Spaces(repository(t, markdown))) }

func TestLinks(t *testing.T) {
	at := root(t)
	report(t, Links(repository(t, markdown), func(path string) bool {
		_, err := os.Stat(filepath.Join(at, filepath.FromSlash(path)))
		return err == nil
	}))
}

func TestDependencies(t *testing.T) {
	manifests, found := Manifests(repository(t, wantedManifest), repository(t, goSource))
	report(t, found)
	pages := repository(t, func(path string) bool { return path == dependenciesPage })
	report(t, Dependencies(pages[0], manifests))
}
