package law

import (
	"testing"
)

func TestLinksFound(t *testing.T) {
	exists := func(path string) bool {
		return path == "docs" || path == "docs/a.md" || path == "README.md" || path == "core/money/doc.go"
	}
	page := goFile("docs/a.md",
		"# The `money` page: what's in it",                // 1
		"[up](../README.md) [code](../core/money/doc.go)", // 2
		"[here](#the-money-page-whats-in-it) [site](https://example.org/x)",
		"[there](../README.md#two) [folder](.)",
		"[root](/docs/a.md) `[not](a-link.md)`",
		"```", "[code](nowhere.md)", "```",
		"[lost](b.md) ![picture](p.png)",                       // 9
		"[lost](#nowhere)",                                     // 10
		"[lost](../README.md#three)",                           // 11
		"[out](../../etc/passwd)",                              // 12
		"[ref]: gone.md",                                       // 13
		"[again](#twice-1) [hand](#by-hand) [third](#twice-2)", // 14
		"## Twice", "## Twice", `<a id="by-hand"></a>`,
	)
	readme := goFile("README.md", "# One", "## Two")
	wantFound(t, Links([]File{page, readme}, exists),
		"docs/a.md:9: links to b.md", "docs/a.md:9: links to p.png", "docs/a.md:10: links to #nowhere",
		"docs/a.md:11: links to ../README.md#three", "docs/a.md:12: links to ../../etc/passwd",
		"docs/a.md:13: links to gone.md", "docs/a.md:14: links to #twice-2")
}

const (
	modSample = `module aidollar

go 1.26

require example.org/single v1.0.0

require (
	example.org/log v1.2.3 // indirect
	example.org/log/wal v0.4.0
	example.org/unused v0.1.0 // indirect
)
`
	toolsSample = `module aidollar/tools

tool (
	example.org/lint/cmd/lint
)

require example.org/lint v2.0.0+incompatible // indirect
`
)

func TestDependenciesFound(t *testing.T) {
	files := []File{
		{"go.mod", []byte(modSample)},
		{"tools/go.mod", []byte(toolsSample)},
		{"web/package.json", []byte(`{"dependencies": {"openai": "7.57.0"}, "devDependencies": {"vite": "1.0.0"}}`)},
		{"web/package-lock.json", []byte(`{"integrity": "sha512-x"}`)},
	}
	sources := []File{
		goFile("a.go", "package a", `import "example.org/log/raft"`, `import _ "example.org/log/wal/segment"`, `import "fmt"`),
		goFile("a_test.go", "package a", `import "example.org/single"`),
		goFile("tools/x.go", "package x", `import "example.org/unused"`),
	}
	manifests, found := Manifests(files, sources)
	wantFound(t, found)
	page := goFile("docs/dependencies.md",
		"# Dependencies", "", "## `go.mod`", "", "| Name | Version | Licence | Used for |", "| --- | --- | --- | --- |",
		"| `example.org/log` | v1.2.3 | MIT | x |", "| `example.org/log/wal` | v0.4.0 | MIT | x |", "| `example.org/single` | v1.0.0 | MIT | x |",
		"## `tools/go.mod`", "| `example.org/lint` | v2.0.0+incompatible | MIT | x |",
		"## `web/package.json`", "| `openai` | 7.57.0 | Apache-2.0 | x |", "| `vite` | 1.0.0 | MIT | x |")
	wantFound(t, Dependencies(page, manifests))

	wrong := goFile("docs/dependencies.md",
		"## `go.mod`", "| `example.org/log` | v1.2.0 | MIT | x |", "| `example.org/log/wal` | v0.4.0 |  | x |",
		"| `example.org/single` | v1.0.0 | MIT | x |", "| `example.org/unused` | v0.1.0 | MIT | x |",
		"## `gone/go.mod`", "## `web/package.json`", "| `openai` | 7.57.0 | Apache-2.0 | x |", "| `vite` | 1.0.0 | MIT | x |")
	wantFound(t, Dependencies(wrong, manifests),
		"docs/dependencies.md: example.org/unused is not a direct dependency",
		"docs/dependencies.md: has a section on gone/go.mod",
		"docs/dependencies.md:3: is not a full row",
		"go.mod: example.org/log is at v1.2.3, and at v1.2.0",
		"go.mod: example.org/log/wal v0.4.0 has no row",
		"tools/go.mod: example.org/lint v2.0.0+incompatible has no row")
}

func TestManifestsFound(t *testing.T) {
	files := []File{
		{"a/package.json", []byte(`{"dependencies": {"openai": "^7.57.0"}}`)},
		{"a/package-lock.json", []byte(`{"resolved": "https://registry.example.org/openai.tgz"}`)},
		{"b/package.json", []byte(`{`)},
	}
	_, found := Manifests(files, nil)
	wantFound(t, found, "a/package.json: openai is asked for as ^7.57.0", "a/package-lock.json: names a registry", "b/package.json: ")
}
