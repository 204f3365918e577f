package translate

import (
	"encoding/json"
	"strconv"
	"strings"
)

// toMessages is a chat completion request on its way to be a messages request.
type toMessages struct {
	reader
	out    messagesRequest
	system []block
	spoken bool // a message that is no instruction was met
}

// RequestToMessages translates a chat completion request. It needs an output
// limit, which Anthropic's API demands.
func RequestToMessages(body []byte) ([]byte, *Refusal) {
	t := &toMessages{}
	o := t.open(body)
	t.out.Model = o.need("model")
	t.out.Stream = o.take("stream").flag()
	t.limit(o)
	t.sampling(o)
	t.tools(o)
	t.format(o)
	t.effort(o)
	t.user(o)
	t.neutral(o)
	t.out.CacheControl = o.take("cache_control").opaque()
	messages := o.take("messages")
	t.messages(messages.array())
	if len(t.out.Messages) == 0 {
		t.refuse("messages_missing", "messages", "messages has no message that is not an instruction; at least one is needed")
	}
	o.end()
	t.out.System = systemOf(t.system)
	return t.finish(&t.out)
}

// systemOf writes a single plain text as a string, as people do.
func systemOf(blocks []block) any {
	switch {
	case len(blocks) == 0:
		return nil
	case len(blocks) == 1 && blocks[0].CacheControl == nil:
		return *blocks[0].Text
	}
	return blocks
}

func (t *toMessages) limit(o *object) {
	old, current := o.take("max_tokens").number(), o.take("max_completion_tokens").number()
	switch {
	case old == "" && current == "":
		t.refuse("max_tokens_missing", "max_completion_tokens", "max_completion_tokens is missing; the upstream of this model needs a limit")
	case old != "" && current != "" && old != current:
		t.refuse("limit_twice", "max_tokens", "max_tokens and max_completion_tokens differ; one of them is enough")
	case current == "":
		current = old
	}
	t.out.MaxTokens = current
}

func (t *toMessages) sampling(o *object) {
	t.out.Temperature = o.take("temperature").number()
	if n, err := strconv.ParseFloat(string(t.out.Temperature), 64); err == nil && n > 1 {
		t.refuse("temperature_out_of_range", "temperature", "temperature is above 1, the most that the upstream of this model takes")
	}
	t.out.TopP = o.take("top_p").number()
	switch stop := o.take("stop"); stop.kind() {
	case '"':
		t.out.StopSequences = []string{stop.text()}
	default:
		for _, v := range stop.array() {
			t.out.StopSequences = append(t.out.StopSequences, v.text())
		}
	}
}

func (t *toMessages) tools(o *object) {
	for _, v := range o.take("tools").array() {
		tool := v.object()
		if kind := tool.need("type"); kind != "function" {
			t.refuse("tool_unsupported", tool.at("type"), "%s is %q; only tools of type function can be translated", tool.at("type"), kind)
		}
		f := tool.take("function").object()
		made := messagesTool{Name: f.need("name"), Description: f.take("description").text(), Strict: f.take("strict").flag()}
		made.InputSchema = json.RawMessage(`{"type":"object","properties":{}}`)
		if schema := f.take("parameters").opaque(); schema != nil {
			made.InputSchema = schema
		}
		made.CacheControl = tool.take("cache_control").opaque()
		f.end()
		tool.end()
		t.out.Tools = append(t.out.Tools, made)
	}
	t.out.ToolChoice = t.choice(o.take("tool_choice"))
	parallel := o.take("parallel_tool_calls")
	if parallel.null() || parallel.flag() || len(t.out.Tools) == 0 {
		return
	}
	if t.out.ToolChoice == nil {
		t.out.ToolChoice = &toolChoice{Type: "auto"}
	}
	t.out.ToolChoice.DisableParallel = t.out.ToolChoice.Type != "none"
}

func (t *toMessages) choice(v value) *toolChoice {
	switch v.kind() {
	case 0, 'n':
		return nil
	case '"':
		switch name := v.text(); name {
		case "auto", "none":
			return &toolChoice{Type: name}
		case "required":
			return &toolChoice{Type: "any"}
		}
	case '{':
		o := v.object()
		if o.take("type").text() == "function" {
			f := o.take("function").object()
			made := &toolChoice{Type: "tool", Name: f.need("name")}
			f.end()
			o.end()
			return made
		}
	}
	t.refuse("tool_choice_unsupported", v.path, `tool_choice may be "none", "auto", "required" or {"type":"function","function":{"name":...}} here`)
	return nil
}

func (t *toMessages) format(o *object) {
	v := o.take("response_format")
	if v.null() {
		return
	}
	f := v.object()
	switch kind := f.take("type").text(); kind {
	case "text":
	case "json_schema":
		s := f.take("json_schema").object()
		s.drop("name", "description", "strict")
		schema := s.take("schema")
		schema.object()
		s.end()
		t.config().Format = &outputFormat{Type: "json_schema", Schema: schema.raw}
	default:
		t.refuse("response_format_unsupported", "response_format.type",
			`response_format.type is %q; the upstream of this model knows "text" and "json_schema" with a schema`, kind)
	}
	f.end()
}

func (t *toMessages) config() *outputConfig {
	if t.out.OutputConfig == nil {
		t.out.OutputConfig = &outputConfig{}
	}
	return t.out.OutputConfig
}

// effort keeps the levels, which both APIs name alike. Whether the model thinks
// before it answers is said by thinking, in Anthropic's form, which chat
// clients send as an extra member.
func (t *toMessages) effort(o *object) {
	t.out.Thinking = o.take("thinking").opaque()
	switch level := o.take("reasoning_effort").text(); level {
	case "":
	case "low", "medium", "high", "xhigh", "max":
		t.config().Effort = level
	case "none":
		if t.out.Thinking == nil {
			t.out.Thinking = json.RawMessage(`{"type":"disabled"}`)
		}
	default:
		t.refuse("reasoning_effort_unsupported", "reasoning_effort",
			"reasoning_effort is %q; the upstream of this model knows none, low, medium, high, xhigh and max", level)
	}
}

// user passes on the stable name of an end user, whichever member has it.
func (t *toMessages) user(o *object) {
	labels := ""
	if v := o.take("metadata"); !v.null() {
		labels = v.object().take("user_id").text()
	}
	for _, name := range [...]string{o.take("user").text(), o.take("safety_identifier").text(), labels} {
		switch {
		case name == "":
		case t.out.Metadata == nil:
			t.out.Metadata = &userMetadata{UserID: name}
		case t.out.Metadata.UserID != name:
			t.refuse("user_twice", "user", "user, safety_identifier and metadata.user_id differ; the upstream of this model takes one of them")
		}
	}
}

// neutral accepts members at the value that asks for nothing.
func (t *toMessages) neutral(o *object) {
	o.drop("stream_options", "prompt_cache_key")
	for _, n := range neutralValues {
		name, fine := n[0], n[1]
		v := o.take(name)
		if v.null() {
			continue
		}
		if !strings.Contains(fine, " "+strings.Join(strings.Fields(string(v.raw)), "")+" ") {
			t.refuse("member_unsupported", name, "%s cannot be translated for the upstream of this model, except for the value%s; leave it out", name,
				strings.TrimSuffix(fine, " "))
		}
	}
}

// neutralValues are members of a chat request that may have these values only,
// each between spaces.
var neutralValues = [...][2]string{
	{"n", " 1 "},
	{"store", " false "},
	{"logprobs", " false "},
	{"top_logprobs", " 0 "},
	{"frequency_penalty", " 0 0.0 "},
	{"presence_penalty", " 0 0.0 "},
	{"logit_bias", " {} "},
	{"modalities", ` ["text"] `},
	{"service_tier", ` "auto" "default" `},
	{"verbosity", ` "medium" `},
}
