package law

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
)

var (
	linkInline    = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)`)
	linkReference = regexp.MustCompile(`^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)`)
	codeInline    = regexp.MustCompile("`[^`]*`")
	heading       = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)
	anchorHTML    = regexp.MustCompile(`<a\s+(?:id|name)="([^"]+)"`)
	linkText      = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
)

// Links checks that relative links in documents lead to a file that exists, and
// to a heading in it where they name one. exists is asked about paths from the
// root; folders count.
func Links(documents []File, exists func(path string) bool) []Violation {
	anchors := map[string]map[string]bool{}
	for _, document := range documents {
		anchors[document.Path] = anchorsOf(document.Text)
	}
	var found []Violation
	for _, document := range documents {
		for number, line := range proseLines(document.Text) {
			for _, target := range targets(line) {
				if what := deadEnd(document, target, anchors, exists); what != "" {
					found = append(found, Violation{fmt.Sprintf("%s:%d", document.Path, number+1),
						"links to " + target, what})
				}
			}
		}
	}
	return found
}

// deadEnd says why target leads nowhere, or "".
func deadEnd(document File, target string, anchors map[string]map[string]bool, exists func(string) bool) string {
	link, err := url.Parse(target)
	if err != nil {
		return "the link does not parse"
	}
	if link.Scheme != "" || link.Host != "" {
		return "" // another site's
	}
	to := document.Path
	if link.Path != "" {
		to = path.Join(document.Dir(), link.Path)
		if strings.HasPrefix(link.Path, "/") {
			to = path.Clean(link.Path[1:])
		}
		if to == ".." || strings.HasPrefix(to, "../") || !exists(to) {
			return "there is no " + to
		}
	}
	if known, is := anchors[to]; is && link.Fragment != "" && !known[link.Fragment] {
		return to + " has no heading #" + link.Fragment
	}
	return ""
}

func targets(line string) []string {
	var all []string
	for _, pattern := range []*regexp.Regexp{linkInline, linkReference} {
		for _, match := range pattern.FindAllStringSubmatch(line, -1) {
			all = append(all, match[1])
		}
	}
	return all
}

// proseLines are the lines of a document with code made empty.
func proseLines(text []byte) []string {
	lines := strings.Split(string(text), "\n")
	fenced := false
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimLeft(line, " "), "```")
		if fence {
			fenced = !fenced
		}
		if fence || fenced {
			lines[i] = ""
			continue
		}
		lines[i] = codeInline.ReplaceAllStringFunc(line, func(code string) string {
			if heading.MatchString(line) {
				return strings.Trim(code, "`") // it is part of the anchor
			}
			return ""
		})
	}
	return lines
}

// anchorsOf are the names that a link can have after its #: those of headings
// as code hosts make them, and those set by hand.
func anchorsOf(text []byte) map[string]bool {
	anchors := map[string]bool{}
	for _, line := range proseLines(text) {
		for _, match := range anchorHTML.FindAllStringSubmatch(line, -1) {
			anchors[match[1]] = true
		}
		match := heading.FindStringSubmatch(line)
		if match == nil {
			continue
		}
		slug := slugOf(match[1])
		name := slug
		for n := 1; anchors[name]; n++ {
			name = fmt.Sprintf("%s-%d", slug, n)
		}
		anchors[name] = true
	}
	return anchors
}

// slugOf is a heading in lower case, without punctuation, with - for spaces.
func slugOf(title string) string {
	title = linkText.ReplaceAllString(title, "$1")
	var slug strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r == ' ':
			slug.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
			slug.WriteRune(r)
		}
	}
	return slug.String()
}
