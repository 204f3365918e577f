package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var priceRewrite = flag.Bool("price.rewrite", false, "write the answers in docs/pricing.md anew; read the difference before committing it")

const priceHead = "card: demo\nversion: 1\ncurrency: USD\n"

// The examples of the guide to rate cards are cards, and its answers are what
// the program says of them.
func TestPricingGuide(t *testing.T) {
	const guide = "../../docs/pricing.md"
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "CARD.yaml")
	var out strings.Builder
	commands, cards := 0, 0
	blocks := strings.Split(string(text), "```")
	for i, block := range blocks {
		kind, body, _ := strings.Cut(block, "\n")
		switch {
		case i%2 == 1 && kind == "yaml":
			if strings.HasPrefix(body, "models:") {
				body = priceHead + body
			}
			if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
			cards++
		case i%2 == 1 && kind == "console":
			var again strings.Builder
			for line := range strings.Lines(body) {
				if command, ok := strings.CutPrefix(line, "$ aidollar "); ok {
					commands++
					fmt.Fprintf(&again, "%s%s", line, answer(strings.Fields(command), file))
				}
			}
			block = kind + "\n" + again.String()
		}
		if i > 0 {
			out.WriteString("```")
		}
		out.WriteString(block)
	}
	if cards < 7 || commands < 15 {
		t.Errorf("%d cards and %d commands were found in the guide", cards, commands)
	}
	if out.String() == string(text) {
		return
	}
	if *priceRewrite {
		if err := os.WriteFile(guide, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, is := strings.Split(string(text), "\n"), strings.Split(out.String(), "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			t.Fatalf("line %d of the guide is\n%s\nand the program says\n%s\nwrite it anew with -price.rewrite", i+1, was[i], is[i])
		}
	}
	t.Fatalf("the guide has %d lines, and the program makes %d", len(was), len(is))
}

// answer runs a command on the card and gives what it prints.
func answer(args []string, file string) string {
	for i := range args {
		if args[i] == filepath.Base(file) {
			args[i] = file
		}
	}
	var out bytes.Buffer
	run(context.Background(), args, &out, &out)
	return strings.ReplaceAll(out.String(), file, filepath.Base(file))
}

func TestPriceCommandRefuses(t *testing.T) {
	card := filepath.Join(t.TempDir(), "card.yaml")
	text := priceHead + "models:\n  - {model: a, output_max: 1, prices: {input: 1}}\n  - {model: b, output_max: 1, prices: {input: 1}}\n"
	if err := os.WriteFile(card, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"explain CARD input=1", 2, "--model is one of a, b"},
		{"explain CARD --model c input=1", 2, `no model "c"`},
		{"explain CARD --model a inputs=1", 2, "METER=QUANTITY"},
		{"explain CARD --model a input", 2, "METER=QUANTITY"},
		{"explain CARD --model a input=-1", 2, "whole number"},
		{"explain CARD --model a --at today input=1", 2, "2026-11-20T22:30:00+01:00"},
		{"explain CARD --model a --before x=1 input=1", 2, "METER=QUANTITY"},
		{"explain CARD --model a --carry 1 input=1", 2, "below a ledger unit"},
		{"explain CARD --model a --credit -1 input=1", 2, "negative"},
		{"explain CARD --model a --service batch input=1", 1, "no price for the service"},
		{"explain CARD --model a output=1", 1, "output"},
		{"explain none.yaml input=1", 1, "does not exist"},
		{"check CARD none.yaml", 1, "1 of 2 cards"},
		{"import CARD", 1, "no JSON object"},
		{"import none.json", 1, "none.json"},
		{"import ../../config/testdata/catalogue.json --markup 5", 1, "percentage"},
		{"import ../../config/testdata/catalogue.json --models x", 1, "matches"},
	} {
		var out, errOut bytes.Buffer
		args := strings.Fields("price " + strings.ReplaceAll(c.args, "CARD", card))
		if code := run(context.Background(), args, &out, &errOut); code != c.code || !strings.Contains(errOut.String(), c.says) {
			t.Errorf("%s ends with %d and says %s", c.args, code, errOut.String())
		}
	}
	var out, errOut bytes.Buffer
	if code := run(context.Background(), strings.Fields("price import ../../config/testdata/catalogue.json --models *paint"), &out, &errOut); code != 0 || !strings.Contains(out.String(), "aurora-paint") {
		t.Errorf("the import of one model ends with %d: %s", code, errOut.String())
	}
}
