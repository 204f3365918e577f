package dialect

import (
	"fmt"
	"strings"

	"aidollar/core/meter"
)

// messages is Anthropic's messages.
var messages = Dialect{Name: "anthropic.messages", Kind: KindAnthropic, Path: "/messages", Shape: ShapeAnthropic, read: readMessages}

var messagesWords = words{
	known: []string{"model", "stream", "max_tokens", "messages", "system", "tools", "service_tier", "speed", "inference_geo", "metadata"},
	// MCP servers and containers are run by the upstream and have no bound.
	refused: append([]string{"mcp_servers", "container"}, escapes...),
}

var messagesParts = map[string]partKind{
	"message": partText, "text": partText, "thinking": partText, "redacted_thinking": partText, "tool_use": partText, "tool_result": partText,
	"search_result": partText, "server_tool_use": partText, "web_search_tool_result": partText, "web_search_result": partText,
	"web_fetch_tool_result": partText, "tool_reference": partText, "compaction": partText, "image": partWide, "document": partWide, "container_upload": partStored,
}

// messagesText are the members with text in the prompt and in answers.
var messagesText = []string{`"text"`, `"thinking"`, `"partial_json"`}

// messagesRequest is what the gateway knows of a message request, or of one that
// only counts its tokens.
type messagesRequest struct {
	jsonRequest
	parts  parts
	hosted hosted
}

func readMessages(source *Source) (Request, *Fault) { return readMessagesRequest(source) }

func readMessagesRequest(source *Source) (*messagesRequest, *Fault) {
	q := &messagesRequest{parts: parts{kinds: messagesParts, inner: []string{"content"}}}
	q.head.LimitName, q.limitMember = "max_tokens", "max_tokens"
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	if q.parts.count == 0 {
		return nil, invalid("messages_missing", "messages", "the request has no messages; at least one is needed")
	}
	q.contentBytes = textBytes(messagesText, source.Body) + textBytes([]string{`"content"`}, source.Body)
	return q, nil
}

func (q *messagesRequest) read(s *scanner) *Fault {
	return q.members(s, &messagesWords, func(name string) *Fault {
		switch name {
		case "max_tokens":
			return q.readLimit(s, name)
		case "messages":
			if s.peek() != '[' {
				s.skip()
				return invalid("messages_malformed", name, "messages is not an array")
			}
			return q.parts.read(s, name)
		case "system":
			return q.parts.read(s, name)
		case "tools":
			return s.each(name, q.readTool)
		case "metadata":
			s.object(func(name string) {
				if name == "user_id" {
					q.readSession(s, name)
					return
				}
				s.skip()
			})
		case "service_tier":
			return q.readTier(s)
		case "speed":
			return s.onlyWord(name, "standard")
		case "inference_geo":
			return s.onlyWord(name, "global")
		}
		s.skip()
		return nil
	})
}

// Tools of these types are run by the client, and cost their tokens alone.
var messagesClientTools = []string{"bash", "text_editor", "computer", "memory"}

func (q *messagesRequest) readTool(s *scanner, path string) *Fault {
	kind, uses := "", uint64(0)
	var f *Fault
	s.object(func(name string) {
		switch {
		case name == "type" && s.peek() == '"':
			kind = string(unescaped(s.text()))
		case name == "max_uses":
			f = s.count(&uses, path+".max_uses", toolCallsMax)
		default:
			s.skip()
		}
	})
	if f != nil {
		return f
	}
	switch plain := datedKind(kind); plain {
	case "", "custom", "bash", "text_editor", "computer", "memory":
		return nil
	case "web_search", "web_fetch":
		if uses == 0 {
			return toolRefused(path, kind, fmt.Sprintf("which the upstream runs as often as it likes without max_uses; give max_uses from 1 to %d", toolCallsMax))
		}
		q.hosted.searches = q.hosted.searches || plain == "web_search"
		q.hosted.calls = q.hosted.calls || plain == "web_fetch"
		q.hosted.most += uses
		if q.hosted.first == "" {
			q.hosted.first = path
		}
		return nil
	}
	return toolRefused(path, kind, "which the upstream runs and which has no bound here; tools of type custom, "+
		strings.Join(messagesClientTools, ", ")+", web_search and web_fetch can be used")
}

// Bound implements Request.
func (q *messagesRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	if f := q.addHosted(&b, &q.hosted); f != nil {
		return Bound{}, f
	}
	if f := q.addInput(&b, uint64(q.length)+q.parts.count*messageTokensMax+callTokensMax+toolTokensMax, &q.parts, &q.hosted); f != nil {
		return Bound{}, f
	}
	b.OutputLimit = q.outputLimit()
	b.add(t.priced(meter.TextOutput), b.OutputLimit)
	q.bound = b
	return b, nil
}

// toolTokensMax is what the upstream's own text about tools adds to a prompt.
const toolTokensMax = 2048

// NewReader implements Request.
func (q *messagesRequest) NewReader() Reader { return &messagesReader{} }

// countTokens counts a prompt and generates nothing.
var countTokens = Dialect{Name: "anthropic.count_tokens", Kind: KindAnthropic, Path: "/messages/count_tokens", Shape: ShapeAnthropic, read: readCountTokens}

type countTokensRequest struct{ *messagesRequest }

func readCountTokens(source *Source) (Request, *Fault) {
	q, f := readMessagesRequest(source)
	if f != nil {
		return nil, f
	}
	q.head.Free, q.head.LimitName = true, ""
	return countTokensRequest{q}, nil
}

// Bound implements Request.
func (q countTokensRequest) Bound(t Terms) (Bound, *Fault) {
	q.bound = q.begin(t)
	return q.bound, nil
}

// NewReader implements Request.
func (q countTokensRequest) NewReader() Reader { return newRequestReader() }
