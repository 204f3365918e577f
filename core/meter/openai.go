package meter

// ChatUsage holds the numbers of an OpenAI chat completion's usage object as
// the upstream wrote them; what it left out is zero. In this dialect Prompt
// includes its cached, written, audio and image tokens, and Completion its
// reasoning, audio and image tokens (rejected predictions are plain completion
// tokens, and billed).
type ChatUsage struct {
	Prompt           int64 // prompt_tokens
	PromptCached     int64 // prompt_tokens_details.cached_tokens
	PromptCacheWrite int64 // prompt_tokens_details.cache_write_tokens, of some gateways
	PromptAudio      int64 // prompt_tokens_details.audio_tokens
	PromptImage      int64 // prompt_tokens_details.image_tokens
	Completion       int64 // completion_tokens
	Reasoning        int64 // completion_tokens_details.reasoning_tokens
	CompletionAudio  int64 // completion_tokens_details.audio_tokens
	CompletionImage  int64 // completion_tokens_details.image_tokens
	Total            int64 // total_tokens; zero when the upstream did not say
}

// TokensMax is the most tokens that are believed of one call: a thousand times
// the largest context known, and far from any overflow.
const TokensMax = 1 << 40

// Fault names what makes reported usage impossible. Usage with a fault has no
// quantities: what to bill then is the contract's policy, not a guess made here.
type Fault uint8

// The faults. Their numbers are part of the log's format.
const (
	FaultNone             Fault = iota
	FaultNegative               // a number is below zero
	FaultTooLarge               // a number is above TokensMax
	FaultCachedOverPrompt       // more tokens read from and written to the cache than the prompt has
	FaultMediaOverPrompt        // more audio and image tokens than the prompt has
	FaultCacheWriteAudio        // more tokens written to the cache than the prompt has beside audio
	FaultPartsOverOutput        // more reasoning, audio and image tokens than the completion has

	faultEnd
)

var faults = [faultEnd]struct{ code, text string }{
	FaultNone:             {"usage_ok", "the usage is consistent"},
	FaultNegative:         {"usage_negative", "a token count is below zero; counts start at zero"},
	FaultTooLarge:         {"usage_too_large", "a token count is above 2^40, which no call reaches"},
	FaultCachedOverPrompt: {"usage_cached_over_prompt", "more tokens are reported as cached than the prompt has; prompt_tokens includes the cached ones"},
	FaultMediaOverPrompt:  {"usage_media_over_prompt", "more audio and image tokens are reported than the prompt has; prompt_tokens includes them"},
	FaultCacheWriteAudio:  {"usage_cache_write_audio", "more tokens are reported as written to the cache than the prompt has beside audio"},
	FaultPartsOverOutput:  {"usage_parts_over_output", "more reasoning, audio and image tokens are reported than the completion has; completion_tokens includes them"},
}

// Code is the fault's stable machine code.
func (f Fault) Code() string {
	if f < faultEnd {
		return faults[f].code
	}
	return "usage_fault_unknown"
}

// String says what is wrong, as a sentence part.
func (f Fault) String() string {
	if f < faultEnd {
		return faults[f].text
	}
	return "an unknown fault"
}

// Quantities takes the usage apart into disjoint quantities and counts one
// request. With a fault it gives no quantities at all.
//
// The dialect does not say which modality was cached. Cached tokens are taken
// to be text first, then image, then audio: a cached prefix is mostly text, and
// audio that is not known to be cached must not get the price of cached text.
// Written tokens are text first, then image.
func (u *ChatUsage) Quantities() (Quantities, Fault) {
	if f := u.fault(); f != FaultNone {
		return Quantities{}, f
	}
	var q Quantities
	q[Request] = 1

	audio, image := u.PromptAudio, u.PromptImage
	text := u.Prompt - audio - image
	written := take(&text, u.PromptCacheWrite)
	written += take(&image, u.PromptCacheWrite-written)
	if written < u.PromptCacheWrite {
		return Quantities{}, FaultCacheWriteAudio
	}
	cached := take(&text, u.PromptCached)
	cached += take(&image, u.PromptCached-cached)
	cachedAudio := take(&audio, u.PromptCached-cached)

	q[Input] = uint64(text)
	q[InputCached] = uint64(cached)
	q[InputCacheWrite] = uint64(written)
	q[InputAudio] = uint64(audio)
	q[InputAudioCached] = uint64(cachedAudio)
	q[InputImage] = uint64(image)

	q[OutputReasoning] = uint64(u.Reasoning)
	q[OutputAudio] = uint64(u.CompletionAudio)
	q[OutputImage] = uint64(u.CompletionImage)
	q[Output] = uint64(u.completion() - u.Reasoning - u.CompletionAudio - u.CompletionImage)
	return q, FaultNone
}

// completion is the number of completion tokens with reasoning included. Some
// upstreams count reasoning beside completion_tokens; their total gives it
// away, and without that their reasoning would eat up the answer's tokens.
func (u *ChatUsage) completion() int64 {
	if u.Reasoning > 0 && u.Total == u.Prompt+u.Completion+u.Reasoning {
		return u.Completion + u.Reasoning
	}
	return u.Completion
}

func (u *ChatUsage) fault() Fault {
	for _, n := range [...]int64{
		u.Prompt, u.PromptCached, u.PromptCacheWrite, u.PromptAudio, u.PromptImage,
		u.Completion, u.Reasoning, u.CompletionAudio, u.CompletionImage, u.Total,
	} {
		if n < 0 {
			return FaultNegative
		}
		if n > TokensMax {
			return FaultTooLarge
		}
	}
	switch {
	case u.PromptCached+u.PromptCacheWrite > u.Prompt:
		return FaultCachedOverPrompt
	case u.PromptAudio+u.PromptImage > u.Prompt:
		return FaultMediaOverPrompt
	case u.Reasoning+u.CompletionAudio+u.CompletionImage > u.completion():
		return FaultPartsOverOutput
	}
	return FaultNone
}

// take moves up to n from what is left and says how much.
func take(left *int64, n int64) int64 {
	n = min(n, *left)
	*left -= n
	return n
}
