package dialect

import (
	"fmt"
	"strconv"

	"aidollar/core/meter"
)

// responses is OpenAI's responses.
var responses = Dialect{Name: "openai.responses", Kind: KindOpenAI, Path: "/responses", read: readResponses}

var responsesWords = words{
	known: []string{
		"model", "stream", "max_output_tokens", "input", "tools", "max_tool_calls", "service_tier",
		"background", "previous_response_id", "conversation", "prompt", "prompt_cache_key", "user",
	},
	refused: escapes,
}

var responsesParts = map[string]partKind{
	"message": partText, "input_text": partText, "output_text": partText, "refusal": partText, "summary_text": partText, "reasoning_text": partText,
	"compaction": partText, "reasoning": partText, "function_call": partText, "function_call_output": partText, "custom_tool_call": partText,
	"custom_tool_call_output": partText, "web_search_call": partText, "file_search_call": partText, "code_interpreter_call": partText,
	"computer_call": partText, "local_shell_call": partText, "local_shell_call_output": partText, "shell_call": partText,
	"shell_call_output": partText, "apply_patch_call": partText, "apply_patch_call_output": partText,
	"mcp_list_tools": partText, "mcp_call": partText, "mcp_approval_request": partText, "mcp_approval_response": partText,
	"input_image": partWide, "input_file": partWide, "computer_call_output": partWide,
	"item_reference": partStored,
}

// Calls of tools that the upstream runs within one answer.
const (
	toolCallsMax     = 128
	toolCallsDefault = 4 // written into requests that set no bound of their own
)

// responsesRequest is what the gateway knows of a response request.
type responsesRequest struct {
	jsonRequest
	parts     parts
	hosted    hosted
	toolCalls uint64 // max_tool_calls; zero when not given
	hasInput  bool
}

func readResponses(source *Source) (Request, *Fault) {
	q := &responsesRequest{parts: parts{kinds: responsesParts, inner: []string{"content", "output", "summary"}}}
	q.head.LimitName, q.limitMember = "max_output_tokens", "max_output_tokens"
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	if !q.hasInput {
		return nil, invalid("input_missing", "input", "the request has no input; a text or an array of items is needed")
	}
	q.contentBytes = textBytes([]string{`"input"`, `"text"`, `"content"`, `"instructions"`, `"output"`, `"arguments"`}, source.Body)
	return q, nil
}

const storedState = "what is stored in the seller's account is not kept apart by buyer"

func (q *responsesRequest) read(s *scanner) *Fault {
	return q.members(s, &responsesWords, func(name string) *Fault {
		switch name {
		case "max_output_tokens":
			return q.readLimit(s, name)
		case "input":
			q.hasInput = s.peek() != 'n'
			return q.parts.read(s, name)
		case "tools":
			return s.each(name, q.readTool)
		case "max_tool_calls":
			return s.count(&q.toolCalls, name, toolCallsMax)
		case "service_tier":
			return q.readTier(s)
		case "background":
			if s.peek() == 't' {
				s.skip()
				return invalid("background_unsupported", name, "a background response goes on when its call is over, so nothing would meter it; use stream instead")
			}
		case "previous_response_id", "conversation":
			return s.onlyNull(name, storedState+"; send the earlier items as input, with store set to false")
		case "prompt":
			return s.onlyNull(name, storedState+"; send the prompt's text as instructions and input")
		}
		s.skip()
		return nil
	})
}

func (q *responsesRequest) readTool(s *scanner, path string) *Fault {
	kind := s.kind()
	h := &q.hosted
	switch datedKind(kind) {
	case "function", "custom", "computer_use_preview", "computer", "local_shell", "apply_patch":
		return nil
	case "web_search", "web_search_preview":
		h.searches = true
	case "file_search", "mcp":
		h.calls = true
	case "code_interpreter":
		h.sessions = true
	default:
		return toolRefused(path, kind, "which the upstream runs and which has no price here")
	}
	if h.first == "" {
		h.first = path
	}
	return nil
}

// Bound implements Request.
func (q *responsesRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	if q.hosted.any() {
		if q.hosted.most = q.toolCalls; q.hosted.most == 0 {
			q.hosted.most = toolCallsDefault
		}
	}
	if f := q.addHosted(&b, &q.hosted); f != nil {
		return Bound{}, f
	}
	if f := q.addInput(&b, uint64(q.length)+q.parts.count*messageTokensMax+callTokensMax, &q.parts, &q.hosted); f != nil {
		return Bound{}, f
	}
	b.OutputLimit = q.outputLimit()
	b.add(t.priced(meter.TextOutput), b.OutputLimit)
	q.bound = b
	return b, nil
}

// Append implements Request.
func (q *responsesRequest) Append(out, body []byte, need Needs) []byte {
	e := q.edits(make([]edit, 0, 4), need)
	if q.hosted.any() && q.toolCalls == 0 {
		e = append(e, edit{span{q.firstAt, q.firstAt}, `"max_tool_calls":` + strconv.Itoa(toolCallsDefault) + `,`})
	}
	return rewrite(out, body, e)
}

// NewReader implements Request.
func (q *responsesRequest) NewReader() Reader { return &responsesReader{} }

// each reads an array of objects, or null.
func (s *scanner) each(name string, read func(s *scanner, path string) *Fault) (first *Fault) {
	if s.peek() != '[' {
		null := s.peek() == 'n'
		if s.skip(); null {
			return nil
		}
		return invalid(name+"_malformed", name, name+" is not an array")
	}
	s.enter('[')
	for n := 0; s.more(']', n); n++ {
		if f := read(s, fmt.Sprintf("%s[%d]", name, n)); f != nil && first == nil {
			first = f
		}
	}
	return first
}

// onlyWord refuses all values but null and one that costs nothing extra.
func (s *scanner) onlyWord(name, word string) *Fault {
	s.space()
	start := s.i
	s.skip()
	if text := string(s.b[start:s.i]); s.err != nil || text == "null" || text == `"`+word+`"` {
		return nil
	}
	return invalid(name+"_unsupported", name, fmt.Sprintf("only the %s %q has a price here; leave %s out", name, word, name))
}
