package main

import (
	"os"
	"strings"
	"testing"
)

func TestRulesIVMS101(t *testing.T) {
	t.Chdir("../../rules/ivms101/testdata")
	code, out, errOut := inRules(t, "rules ivms101 natural.json legal.json")
	if code != 0 || !strings.Contains(out, "legal.json: a payload as IVMS 101.2023 has it, with 1 originating and 1 beneficiary persons, and 2 providers between") || errOut != "" {
		t.Errorf("exit code %d\n%s%s", code, out, errOut)
	}
	bad := t.TempDir() + "/person.json"
	if err := os.WriteFile(bad, []byte(`{"legalPerson": {"name": {"nameIdentifier": [{"legalPersonName": "Hall", "legalPersonNameIdentifierType": "TRAD"}]}, "countryOfRegistration": "XY"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	// Every mistake of the bad one is told, and the good one is still looked at.
	code, out, errOut = inRules(t, "rules ivms101 --person "+bad+" "+bad)
	if code != 1 || out != "" || strings.Count(errOut, "/legalPerson/countryOfRegistration: is \"XY\"") != 2 || !strings.Contains(errOut, "(C5)") || !strings.Contains(errOut, "2 of 2 documents are not valid") {
		t.Errorf("exit code %d\n%s%s", code, out, errOut)
	}
	good := strings.NewReplacer("TRAD", "LEGL", "XY", "XX")
	text, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, []byte(good.Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errOut = inRules(t, "rules ivms101 --person "+bad); code != 0 || !strings.Contains(out, "a person as IVMS 101.2023 has it") {
		t.Errorf("exit code %d\n%s%s", code, out, errOut)
	}
	if code, _, errOut = inRules(t, "rules ivms101 nowhere.json"); code != 1 || !strings.Contains(errOut, "nowhere.json") {
		t.Errorf("exit code %d, %s", code, errOut)
	}
}
