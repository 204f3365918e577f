package law

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// typed is one package with the types of its expressions known.
type typed struct {
	path      string
	positions *token.FileSet
	files     []*ast.File
	info      *types.Info
	scope     *types.Scope
	errs      []error // what the type checker refused
}

// listed is the part of `go list -json` that is used here.
type listed struct {
	ImportPath     string
	Dir            string
	Export         string
	GoFiles        []string
	IgnoredGoFiles []string
	CgoFiles       []string
	SFiles         []string
}

// loader type-checks packages of this module from source, so that one that does
// not build yet hides nothing in the ones around it; what they import from
// elsewhere comes from the build cache.
type loader struct {
	positions *token.FileSet
	export    map[string]string
	sources   map[string]*types.Package
	fromCache types.Importer
}

func newLoader(packages []listed) *loader {
	l := &loader{
		positions: token.NewFileSet(),
		export:    map[string]string{},
		sources:   map[string]*types.Package{},
	}
	for _, p := range packages {
		l.export[p.ImportPath] = p.Export
	}
	l.fromCache = importer.ForCompiler(l.positions, "gc", func(path string) (io.ReadCloser, error) {
		if l.export[path] == "" {
			return nil, fmt.Errorf("no compiled form of %s", path)
		}
		return os.Open(l.export[path])
	})
	return l
}

// Import finds a package for the type checker.
func (l *loader) Import(path string) (*types.Package, error) {
	if p := l.sources[path]; p != nil {
		return p, nil
	}
	return l.fromCache.Import(path)
}

// check type-checks one package out of parsed files.
func (l *loader) check(path string, files []*ast.File) typed {
	result := typed{path: path, positions: l.positions, files: files, info: &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Uses:       map[*ast.Ident]types.Object{},
		Defs:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	config := types.Config{
		Importer: l,
		Error:    func(err error) { result.errs = append(result.errs, err) },
	}
	// The error is the first of those that the function above was given.
	checked, _ := config.Check(path, l.positions, files, result.info)
	l.sources[path] = checked
	result.scope = checked.Scope()
	return result
}

// goList lists packages with all they import, each after its own imports.
func goList(root string, patterns ...string) ([]listed, error) {
	args := append([]string{"list", "-e", "-deps", "-export",
		"-json=ImportPath,Dir,Export,GoFiles,IgnoredGoFiles,CgoFiles,SFiles", "--"}, patterns...)
	command := exec.Command("go", args...)
	command.Dir = root
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, said.String())
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// Core checks the bans inside the core, see coreBans, over the repository at root.
func Core(root string) ([]Violation, error) {
	packages, err := goList(root, "./core/...")
	if err != nil {
		return nil, err
	}
	var found []Violation
	load := newLoader(packages)
	for _, p := range packages {
		if !strings.HasPrefix(p.ImportPath, modulePath+"/core/") {
			continue
		}
		found = append(found, unseen(root, p)...)
		files, err := parseAll(load.positions, root, p)
		if err != nil {
			return nil, err
		}
		found = append(found, coreBans(load.check(p.ImportPath, files))...)
	}
	return found, nil
}

func parseAll(positions *token.FileSet, root string, p listed) ([]*ast.File, error) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		full := filepath.Join(p.Dir, name)
		text, err := os.ReadFile(full)
		if err != nil {
			return nil, err
		}
		relative, err := filepath.Rel(root, full)
		if err != nil {
			return nil, err
		}
		// A file with a mistake in its syntax still gives a tree; the type
		// checker is then short of something and says so.
		file, err := parser.ParseFile(positions, filepath.ToSlash(relative), text, parser.SkipObjectResolution)
		if file == nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// unseen refuses files of the core that the type checker is not shown.
func unseen(root string, p listed) []Violation {
	var found []Violation
	for _, names := range [][]string{p.IgnoredGoFiles, p.CgoFiles, p.SFiles} {
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			relative, err := filepath.Rel(root, filepath.Join(p.Dir, name))
			if err != nil {
				relative = name
			}
			found = append(found, Violation{filepath.ToSlash(relative), "is not in every build, or is not Go",
				"the core is the same program on every machine: no build constraint, no cgo, no assembly"})
		}
	}
	return found
}
