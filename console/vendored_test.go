package console

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
)

// The chart library in the program is of the version that the manifest and the
// list of dependencies name, and its licence comes with it.
func TestVendoredLibrary(t *testing.T) {
	text, err := os.ReadFile("assets/uplot/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Dependencies map[string]string }
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	assets := readAssets()
	banner, _, _ := bytes.Cut(assets["uplot.js"].bytes, []byte("\n"))
	if version := manifest.Dependencies["uplot"]; version == "" || !strings.Contains(string(banner), "uPlot (v"+version+")") {
		t.Errorf("the manifest names %q, the file is %s", version, banner)
	}
	v := newVisitor(t, newHouse(1))
	response, licence := v.do(http.MethodGet, "/console/assets/LICENSE", "", nil)
	if response.StatusCode != http.StatusOK || !strings.Contains(licence, "Permission is hereby granted") || !strings.Contains(licence, "Copyright") {
		t.Errorf("the licence: %s: %.80s", response.Status, licence)
	}
	for _, bad := range []string{"eval(", "new Function", "setAttribute(\"style\"", "outerHTML ="} {
		for _, name := range []string{"uplot.js", "console.js"} {
			if strings.Contains(string(assets[name].bytes), bad) {
				t.Errorf("%s has %s, which the policy forbids or should", name, bad)
			}
		}
	}
}
