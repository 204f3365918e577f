package dialect

import (
	"fmt"
	"strings"
)

// partKind is what a content part means for the bound.
type partKind uint8

const (
	partUnknown partKind = iota
	partText             // its tokens are at most its bytes
	partWide             // its tokens cannot be told from its bytes: pictures, documents
	partStored           // it lies in the seller's account, where other buyers' things lie too
)

// parts looks through the content of a prompt, however it is nested.
type parts struct {
	kinds map[string]partKind
	// inner are the members whose arrays hold further parts.
	inner []string
	// wide is the place of the first part whose tokens cannot be told from its
	// bytes, and its type.
	wide, wideKind string
	count          uint64 // of all objects, whatever their place
}

// read steps over a value. Of an array it looks at every object: a type that is
// not known is refused, because nothing would bound what it costs.
func (p *parts) read(s *scanner, path string) (first *Fault) {
	if s.peek() != '[' {
		s.skip()
		return nil
	}
	s.enter('[')
	for n := 0; s.more(']', n); n++ {
		if s.peek() != '{' {
			s.skip()
			continue
		}
		if f := p.part(s, fmt.Sprintf("%s[%d]", path, n)); f != nil && first == nil {
			first = f
		}
	}
	return first
}

func (p *parts) part(s *scanner, path string) (first *Fault) {
	kind, stored, role := "", false, false
	p.count++
	s.object(func(name string) {
		var f *Fault
		switch name {
		case "type":
			if s.peek() == '"' {
				kind = string(unescaped(s.text()))
				return
			}
			s.skip()
		case "role":
			role = true
			s.skip()
		case "file_id":
			stored = stored || s.peek() != 'n'
			s.skip()
		case "source":
			if s.kind() == "file" {
				stored = true
			}
		default:
			if p.isInner(name) {
				f = p.read(s, path+"."+name)
			} else {
				s.skip()
			}
		}
		if f != nil && first == nil {
			first = f
		}
	})
	if kind == "" && role {
		kind = "message"
	}
	what := p.kinds[kind]
	if stored {
		what = partStored
	}
	switch what {
	case partWide:
		if p.wide == "" {
			p.wide, p.wideKind = path, kind
		}
	case partUnknown:
		return invalid("content_part_unsupported", path, fmt.Sprintf("%s is of type %q, which has no bound here", path, kind))
	case partStored:
		return invalid("content_part_unsupported", path,
			fmt.Sprintf("%s refers to what is stored in the seller's account, which is not kept apart by buyer; send the content itself", path))
	}
	return first
}

func (p *parts) isInner(name string) bool {
	for _, inner := range p.inner {
		if name == inner {
			return true
		}
	}
	return false
}

// kind reads a value and returns its member "type", if it has such a string.
func (s *scanner) kind() (kind string) {
	s.object(func(name string) {
		if name == "type" && s.peek() == '"' {
			kind = string(unescaped(s.text()))
			return
		}
		s.skip()
	})
	return kind
}

// wideFault refuses what only the model's own limit could bound.
func wideFault(what, path string) *Fault {
	return invalid("content_part_unsupported", path,
		fmt.Sprintf("%s is of type %q, whose tokens cannot be told from its bytes, and the model's rate card has no input_max that would bound them", path, what))
}

// hosted are the tools that the upstream runs within one call: each result is
// read by the model as further input, which the request's bytes do not bound.
type hosted struct {
	searches, calls, sessions bool
	most                      uint64 // calls of all of them together; zero when the client set no bound
	first                     string // the first of them, for a person
}

func (h *hosted) any() bool { return h.searches || h.calls || h.sessions }

func toolRefused(path, kind, reason string) *Fault {
	return invalid("tool_unsupported", path, fmt.Sprintf("%s is of type %q, %s", path, kind, reason))
}

// datedKind cuts the date off a type such as "web_search_20250305".
func datedKind(kind string) string { return strings.TrimRight(kind, "0123456789_-") }
