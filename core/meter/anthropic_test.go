package meter

import "testing"

// In Anthropic's dialect the cached tokens are not part of input_tokens, in
// OpenAI's they are: the same prompt must not be counted twice in either.
func TestCachedBilledOnceInEveryDialect(t *testing.T) {
	messages := MessagesUsage{Input: 30, CacheRead: 50, CacheWrite: 20, Output: 7}
	chat := ChatUsage{Prompt: 100, PromptCached: 50, PromptCacheWrite: 20, Completion: 7}
	responses := ResponsesUsage{Input: 100, Cached: 50, CacheWrite: 20, Output: 7}
	want := Quantities{Request: 1, Input: 30, InputCached: 50, InputCacheWrite: 20, Output: 7}
	for name, read := range map[string]func() (Quantities, Fault){
		"messages": messages.Quantities, "chat": chat.Quantities, "responses": responses.Quantities,
	} {
		if q, f := read(); q != want || f != FaultNone {
			t.Errorf("%s: %v, %s; want %v", name, q, f.Code(), want)
		}
	}
}

func TestCacheWritesOfTwoLifetimes(t *testing.T) {
	for _, c := range []struct {
		usage         MessagesUsage
		minutes, hour uint64
	}{
		{MessagesUsage{CacheWrite: 556, CacheMinutes: 456, CacheHour: 100}, 456, 100},
		{MessagesUsage{CacheWrite: 100, CacheHour: 100}, 0, 100},
		{MessagesUsage{CacheWrite: 100}, 100, 0},
		{MessagesUsage{CacheMinutes: 5, CacheHour: 6}, 5, 6},
		{MessagesUsage{CacheWrite: 100, CacheHour: 40}, 60, 40},
	} {
		q, f := c.usage.Quantities()
		if f != FaultNone || q[InputCacheWrite] != c.minutes || q[InputCacheWriteHour] != c.hour || q[Input] != 0 {
			t.Errorf("%+v: %v, %s", c.usage, q, f.Code())
		}
	}
}

func TestReasoningDoesNotDropOutputOfResponses(t *testing.T) {
	inside := ResponsesUsage{Input: 10, Output: 100, Reasoning: 64, Total: 110}
	beside := ResponsesUsage{Input: 10, Output: 36, Reasoning: 64, Total: 110}
	for _, u := range []ResponsesUsage{inside, beside} {
		if q, f := u.Quantities(); f != FaultNone || q[Output] != 36 || q[OutputReasoning] != 64 {
			t.Errorf("%+v: %v, %s", u, q, f.Code())
		}
	}
}

func TestImpossibleUsageOfEveryDialect(t *testing.T) {
	for name, f := range map[string]func() (Quantities, Fault){
		"messages":   (&MessagesUsage{CacheHour: -1}).Quantities,
		"responses":  (&ResponsesUsage{Input: 1, Cached: 2}).Quantities,
		"searches":   (&ResponsesUsage{Searches: -1}).Quantities,
		"embeddings": (&EmbeddingsUsage{Prompt: TokensMax + 1}).Quantities,
		"images":     (&ImagesUsage{Output: 1, OutputText: 2}).Quantities,
		"pictures":   (&ImagesUsage{Images: -1}).Quantities,
		"audio":      (&AudioUsage{Input: 1, InputAudio: 2}).Quantities,
		"seconds":    (&AudioUsage{Seconds: -1}).Quantities,
	} {
		if q, fault := f(); fault == FaultNone || q != (Quantities{}) {
			t.Errorf("%s: %v, %s", name, q, fault.Code())
		}
	}
}

func TestMediaQuantities(t *testing.T) {
	for _, c := range []struct {
		name string
		read func() (Quantities, Fault)
		want Quantities
	}{
		{"embeddings", (&EmbeddingsUsage{Prompt: 8, Total: 8}).Quantities, Quantities{Request: 1, Input: 8}},
		{"embeddings by total", (&EmbeddingsUsage{Total: 8}).Quantities, Quantities{Request: 1, Input: 8}},
		{"pictures", (&ImagesUsage{Images: 2}).Quantities, Quantities{Request: 1, Image: 2}},
		{"pictures by tokens", (&ImagesUsage{Images: 1, Input: 50, InputImage: 40, Output: 4160}).Quantities,
			Quantities{Request: 1, Image: 1, Input: 10, InputImage: 40, OutputImage: 4160}},
		{"writing down", (&AudioUsage{Input: 14, InputAudio: 14, Output: 45}).Quantities, Quantities{Request: 1, InputAudio: 14, Output: 45}},
		{"reading aloud", (&AudioUsage{Input: 14, Output: 101, OutputAudio: 101, Characters: 60}).Quantities,
			Quantities{Request: 1, Input: 14, OutputAudio: 101, Character: 60}},
		{"tools", (&ResponsesUsage{Searches: 2, Tools: 3, Sessions: 1}).Quantities, Quantities{Request: 1, WebSearch: 2, ToolCall: 3, Session: 1}},
	} {
		if q, f := c.read(); q != c.want || f != FaultNone {
			t.Errorf("%s: %v, %s; want %v", c.name, q, f.Code(), c.want)
		}
	}
}
