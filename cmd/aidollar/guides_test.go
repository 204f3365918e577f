package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheGuidesCommands parses every command of aidollar that the documentation has in
// its blocks of code by the real command line: what it does not know was renamed or never
// was.
func TestTheGuidesCommands(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, file := range append(files, "../../README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range guideCommands(string(text)) {
			found[filepath.Base(file)]++
			if err := parsed(c.words); err != nil {
				t.Errorf("%s:%d: aidollar %s: %v", file, c.line, strings.Join(c.words, " "), err)
			}
		}
	}
	for _, file := range []string{"README.md", "x402.md", "channels.md", "sessions.md", "credit.md", "refunds.md", "currencies.md", "proof.md", "rules.md"} {
		if found[file] == 0 {
			t.Errorf("no command of aidollar is found in %s", file)
		}
	}
	for _, wrong := range []string{"pay http://x --sesion 1", "pay chanel list", "grants gift BUYER 5", "paid", "pay"} {
		if parsed(strings.Fields(wrong)) == nil {
			t.Errorf("aidollar %s is taken for a command", wrong)
		}
	}
}

type guideCommand struct {
	line  int
	words []string
}

// guideCommands are the command lines of aidollar in a guide's blocks of code, fenced or
// indented, without what the shell does with them.
func guideCommands(text string) (all []guideCommand) {
	fenced := false
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		if !fenced && !strings.HasPrefix(line, "    ") {
			continue
		}
		line = strings.TrimPrefix(strings.TrimSpace(line), "$ ")
		for _, begin := range []string{"aidollar ", "go run ./cmd/aidollar "} {
			if rest, is := strings.CutPrefix(line, begin); is {
				all = append(all, guideCommand{i + 1, shellWords(rest)})
			}
		}
	}
	return all
}

// shellWords splits a line as a shell does, up to its comment, pipe or redirection.
// Square brackets are how guides show what may be left out.
func shellWords(line string) (words []string) {
	var word strings.Builder
	begun, quote := false, rune(0)
	end := func() {
		switch w := word.String(); {
		case begun && w == "N":
			words = append(words, "1") // which is how guides write a number
		case begun:
			words = append(words, w)
		}
		word.Reset()
		begun = false
	}
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			quote, begun = c, true
		case c == ' ':
			end()
		case !begun && strings.ContainsRune("#>|&;\\", c):
			return words
		case c == '[' || c == ']':
		default:
			begun = true
			word.WriteRune(c)
		}
	}
	end()
	return words
}

// parsed has the command line read words, and does nothing else.
func parsed(words []string) error {
	c, rest, err := rootCommand().Find(words)
	if err != nil {
		return err
	}
	if err := c.ParseFlags(rest); err != nil {
		return err
	}
	if !c.Runnable() {
		return fmt.Errorf("%q is no command but has some: %s", c.CommandPath(), strings.Join(c.Flags().Args(), " "))
	}
	if err := c.ValidateArgs(c.Flags().Args()); err != nil {
		return err
	}
	if c.HasSubCommands() && c.Flags().NArg() > 0 && !strings.Contains(c.Flags().Arg(0), ":") && c.Name() == "pay" {
		return errors.New("it has no such command, and what follows is no address")
	}
	return nil
}
