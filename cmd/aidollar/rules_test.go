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

func TestRulesScreen(t *testing.T) {
	t.Chdir("../../rules/lists/testdata")
	const all = " --list sdn.csv,alt.csv,add.csv --list csl.json"
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{`rules screen "Muhammad Yousuf at-Tariqi"` + all, exitHit, "hit   0.9"},
		{`rules screen "Mohamed Yusuf al-Tariqi" --born 1999 --country Germany` + all, exitNear, "country DE, and the list says IQ: times 0.96"},
		{`rules screen "abu wahm"` + all, exitNear, "a weak alias: times 0.88"},
		{`rules screen "Lorenz Kranwitter"` + all, exitNear, "listed until 2031-06-01"},
		{`rules screen "Alice Johnson"` + all, 0, "clear: no listed name is near"},
		{`rules screen "ABU WAHM" --near 0.95 --hit 0.95` + all, 0, "clear"},
		{`rules screen "ABU WAHM" --list sdn.csv`, exitNear, "its alt.csv was not given, so other names are missing"},
		{`rules screen "Alice"`, 2, "name the lists with --list"},
		{`rules screen "Alice" --list iso3166.csv`, 2, "name no list of parties"},
		{`rules screen "Alice" --list alt.csv`, 1, "belongs to a file with names"},
		{`rules screen "Alice" --born soon` + all, 2, "it is a date such as"},
		{`rules screen "Alice" --country Ruritania` + all, 2, "it is an ISO code such as IQ"},
		{`rules screen "Alice" --country Ruritania --list iso3166.csv` + all, 0, "clear"},
		{`rules screen "Alice" --near 0.99` + all, 2, "the thresholds are 0.99 for near"},
		{`rules screen "123"` + all, 2, "the name has no letter"},
		{`rules screen "Alice" --list sdn.csv,sdn_advanced.xml`, 1, "OFAC-SDN/9001 is in sdn.csv and in sdn_advanced.xml: name one of them"},
	} {
		code, out, errOut := inRules(t, c.line)
		if code != c.code || !strings.Contains(out+errOut, c.says) {
			t.Errorf("%s: exit code %d and not %d\n%s%s", c.line, code, c.code, out, errOut)
		}
	}
	var got struct {
		Verdict string
		Matches []matchLine
		More    int
		Digest  string
		Files   []originLine
	}
	// The person is on both lists: one match, and both are named.
	_, out, _ := inRules(t, `rules screen "FARROKHPARVAR, Gholamreza" --json`+all)
	if err := json.Unmarshal([]byte(out), &got); err != nil || got.Verdict != "hit" || len(got.Matches) != 1 || got.More != 0 || got.Matches[0].Entry != "OFAC-SDN/9008" {
		t.Fatalf("%v, %+v", err, got)
	}
	if also := got.Matches[0].Also; len(also) != 1 || also[0].Entry != "CSL-SDN/9008" || also[0].File != "csl.json" {
		t.Errorf("also %+v", also)
	}
	if len(got.Digest) != 64 || len(got.Files) != 4 || got.Files[3].File != "csl.json" || len(got.Files[3].SHA256) != 64 {
		t.Errorf("of %s, %+v", got.Digest, got.Files)
	}
	_, out, _ = inRules(t, `rules screen "Shenhai Cloud Computing Technology" --limit 1 --json`+all)
	if err := json.Unmarshal([]byte(out), &got); err != nil || len(got.Matches) != 1 || got.More != 1 {
		t.Errorf("%v, %+v", err, got)
	}
}
