package meter

import (
	"strings"
	"testing"
)

func TestChatUsage(t *testing.T) {
	cases := []struct {
		name  string
		usage ChatUsage
		want  Quantities
	}{
		{"nothing but the request", ChatUsage{}, Quantities{Request: 1}},
		{"plain", ChatUsage{Prompt: 19, Completion: 10, Total: 29}, Quantities{Request: 1, Input: 19, Output: 10}},
		{"cached is part of the prompt", ChatUsage{Prompt: 2006, PromptCached: 1920, Completion: 300, Total: 2306},
			Quantities{Request: 1, Input: 86, InputCached: 1920, Output: 300}},
		{"reasoning is part of the completion", ChatUsage{Prompt: 75, Completion: 1186, Reasoning: 1024, Total: 1261},
			Quantities{Request: 1, Input: 75, Output: 162, OutputReasoning: 1024}},
		{"reasoning beside the completion, as the total says", ChatUsage{Prompt: 75, Completion: 162, Reasoning: 1024, Total: 1261},
			Quantities{Request: 1, Input: 75, Output: 162, OutputReasoning: 1024}},
		{"little reasoning beside the completion", ChatUsage{Prompt: 75, Completion: 162, Reasoning: 24, Total: 261},
			Quantities{Request: 1, Input: 75, Output: 162, OutputReasoning: 24}},
		{"all of the completion is reasoning", ChatUsage{Prompt: 5, Completion: 9, Reasoning: 9},
			Quantities{Request: 1, Input: 5, OutputReasoning: 9}},
		{"audio", ChatUsage{Prompt: 100, PromptAudio: 60, Completion: 50, CompletionAudio: 40, Total: 150},
			Quantities{Request: 1, Input: 40, InputAudio: 60, Output: 10, OutputAudio: 40}},
		{"cached is text before audio", ChatUsage{Prompt: 100, PromptAudio: 60, PromptCached: 30},
			Quantities{Request: 1, Input: 10, InputCached: 30, InputAudio: 60}},
		{"cached beyond the text is audio, and not cached text", ChatUsage{Prompt: 100, PromptAudio: 60, PromptCached: 64},
			Quantities{Request: 1, InputCached: 40, InputAudio: 36, InputAudioCached: 24}},
		{"images", ChatUsage{Prompt: 100, PromptImage: 80, PromptCached: 50, Completion: 7, CompletionImage: 7},
			Quantities{Request: 1, InputCached: 50, InputImage: 50, OutputImage: 7}},
		{"a cache write", ChatUsage{Prompt: 100, PromptCacheWrite: 70, PromptCached: 20},
			Quantities{Request: 1, Input: 10, InputCached: 20, InputCacheWrite: 70}},
		{"a total that nobody can explain", ChatUsage{Prompt: 10, Completion: 5, Total: 400},
			Quantities{Request: 1, Input: 10, Output: 5}},
		{"the largest that is believed", ChatUsage{Prompt: TokensMax, Completion: TokensMax},
			Quantities{Request: 1, Input: TokensMax, Output: TokensMax}},
	}
	for _, c := range cases {
		got, fault := c.usage.Quantities()
		if fault != FaultNone || got != c.want {
			t.Errorf("%s: got %v, %v; want %v", c.name, got, fault, c.want)
		}
	}
}

func TestChatUsageRefuses(t *testing.T) {
	cases := []struct {
		usage ChatUsage
		want  Fault
	}{
		{ChatUsage{Prompt: -1}, FaultNegative},
		{ChatUsage{Prompt: 5, PromptCached: -5}, FaultNegative},
		{ChatUsage{Total: -1}, FaultNegative},
		{ChatUsage{Prompt: -1 << 63}, FaultNegative},
		{ChatUsage{Prompt: TokensMax + 1}, FaultTooLarge},
		{ChatUsage{Completion: 1<<63 - 1}, FaultTooLarge},
		{ChatUsage{Prompt: 10, PromptCached: 11}, FaultCachedOverPrompt},
		{ChatUsage{Prompt: 10, PromptCached: 6, PromptCacheWrite: 5}, FaultCachedOverPrompt},
		{ChatUsage{Prompt: 10, PromptAudio: 11}, FaultMediaOverPrompt},
		{ChatUsage{Prompt: 10, PromptAudio: 6, PromptImage: 5}, FaultMediaOverPrompt},
		{ChatUsage{Prompt: 10, PromptAudio: 8, PromptCacheWrite: 3}, FaultCacheWriteAudio},
		{ChatUsage{Completion: 10, Reasoning: 11}, FaultPartsOverOutput},
		{ChatUsage{Completion: 10, Reasoning: 6, CompletionAudio: 5}, FaultPartsOverOutput},
	}
	for _, c := range cases {
		q, fault := c.usage.Quantities()
		if fault != c.want || q != (Quantities{}) {
			t.Errorf("%+v: got %v and %v, want %v", c.usage, fault.Code(), q, c.want.Code())
		}
	}
}

func TestFaultNames(t *testing.T) {
	seen := map[string]bool{}
	for f := range faultEnd {
		if f.Code() == "" || seen[f.Code()] || !strings.HasPrefix(f.Code(), "usage_") || len(f.String()) < 10 {
			t.Errorf("fault %d has the code %q and says %q", f, f.Code(), f)
		}
		seen[f.Code()] = true
	}
	if faultEnd.Code() != "usage_fault_unknown" {
		t.Error("a fault without meaning has a code")
	}
}

// Whatever an upstream says, the parts are disjoint and add up to what it said
// in all, or there is a fault and nothing.
func FuzzChatUsage(f *testing.F) {
	f.Add(int64(100), int64(20), int64(10), int64(30), int64(5), int64(50), int64(20), int64(5), int64(1), int64(150))
	f.Add(int64(10), int64(11), int64(0), int64(0), int64(0), int64(0), int64(0), int64(0), int64(0), int64(0))
	f.Add(int64(75), int64(0), int64(0), int64(0), int64(0), int64(162), int64(1024), int64(0), int64(0), int64(1261))
	f.Fuzz(func(t *testing.T, prompt, cached, written, audio, image, completion, reasoning, audioOut, imageOut, total int64) {
		u := ChatUsage{prompt, cached, written, audio, image, completion, reasoning, audioOut, imageOut, total}
		q, fault := u.Quantities()
		if fault != FaultNone {
			if q != (Quantities{}) {
				t.Fatalf("%+v has the fault %v and the quantities %v", u, fault, q)
			}
			return
		}
		in := q[Input] + q[InputCached] + q[InputCacheWrite] + q[InputAudio] + q[InputAudioCached] + q[InputImage]
		out := q[Output] + q[OutputReasoning] + q[OutputAudio] + q[OutputImage]
		for m, n := range q {
			if n > 2*TokensMax {
				t.Fatalf("%+v: %v came out as %d", u, Meter(m), n)
			}
		}
		if in != uint64(prompt) || (out != uint64(completion) && (out != uint64(completion+reasoning) || total != prompt+completion+reasoning)) {
			t.Fatalf("%+v became %v: %d in, %d out", u, q, in, out)
		}
		if q[InputCached]+q[InputAudioCached] != uint64(cached) || q[InputCacheWrite] != uint64(written) ||
			q[InputAudio]+q[InputAudioCached] != uint64(audio) || q[OutputReasoning] != uint64(reasoning) {
			t.Fatalf("%+v became %v", u, q)
		}
	})
}
