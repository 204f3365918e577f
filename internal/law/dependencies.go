package law

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// dependenciesPage lists what the repository builds on, a section a manifest.
const dependenciesPage = "docs/dependencies.md"

// manifest is a file that names what the repository builds on.
type manifest struct {
	path   string
	direct map[string]string // version by name
}

// wantedManifest wants the files that Manifests reads.
func wantedManifest(name string) bool {
	switch path.Base(name) {
	case "go.mod", "package.json", "package-lock.json":
		return true
	}
	return false
}

// Manifests reads what each go.mod and package.json asks for by itself. Of
// go.mod's requirements those count that Go files next to it import, and the
// tools it declares: its own marks say what `go mod tidy` last thought.
func Manifests(files, sources []File) ([]manifest, []Violation) {
	var manifests []manifest
	var found []Violation
	for _, file := range files {
		switch path.Base(file.Path) {
		case "go.mod":
			manifests = append(manifests, manifest{file.Path, goModDirect(file, sources, files)})
		case "package.json":
			direct, violations := packageDirect(file)
			manifests = append(manifests, manifest{file.Path, direct})
			found = append(found, violations...)
		case "package-lock.json":
			if strings.Contains(string(file.Text), `"resolved": "http`) {
				found = append(found, Violation{file.Path, "names a registry",
					"the lock file works with any mirror: set omit-lockfile-registry-resolved=true in the .npmrc beside it and run npm install again"})
			}
		}
	}
	return manifests, found
}

var (
	modRequire = regexp.MustCompile(`(?m)^(?:require\s+|\t)([^\s()/]+\.[^\s()]+) (v[^\s]+)`)
	modTool    = regexp.MustCompile(`(?m)^(?:tool\s+|\t)([^\s()/]+\.[^\s()]+)\s*$`)
)

func goModDirect(file File, sources, manifests []File) map[string]string {
	versions := map[string]string{}
	for _, match := range modRequire.FindAllStringSubmatch(string(file.Text), -1) {
		versions[match[1]] = match[2]
	}
	direct := map[string]string{}
	ask := func(imported string) {
		if module := moduleOf(imported, versions); module != "" {
			direct[module] = versions[module]
		}
	}
	for _, match := range modTool.FindAllStringSubmatch(string(file.Text), -1) {
		ask(match[1])
	}
	for _, source := range sources {
		if moduleFolder(source, manifests) != file.Dir() {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), source.Path, source.Text, parser.ImportsOnly)
		if err != nil {
			continue // others have refused it
		}
		for _, spec := range tree.Imports {
			if imported, err := strconv.Unquote(spec.Path.Value); err == nil {
				ask(imported)
			}
		}
	}
	return direct
}

// moduleFolder is the folder of the nearest go.mod at or above a source.
func moduleFolder(source File, manifests []File) string {
	folder := "."
	for _, m := range manifests {
		inside := m.Dir() == "." || strings.HasPrefix(source.Path, m.Dir()+"/")
		if path.Base(m.Path) == "go.mod" && inside && len(m.Dir()) > len(folder) {
			folder = m.Dir()
		}
	}
	return folder
}

// moduleOf is the longest required module that holds a package, or "".
func moduleOf(imported string, versions map[string]string) string {
	for at := imported; at != "." && at != "/"; at = path.Dir(at) {
		if versions[at] != "" {
			return at
		}
	}
	return ""
}

func packageDirect(file File) (map[string]string, []Violation) {
	var asked struct {
		Dependencies         map[string]string
		DevDependencies      map[string]string
		OptionalDependencies map[string]string
		PeerDependencies     map[string]string
	}
	if err := json.Unmarshal(file.Text, &asked); err != nil {
		return nil, []Violation{{file.Path, err.Error(), "npm cannot read it either"}}
	}
	var found []Violation
	direct := map[string]string{}
	exact := regexp.MustCompile(`^\d+\.\d+\.\d+[-+.\w]*$`)
	for _, group := range []map[string]string{asked.Dependencies, asked.DevDependencies, asked.OptionalDependencies, asked.PeerDependencies} {
		for name, version := range group {
			direct[name] = version
			if !exact.MatchString(version) {
				found = append(found, Violation{file.Path, name + " is asked for as " + version,
					"name one version: two machines must not test two clients"})
			}
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].What < found[j].What })
	return direct, found
}

var (
	tableSection = regexp.MustCompile("^## `([^`]+)`$")
	tableRow     = regexp.MustCompile(`^\|(.*)\|$`)
)

// Dependencies compares the page with the manifests, both ways. The page has a
// section for each manifest, headed with its path, and in it a table of name,
// version, licence and use; a manifest that asks for nothing needs none.
func Dependencies(page File, manifests []manifest) []Violation {
	found, listed := pageRows(page)
	known := map[string]bool{}
	for _, m := range manifests {
		known[m.path] = true
		rows := listed[m.path]
		for name, version := range m.direct {
			switch rows[name] {
			case version:
			case "":
				found = append(found, Violation{m.path, name + " " + version + " has no row in " + page.Path,
					"whoever adds a dependency says there under which licence it comes and what it is for"})
			default:
				found = append(found, Violation{m.path, fmt.Sprintf("%s is at %s, and at %s in %s", name, version, rows[name], page.Path),
					"whoever moves a dependency looks at its row again"})
			}
		}
		for name := range rows {
			if m.direct[name] == "" {
				found = append(found, Violation{page.Path, name + " is not a direct dependency in " + m.path, "take its row out"})
			}
		}
	}
	for section := range listed {
		if !known[section] {
			found = append(found, Violation{page.Path, "has a section on " + section, "there is no such manifest"})
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].String() < found[j].String() })
	return found
}

// pageRows reads the page: version by name by section.
func pageRows(page File) ([]Violation, map[string]map[string]string) {
	var found []Violation
	listed := map[string]map[string]string{}
	section := ""
	for number, line := range strings.Split(string(page.Text), "\n") {
		if match := tableSection.FindStringSubmatch(line); match != nil {
			section = match[1]
			listed[section] = map[string]string{}
			continue
		}
		match := tableRow.FindStringSubmatch(line)
		if match == nil || section == "" {
			continue
		}
		cells := strings.Split(match[1], "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `")
		}
		if cells[0] == "Name" || strings.HasPrefix(cells[0], "---") {
			continue
		}
		if len(cells) != 4 || cells[0] == "" || cells[1] == "" || cells[2] == "" || cells[3] == "" {
			found = append(found, Violation{fmt.Sprintf("%s:%d", page.Path, number+1), "is not a full row", "name, version, licence and use, none empty"})
			continue
		}
		listed[section][cells[0]] = cells[1]
	}
	return found, listed
}
