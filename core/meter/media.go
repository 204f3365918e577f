package meter

// EmbeddingsUsage holds the numbers of an embeddings answer's usage object.
type EmbeddingsUsage struct {
	Prompt int64 // prompt_tokens
	Total  int64 // total_tokens, which is the same; some upstreams give only this
}

// Quantities counts the tokens and one request. With a fault it gives no
// quantities at all.
func (u *EmbeddingsUsage) Quantities() (q Quantities, f Fault) {
	if f = countFault(u.Prompt, u.Total); f != FaultNone {
		return Quantities{}, f
	}
	q[Request] = 1
	if q[Input] = uint64(u.Prompt); u.Prompt == 0 {
		q[Input] = uint64(u.Total)
	}
	return q, FaultNone
}

// ImagesUsage holds what there is to know of pictures that were made: their
// number, and the usage object of models that bill them by tokens. Input
// includes its image and cached tokens.
type ImagesUsage struct {
	Images      int64 // members of data
	Input       int64 // input_tokens
	InputImage  int64 // input_tokens_details.image_tokens
	InputCached int64 // input_tokens_details.cached_tokens
	Output      int64 // output_tokens, image tokens but for those that are said to be text
	OutputText  int64 // output_tokens_details.text_tokens
}

// Quantities counts pictures, tokens and one request. With a fault it gives no
// quantities at all.
func (u *ImagesUsage) Quantities() (Quantities, Fault) {
	if f := countFault(u.Images, u.OutputText); f != FaultNone {
		return Quantities{}, f
	}
	if u.OutputText > u.Output {
		return Quantities{}, FaultPartsOverOutput
	}
	tokens := ChatUsage{Prompt: u.Input, PromptImage: u.InputImage, PromptCached: u.InputCached,
		Completion: u.Output, CompletionImage: u.Output - u.OutputText}
	q, f := tokens.Quantities()
	if f != FaultNone {
		return Quantities{}, f
	}
	q[Image] = uint64(u.Images)
	return q, FaultNone
}

// AudioUsage holds what there is to know of speech that was made or written
// down. Input includes its audio tokens.
type AudioUsage struct {
	Input       int64 // input_tokens
	InputAudio  int64 // input_token_details.audio_tokens
	Output      int64 // output_tokens
	OutputAudio int64 // those of the output that are audio: all of them when speech is made
	Seconds     int64 // of a recording, begun seconds counted in full
	Characters  int64 // of a text that was read aloud
}

// Quantities counts tokens, seconds, characters and one request. With a fault
// it gives no quantities at all.
func (u *AudioUsage) Quantities() (Quantities, Fault) {
	if f := countFault(u.Seconds, u.Characters); f != FaultNone {
		return Quantities{}, f
	}
	tokens := ChatUsage{Prompt: u.Input, PromptAudio: u.InputAudio, Completion: u.Output, CompletionAudio: u.OutputAudio}
	q, f := tokens.Quantities()
	if f != FaultNone {
		return Quantities{}, f
	}
	q[Second] = uint64(u.Seconds)
	q[Character] = uint64(u.Characters)
	return q, FaultNone
}
