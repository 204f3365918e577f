package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var rulesRewrite = flag.Bool("rules.rewrite", false, "write the answers in docs/rules.md anew; read the difference before committing it")

// words splits a command line as a shell does, as far as guides need it.
var words = regexp.MustCompile(`"[^"]*"|\S+`)

func inRules(t *testing.T, line string) (code int, out, errOut string) {
	t.Helper()
	args := words.FindAllString(line, -1)
	for i := range args {
		args[i] = strings.Trim(args[i], `"`)
	}
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// What the guide says that the program answers, it answers, about the lists with which
// the importers are tested.
func TestRulesGuide(t *testing.T) {
	guide := "../../docs/rules.md"
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	was, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	guide = was + "/" + guide
	t.Chdir("../../rules/lists/testdata")
	commands := 0
	blocks := strings.Split(string(text), "```")
	for i, block := range blocks {
		kind, body, _ := strings.Cut(block, "\n")
		if i%2 == 0 || kind != "console" {
			continue
		}
		again := "console\n"
		for line := range strings.Lines(body) {
			if command, is := strings.CutPrefix(line, "$ aidollar "); is {
				commands++
				_, out, errOut := inRules(t, command)
				again += line + out + errOut
			}
		}
		blocks[i] = again
	}
	if commands < 2 {
		t.Errorf("%d commands were found in the guide", commands)
	}
	got := strings.Join(blocks, "```")
	if got == string(text) {
		return
	}
	if !*rulesRewrite {
		t.Fatalf("the program says otherwise than the guide; write it anew with -rules.rewrite:\n%s", got)
	}
	if err := os.WriteFile(guide, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRulesLists(t *testing.T) {
	t.Chdir("../../rules/lists/testdata")
	code, out, errOut := inRules(t, "rules lists sdn.csv alt.csv add.csv csl.json iso3166.csv --json")
	var got []listSummary
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v, %s", code, err, errOut)
	}
	if len(got) != 2 || got[0].Entries != 31 || got[0].Lists["OFAC-SDN"] != 31 || got[0].Names["weak"] != 6 || got[1].Lists["CSL-EL"] != 1 {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(errOut, "iso3166.csv: 4 countries") {
		t.Errorf("%s", errOut)
	}
	bad := t.TempDir() + "/sdn.csv"
	if err := os.WriteFile(bad, []byte("1,\"A\",\"robot\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The good list is shown, and the bad one decides the exit code.
	code, out, errOut = inRules(t, "rules lists "+bad+" csl.json")
	if code != 1 || !strings.Contains(out, "csl.json") || !strings.Contains(errOut, `sdn.csv:1: column 3 is "robot"`) || !strings.Contains(errOut, "1 of 2 lists are not valid") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errOut)
	}
	if code, _, errOut = inRules(t, "rules lists nowhere.csv"); code != 1 || !strings.Contains(errOut, "nowhere.csv") {
		t.Errorf("exit code %d, %s", code, errOut)
	}
}
