package law

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Violation is one place where a rule is broken.
type Violation struct {
	Place  string // file, with the line where there is one
	What   string // what was found there
	Reason string // why that is not wanted, or what would be right
}

func (v Violation) String() string {
	return fmt.Sprintf("%s: %s\n\t%s", v.Place, v.What, v.Reason)
}

// File is one text file of the repository.
type File struct {
	Path string // from the root, with forward slashes
	Text []byte
}

// Dir is the folder that holds the file, "." for the root.
func (f File) Dir() string {
	if i := strings.LastIndexByte(f.Path, '/'); i >= 0 {
		return f.Path[:i]
	}
	return "."
}

// Test reports whether the file is compiled for tests only.
func (f File) Test() bool { return strings.HasSuffix(f.Path, "_test.go") }

// Root is the folder of the nearest go.mod at or above dir.
func Root(dir string) (string, error) {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no go.mod at or above %s", dir)
		}
	}
}

// foldersSkipped are made by tools, or hold what is wrong on purpose.
var foldersSkipped = map[string]bool{".git": true, "node_modules": true, "testdata": true}

// Files reads every file under root whose name is wanted, in the order of
// their paths. A file that vanishes meanwhile is left out: an editor's
// temporary file is not the law's concern.
func Files(root string, wanted func(path string) bool) ([]File, error) {
	var files []File
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			if os.IsNotExist(err) {
				return nil
			}
			return err
		}
		if entry.IsDir() && foldersSkipped[entry.Name()] {
			return fs.SkipDir
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		if !entry.Type().IsRegular() || !wanted(name) {
			return nil
		}
		text, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		files = append(files, File{Path: name, Text: text})
		return nil
	})
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files, err
}

// goSource wants every Go file.
func goSource(path string) bool { return strings.HasSuffix(path, ".go") }
